"""The check of an arbitration agreement as a table: what people sign, and what is to be said about it."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from arbitration.agreement import check_agreement, rules
from arbitration.clause import densify
from arbitration.institutions import named_institutions, same_institution
from arbitration.states import AgreementForm, Verdict

HERE = "示例市仲裁委员会"
CIETAC = "中国国际经济贸易仲裁委员会"

#: text, commission chosen, what is found (the matter itself is an ordinary business one)
CLAUSES = [
    # stands
    ("因本合同引起的或与本合同有关的任何争议，均提请示例市仲裁委员会仲裁。仲裁裁决是终局的，对双方均有约束力。", HERE, []),
    (("凡因本合同引起的或与本合同有关的任何争议，均应提交中国国际经济贸易仲裁委员会，"
     "按照申请仲裁时该会现行有效的仲裁规则进行仲裁。"), CIETAC, []),
    ("双方发生纠纷应友好协商；协商不成的，任何一方均可向示例市仲裁委员会申请仲裁。", HERE, []),
    ("争议解决：协商不成的，提交 示例市 仲裁委员会 仲裁解决。", HERE, []),
    ("甲乙双方同意，就本案纠纷提交示例市仲裁委员会仲裁，放弃就同一纠纷向人民法院起诉。", HERE, []),
    ("一切争议由示例市仲裁委员会仲裁。一方不履行裁决的，另一方可以向有管辖权的人民法院申请强制执行。", HERE, []),
    ("争议由示例市仲裁委员会仲裁；仲裁期间任何一方可以依法向人民法院申请财产保全。", HERE, []),
    ("争议提交示例市仲裁委员会仲裁，不得向法院起诉，仲裁费、律师费和诉讼费由败诉方承担。", HERE, []),
    ("本合同争议应提交北京仲裁委员会/北京国际仲裁中心按照其仲裁规则进行仲裁。", "北京仲裁委员会", []),
    ("发生争议时，提交上海国际经济贸易仲裁委员会（上海国际仲裁中心）仲裁。", "上海国际经济贸易仲裁委员会", []),
    ("因本协议产生的争议提交呼和浩特仲裁委员会仲裁。", "呼和浩特仲裁委员会", []),
    ("本合同项下争议，提交示例市仲裁委员会仲裁，适用《中国国际经济贸易仲裁委员会网上仲裁规则》。", HERE, []),
    ("争议按下列第（1）种方式解决：（1）提交示例市仲裁委员会仲裁；（2）依法向人民法院起诉。", HERE, []),
    ("发生争议，双方选择以下第②种方式：①向合同签订地人民法院起诉。②向示例市仲裁委员会申请仲裁。", HERE, []),
    ("争议解决方式：□向甲方所在地人民法院起诉　☑提交示例市仲裁委员会仲裁", HERE, []),
    (
        ("Any dispute arising from or in connection with this Contract shall be submitted to China International Economic and "
        "Trade Arbitration Commission (CIETAC) for arbitration in accordance with its arbitration rules then in force. "
        "The award is final and binding."),
        CIETAC,
        [],
    ),
    (
        ("All disputes shall be finally settled by arbitration at CIETAC and not by litigation in any court. Judgment upon the "
        "award may be entered in any court having jurisdiction. Either party may seek interim relief from a court."),
        CIETAC,
        [],
    ),
    ("If a dispute cannot be settled amicably within 30 days, it shall be submitted to SHIAC for arbitration.",
     "上海国际经济贸易仲裁委员会", []),
    # inexact, but it can only be this one
    ("因本合同发生的争议，提交示例仲裁委员会仲裁。", HERE, ["inexact_name"]),
    ("因本合同发生的争议，提交示例市仲裁委仲裁。", HERE, ["inexact_name"]),
    ("因本合同发生的争议，由示例市经济合同仲裁委员会仲裁。", HERE, ["inexact_name"]),
    ("因本合同发生的争议，提交北京市仲裁委员会仲裁。", "北京仲裁委员会", ["inexact_name"]),
    ("Disputes shall be referred to Shili Arbitration Commission for arbitration.", HERE, ["name_in_other_script"]),
    # 或裁或审
    ("因本合同引起的争议，可以向示例市仲裁委员会申请仲裁，也可以向人民法院起诉。", HERE, ["or_court"]),
    ("协商不成的，任何一方可向示例市仲裁委员会申请仲裁或者向原告所在地人民法院提起诉讼解决争议。", HERE, ["or_court"]),
    ("争议提交示例市仲裁委员会仲裁；仲裁不成的，可向人民法院起诉。", HERE, ["or_court"]),
    ("双方发生纠纷，可选择诉讼或示例市仲裁委员会仲裁。", HERE, ["or_court"]),
    ("纠纷可提交仲裁，或者诉至法院。", HERE, ["or_court", "no_institution"]),
    ("Disputes may be submitted to CIETAC for arbitration or to the competent court.", CIETAC, ["or_court"]),
    ("Either party may sue in the courts of Beijing or commence arbitration of the dispute at CIETAC.", CIETAC, ["or_court"]),
    # a suit against the award
    ("争议由示例市仲裁委员会仲裁，对仲裁裁决不服的，可以向人民法院起诉。", HERE, ["not_final"]),
    # two institutions
    ("因本合同引起的争议，提交示例市仲裁委员会或北京仲裁委员会仲裁。", HERE, ["two_institutions"]),
    ("争议可提交中国国际经济贸易仲裁委员会、上海仲裁委员会仲裁。", CIETAC, ["two_institutions"]),
    ("争议由上海仲裁委员会和上海国际经济贸易仲裁委员会仲裁。", "上海仲裁委员会", ["two_institutions"]),
    ("Any dispute shall be settled by CIETAC or HKIAC arbitration.", CIETAC, ["two_institutions"]),
    # another institution than the one chosen
    ("因本合同引起的争议，提交上海仲裁委员会仲裁。", "上海国际经济贸易仲裁委员会", ["other_institution"]),
    ("因本合同引起的争议，提交广州仲裁委员会仲裁。", HERE, ["other_institution"]),
    ("争议由劳动争议仲裁委员会仲裁。", HERE, ["labour_institution"]),
    ("发生争议，向示例市劳动人事争议仲裁委员会申请仲裁。", HERE, ["labour_institution"]),
    # nobody, only a place, only rules
    ("本合同发生的争议，应当通过仲裁解决。", HERE, ["no_institution"]),
    ("双方约定，争议提交仲裁机构仲裁。", HERE, ["no_institution"]),
    ("因本合同发生的争议，在示例市仲裁。", HERE, ["place_only"]),
    ("因本合同发生的争议，由甲方所在地的仲裁委员会仲裁。", HERE, ["place_only"]),
    ("合同争议由合同签订地仲裁机构仲裁解决。", HERE, ["place_only"]),
    ("Any dispute shall be settled by arbitration in Shanghai.", HERE, ["place_only"]),
    ("因本合同引起的争议，按照北京仲裁委员会仲裁规则仲裁解决。", "北京仲裁委员会", ["rules_identify"]),
    ("因本合同引起的争议，按照广州仲裁委员会仲裁规则仲裁解决。", "广州仲裁委员会", ["rules_perhaps"]),
    ("因本合同引起的争议，按照广州仲裁委员会仲裁规则仲裁解决。", HERE, ["rules_only"]),
    ("Disputes shall be finally resolved by arbitration under the UNCITRAL Arbitration Rules.", HERE, ["rules_only"]),
    # no matters
    ("双方同意由示例市仲裁委员会仲裁。", HERE, ["no_matters"]),
    # no wish to arbitrate
    ("本合同发生的争议，由被告住所地人民法院管辖。", HERE, ["no_intent"]),
    ("本合同争议不适用仲裁，双方同意向人民法院起诉。", HERE, ["no_intent"]),
    ("发生争议时，双方可另行协商签订仲裁协议。", HERE, ["no_intent"]),
    ("双方应友好协商解决一切争议。", HERE, ["no_intent"]),
    ("The parties shall not submit any dispute to arbitration.", HERE, ["no_intent"]),
    ("争议按第2种方式解决：（1）提交示例市仲裁委员会仲裁；（2）向人民法院起诉。", HERE, ["no_intent"]),
    ("", HERE, ["no_intent"]),
    # nothing was marked
    ("争议按下列第（　）种方式解决：（1）提交示例市仲裁委员会仲裁；（2）向人民法院起诉。", HERE, ["not_chosen"]),
    ("争议解决方式：□提交示例市仲裁委员会仲裁；□向人民法院起诉。", HERE, ["not_chosen"]),
    # denied, cancelled, spoken
    ("甲方不同意将争议提交示例市仲裁委员会仲裁。", HERE, ["no_intent"]),
    ("本合同争议不应由示例市仲裁委员会仲裁解决。", HERE, ["no_intent"]),
    ("关于提交示例市仲裁委员会仲裁的约定作废", HERE, ["withdrawn"]),
    ("双方确认不再通过示例市仲裁委员会仲裁解决争议。", HERE, ["no_intent"]),
    ("争议提交示例市仲裁委员会仲裁的条款自即日起失效。", HERE, ["withdrawn"]),
    ("任何一方都无权将争议提交示例市仲裁委员会仲裁，双方另行协商。", HERE, ["no_intent"]),
    ("No dispute shall be submitted to CIETAC for arbitration.", CIETAC, ["no_intent"]),
    ("双方口头约定，本合同争议由示例市仲裁委员会仲裁。", HERE, ["not_in_writing"]),
    # speaks of arbitration, but is not plainly an agreement
    ("示例市仲裁委员会 仲裁 争议", HERE, ["not_plain"]),
    ("争议由示例市仲裁委员会仲裁，但须对方届时书面同意。", HERE, ["not_plain"]),
    ("甲方希望将争议提交示例市仲裁委员会仲裁。", HERE, ["not_plain"]),
    ("乙方拟将争议提交示例市仲裁委员会仲裁。", HERE, ["not_plain"]),
    ("严禁将本合同争议提交示例市仲裁委员会仲裁。", HERE, ["not_plain"]),
    ("当事人可以约定争议提交示例市仲裁委员会仲裁。", HERE, ["not_plain"]),
    ("争议由示例市仲裁委员会仲裁。上述约定对双方没有约束力。", HERE, ["not_plain"]),
    ("争议由示例市仲裁委员会仲裁，乙方对此有异议。", HERE, ["not_plain"]),
    ("仅供参考：争议提交示例市仲裁委员会仲裁。", HERE, ["not_plain", "matters_apart"]),
    ("The parties may agree to submit disputes to CIETAC for arbitration.", CIETAC, ["not_plain"]),
    ("Party A refuses to submit disputes to CIETAC for arbitration.", CIETAC, ["not_plain"]),
    ("The parties have cancelled their agreement to submit disputes to CIETAC arbitration.", CIETAC, ["not_plain"]),
    ("因本合同引起的争议，提交示例市仲栽委员会仲栽。", HERE, ["unreadable"]),
    # depends on what a text does not say
    ("争议提交中国国际经济贸易仲裁委员会华南分会仲裁。", CIETAC, ["branch_by_date"]),
    ("本合同争议提交香港国际仲裁中心仲裁。", "香港国际仲裁中心", ["foreign_seat"]),
    ("夫妻双方就本借款协议发生的争议，提交示例市仲裁委员会仲裁。", HERE, ["not_plain", "family_words"]),
    ("除商标争议外，因本合同产生的争议提交示例市仲裁委员会仲裁。", HERE, ["matters_apart"]),
    ("因行政处罚决定引起的争议，双方同意交示例市仲裁委员会仲裁。", HERE, ["administrative_words"]),
    ("甲方申请的，争议提交示例市仲裁委员会仲裁；乙方申请的，争议提交广州仲裁委员会仲裁。", HERE,
     ["two_by_case"]),
    ("双方均为自由贸易试验区内企业，本合同争议由三人组成临时仲裁庭仲裁。", HERE, ["not_plain", "ad_hoc"]),
    # the ordinary forms of agreements stay agreements
    (("凡因执行本合同所发生的或与本合同有关的一切争议，双方应通过友好协商解决。如果协商不能解决，应提交示例市仲裁委员会，"
     "根据该会的仲裁规则进行仲裁。"), HERE, []),
    ("因逾期付款、质量不合格、未交付等产生的争议，提交示例市仲裁委员会仲裁。", HERE, []),
    ("如果双方未能在30日内解决争议，则任何一方均可将争议提交示例市仲裁委员会仲裁。", HERE, []),
    ("关于本合同的效力、解释、履行、终止、解除、无效等引起的一切争议，均提交示例市仲裁委员会仲裁。", HERE, []),
    ("双方约定仲裁机构为示例市仲裁委员会，因本合同产生的纠纷均由其仲裁。", HERE, []),
    ("除示例市仲裁委员会仲裁外，双方不得以任何其他方式解决争议。", HERE, []),
    ("【主合同】争议向甲方所在地人民法院起诉。【补充协议】争议解决方式变更为：提交示例市仲裁委员会仲裁。", HERE, []),
    ("因本契約引起之爭議，雙方同意提交廣州仲裁委員會依其仲裁規則仲裁解決。", "广州仲裁委员会", []),
    ("争议由示例市仲裁委员会仲裁；任何一方不满裁决结果，可在十五日内诉至法院。", HERE, ["not_final"]),
    ("本合同纠纷既可申请示例市仲裁委员会仲裁，亦可循司法途径解决。", HERE, ["or_court"]),
    # whose place is no name
    ("因本合同引起的争议，由甲方所在地仲裁委员会仲裁。", HERE, ["place_only"]),
    # several things at once
    ("可以仲裁，也可以起诉。", HERE, ["or_court", "no_institution", "no_matters"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "commission", "codes"), CLAUSES, ids=lambda value: str(value)[:24])
def test_a_clause_is_read_as_a_lawyer_would(text, commission, codes):
    finding = check_agreement(
        text, form=AgreementForm.SEPARATE, category="commissioned_development", commission=commission
    )
    assert finding.codes == codes, finding.institutions


def test_the_table_is_long_enough_to_mean_something():
    assert len(CLAUSES) >= 30
    assert {code for *_rest, codes in CLAUSES for code in codes} >= {
        code
        for code, rule in rules().items()
        if code not in {"labour", "not_arbitrable", "taken_elsewhere", "consumer_clause", "labour_possible"}
    }


GOOD = "因本合同引起的或与本合同有关的任何争议，均提请示例市仲裁委员会仲裁。"


@pytest.mark.parametrize(
    ("category", "form", "elsewhere", "codes", "verdict"),
    [
        ("joint_development", AgreementForm.CLAUSE, False, [], Verdict.VALID),
        ("other_labour", AgreementForm.CLAUSE, False, ["labour"], Verdict.INVALID),
        ("inventor_reward", AgreementForm.SUBMISSION, False, ["labour"], Verdict.INVALID),
        ("other_family", AgreementForm.CLAUSE, False, ["not_arbitrable"], Verdict.INVALID),
        ("other_inheritance", AgreementForm.SEPARATE, False, ["not_arbitrable"], Verdict.INVALID),
        ("other_neighbour", AgreementForm.CLAUSE, False, ["not_arbitrable"], Verdict.INVALID),
        ("reward_not_delivered", AgreementForm.CLAUSE, False, ["consumer_clause"], Verdict.VALID),
        ("reward_not_delivered", AgreementForm.SUBMISSION, False, [], Verdict.VALID),
        ("unpaid_remuneration", AgreementForm.SEPARATE, False, ["labour_possible"], Verdict.VALID),
        ("joint_development", AgreementForm.CLAUSE, True, ["taken_elsewhere"], Verdict.VALID),
    ],
)
def test_the_matter_and_the_form_count_too(category, form, elsewhere, codes, verdict):
    finding = check_agreement(
        GOOD, form=form, category=category, commission=HERE, is_taken_elsewhere=elsewhere
    )
    assert (finding.codes, finding.verdict) == (codes, verdict)


def test_a_short_name_of_the_commission_is_enough():
    text = "因本合同引起的争议提交示仲仲裁。"
    finding = check_agreement(
        text, form=AgreementForm.CLAUSE, category="platform_fee", commission=HERE, known_as=["示仲"]
    )
    assert (finding.codes, finding.verdict) == ([], Verdict.VALID)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("示例市仲裁委员会", "示例仲裁委员会", True),
        ("浙江省杭州仲裁委员会", "杭州仲裁委员会", True),
        ("CIETAC", "中国国际经济贸易仲裁委员会", True),
        ("北京仲裁委员会", "北京国际仲裁院", True),
        ("上海仲裁委员会", "上海国际经济贸易仲裁委员会", False),
        ("示例市劳动争议仲裁委员会", "示例市仲裁委员会", False),
        ("仲裁委员会", "示例市仲裁委员会", False),
    ],
)
def test_two_names_of_one_institution(one, other, same):
    assert same_institution(one, other) is same_institution(other, one) is same


def test_every_rule_says_what_why_and_what_to_do_in_both_languages():
    for rule in rules().values():
        assert all([rule.zh, rule.en, rule.advice_zh, rule.advice_en, rule.source])
        assert rule.verdict in {*Verdict.values, "caution"}
    with translation.override("en"):
        assert rules()["or_court"].message.startswith("“May arbitrate or may sue”")
    with translation.override("zh-hans"):
        assert rules()["or_court"].message.startswith("约定“可以仲裁")


def test_width_blanks_and_invisible_letters_make_no_difference():
    assert densify("提交　示例市\u200b仲裁\n委员会，（仲裁）") == "提交示例市仲裁委员会,(仲裁)"
    assert named_institutions(densify("争议提交“示例市 仲裁委员会”仲裁")) == ["示例市仲裁委员会"]


@pytest.mark.parametrize("name", ["甲方所在地仲裁委员会", "被告住所地仲裁委员会", "合同签订地仲裁委员会"])
def test_the_place_where_somebody_lives_is_no_name(name):
    assert named_institutions(densify(f"因本合同引起的争议，由{name}仲裁。")) == []


def test_a_matter_with_words_of_doubt_does_not_stop_an_agreement_made_here():
    """The wish stands in the product's own words; what the dispute is about is the parties'."""
    text = (
        "一、各方同意把下列争议提交仲裁解决，不得就同一争议向人民法院起诉：平台取消订单、拒绝退款引起的一切争议。\n"
        "二、各方选定的仲裁机构是示例市仲裁委员会，按照申请仲裁时该会施行的仲裁规则进行。"
    )
    finding = check_agreement(text, form=AgreementForm.SUBMISSION, category="platform_fee", commission=HERE)
    assert (finding.codes, finding.verdict) == ([], Verdict.VALID)


WORDS = st.sampled_from(
    ["仲裁", "仲裁委员会", "提交", "法院", "起诉", "或者", "示例市", "争议", "（", "）", "第", "种", "1", "□", "☑", "，", "。",
     "和", "所在地", "规则", "arbitration", " court ", "CIETAC", "not ", ".", "\n", "不", "可以"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=400), st.lists(WORDS, max_size=60).map("".join)))
def test_no_text_is_too_odd_to_be_checked(text):
    finding = check_agreement(
        text, form=AgreementForm.CLAUSE, category="reward_not_delivered", commission=HERE
    )
    assert finding.verdict in Verdict.values
    assert len(finding.codes) == len(set(finding.codes))
    assert (finding.verdict == Verdict.VALID) == (
        not any(rule.bars or rule.asks_a_person for rule in finding.rules)
    )
