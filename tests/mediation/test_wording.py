"""From what was accepted to words that will stand: checked, complete, and read plainly to each side."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from mediation.amounts import in_capitals, in_figures
from mediation.checking import findings_on
from mediation.models import Agreement
from mediation.reading import readings
from mediation.selectors import identity_in_words, terms_to_begin_with
from mediation.services import make_proposal, reply_to_proposal, word_agreement
from tests.mediation.cases import Case


def worded(case: Case, **changes) -> Agreement:
    words = {
        "facts": "三张海报已经交付。",
        "disputed_items": "数额。",
        "terms": [case.term()],
        "performance": "转账至尾号1234的账户。",
        "default_clause": "逾期按日万分之五支付违约金。",
    }
    return word_agreement(case.mediation, by=case.cast.mediator, **{**words, **changes})


def codes(case: Case, **changes) -> dict[str, bool]:
    return {one.code: one.is_bar for one in findings_on(case.mediation, worded(case, **changes))}


# --- checks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"performance": "尽快转账。"}, "vague"),
        ({"performance": "付款大约在年底前后。"}, "vague"),
        ({"performance": "由甲方付款至尾号1234账户。"}, "nameless"),
        ({"performance": "海报的著作权归王强所有。"}, "ownership"),
        ({"default_clause": "王强不再承担刑事责任。"}, "public_law"),
        ({"default_clause": "李小雨不得举报。"}, "unlawful"),
        ({"default_clause": "李小雨放弃一切起诉权利。"}, "gives_up_court"),
        ({"default_clause": "逾期每日按百分之一支付违约金。"}, "penalty"),
        ({"performance": "由孙某代为支付。"}, "third_party"),
        ({"performance": ""}, "no_manner"),
        ({"default_clause": ""}, "no_default"),
    ],
)
def test_each_doubt_is_found_with_its_sentence_and_how_to_mend_it(case: Case, changes, code):
    case.mediating()
    found = findings_on(case.mediation, worded(case, **changes))
    assert [one.code for one in found] == [code]
    (finding,) = found
    assert finding.why
    assert finding.mend
    if text := next(iter(changes.values())):
        assert finding.sentence == text


def test_what_a_court_would_not_confirm_bars_only_a_draft_meant_for_it(case: Case):
    case.mediating()
    mine = {"performance": "海报的著作权归王强所有。"}
    assert codes(case, **mine) == {"ownership": False}
    assert codes(case, wants_confirmation=True, **mine) == {"ownership": True}


def test_sound_words_raise_no_doubt(case: Case):
    case.mediating()
    assert codes(case, wants_confirmation=True) == {}
    assert codes(case, performance="由王强转账至李小雨尾号1234的账户，由双方各自承担手续费。") == {}


def test_what_is_only_told_is_not_taken_for_agreed(case: Case):
    case.mediating()
    assert codes(case, facts="王强曾要求李小雨刷单，李小雨拒绝，双方协商解决未果。") == {}
    assert codes(case, facts="海报的著作权归李小雨所有。", wants_confirmation=True) == {}
    disputed = {"disputed_items": "海报的著作权归谁。双方确认归王强。", "wants_confirmation": True}
    assert codes(case, **disputed) == {"ownership": True}


def test_terms_without_day_or_sum_and_more_than_was_asked_are_found(case: Case):
    from dataclasses import replace

    case.mediating()
    assert codes(case, terms=[replace(case.term(), due_on=None)]) == {"no_date": True}
    assert codes(case, terms=[replace(case.term(), amount=None)]) == {"no_amount": True}
    assert codes(case, terms=[case.term(days=2)]) == {"soon": False}
    assert codes(case, terms=[case.term(3500)]) == {"beyond_claims": False}


# --- words ----------------------------------------------------------------------------------------


def test_the_agreement_holds_what_the_law_asks_for(case: Case):
    case.mediating()
    case.wang.__class__.objects.filter(pk=case.wang.pk).update(
        address="示例市东区和平路1号", id_document="resident_id"
    )
    text = worded(case).text
    for words in (
        "李小雨",
        "王强，住示例市东区（详细地址存于案卷）",
        "人民币2500元（大写：贰仟伍佰元整）",
        "一式3份",
        "调解员：陈静",
        "市众合人民调解委员会",
        "七、保密",
        "共同向有管辖权的人民法院申请司法确认",
    ):
        assert words in text, words
    assert "和平路" not in text


def test_a_number_stands_masked_and_an_organisation_in_full(case: Case):
    wang = case.wang
    wang.id_document, wang.id_number = "resident_id", "110101199003077571"
    assert identity_in_words(wang) == "居民身份证 110***********7571"
    wang.organisation = case.cast.platform
    assert identity_in_words(wang) == "统一社会信用代码 91990000MA00010189"


@pytest.mark.parametrize(
    ("amount", "figures", "capitals"),
    [
        ("2500.00", "2500", "贰仟伍佰元整"),
        ("10050", "10050", "壹万零伍拾元整"),
        ("100001", "100001", "壹拾万零壹元整"),
        ("0.05", "0.05", "伍分"),
        ("1.05", "1.05", "壹元零伍分"),
        ("120034005.70", "120034005.70", "壹亿贰仟零叁万肆仟零伍元柒角整"),
    ],
)
def test_sums_in_figures_and_capitals(amount, figures, capitals):
    assert (in_figures(Decimal(amount)), in_capitals(Decimal(amount))) == (figures, capitals)


def test_each_side_reads_its_own_part(case: Case):
    case.mediating()
    agreement = worded(case, terms=[case.term(1000, days=30), case.term(1500, days=60)])
    li, wang = readings(case.mediation, agreement)
    day = (timezone.localdate() + timedelta(days=30)).strftime
    when = f"{day('%Y')}年{int(day('%m'))}月{int(day('%d'))}日"
    assert wang.own[0] == f"您要在{when}（含当天）以前付给李小雨 1000元。"
    assert wang.own[-1] == "给李小雨的钱分2次付，一共2500元。"
    assert wang.theirs == ()
    assert li.own == ()
    assert li.theirs[0] == f"王强要在{when}（含当天）以前付给您 1000元。"
    assert any("请法院确认" in line for line in li.breach)


def test_a_body_that_is_not_established_promises_no_confirmation(case: Case):
    case.mediating()
    case.mediation.body.is_lawfully_established = False
    agreement = worded(case)
    assert "司法确认" not in agreement.text
    assert not any(
        "请法院确认" in line for reading in readings(case.mediation, agreement) for line in reading.breach
    )


# --- where the terms come from --------------------------------------------------------------------


def test_the_newest_of_draft_and_accepted_proposal_is_begun_with(case: Case):
    case.mediating()
    assert terms_to_begin_with(case.mediation) == []
    case.draft(terms=[case.term(2000)])
    assert [term.amount for term in terms_to_begin_with(case.mediation)] == [Decimal(2000)]
    proposal = make_proposal(case.mediation, by=case.cast.mediator, terms=[case.term(2400)])
    for person in (case.cast.complainant, case.cast.respondent):
        reply_to_proposal(proposal, by=person, is_accepted=True)
    assert [term.amount for term in terms_to_begin_with(case.mediation)] == [Decimal(2400)]
