"""From what was accepted to words that will stand: checks, plain reading, instalments, time to think again."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casefiles.documents import render_paper
from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from mediation.amounts import in_capitals, in_figures
from mediation.checking import findings_on
from mediation.forms.drafting import months_from, shares
from mediation.models import Agreement, Signature
from mediation.reading import readings
from mediation.selectors import identity_in_words, terms_to_begin_with
from mediation.services import (
    accept_draft,
    agree_to_extend,
    make_proposal,
    reply_to_proposal,
    sign_agreement,
    take_back_acceptance,
    word_agreement,
)
from mediation.services.cooling import COOLING_OFF_KIND, cooling_off
from mediation.states import MediationState as M
from notices.drawings import NotADrawing, checked, strokes_of
from rulebook import clock
from rulebook.models import Deadline, Rule, RuleVersion
from rulebook.selectors import live_deadline
from tests.cast import PASSWORD, login
from tests.mediation.cases import Case

NAME = [[[20 + 10 * n, 60 + (n % 3) * 20] for n in range(20)], [[300, 40], [300, 160]]]


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


# --- the page -------------------------------------------------------------------------------------


def posted(case: Case, **changes) -> dict:
    due = (timezone.localdate() + timedelta(days=30)).isoformat()
    return {
        "facts": "已经交付。",
        "disputed_items": "数额。",
        "performance": "转账至尾号1234的账户。",
        "terms-TOTAL_FORMS": "1",
        "terms-INITIAL_FORMS": "0",
        "terms-0-who": f"{case.wang.pk}-{case.li.pk}",
        "terms-0-action": "pay",
        "terms-0-amount": "1000",
        "terms-0-due_on": due,
        "terms-0-detail": "",
        **changes,
    }


def drafting(case: Case, **changes):
    page = reverse("mediation:draft", args=[case.mediation.pk])
    return login(Client(), case.cast.mediator).post(page, posted(case, **changes))


def test_a_preview_shows_words_doubts_and_readings_and_keeps_nothing(case: Case):
    case.mediating()
    page = drafting(case, preview="1", performance="尽快转账。")
    text = page.content.decode()
    assert page.status_code == 200
    assert "尽快转账。" in text
    assert "民诉法解释358(5)" in text
    assert "对李小雨" in text
    assert not Agreement.objects.exists()


def test_a_sum_is_split_into_monthly_parts(case: Case):
    case.mediating()
    split = {"split": "1", "split-item": "1", "split-parts": "3", "split-first_on": "2030-01-31"}
    page = drafting(case, **split)
    rows = page.context["rows"]
    assert page.status_code == 200
    assert [(row["amount"].value(), row["due_on"].value()) for row in rows] == [
        ("333.33", "2030-01-31"),
        ("333.33", "2030-02-28"),
        ("333.34", "2030-03-31"),
    ]
    assert page.context["form"]["facts"].value() == "已经交付。"
    assert not Agreement.objects.exists()


@pytest.mark.parametrize(
    "bad",
    [
        {"split-item": "7"},
        {"split-parts": "1"},
        {"split-parts": "99"},
        {"split-first_on": "yesterday"},
        {"terms-0-amount": ""},
        {"terms-0-amount": "NaN"},
        {"terms-0-amount": "0.01"},
    ],
)
def test_what_cannot_be_split_is_said_and_nothing_is_lost(case: Case, bad):
    case.mediating()
    given = {"split": "1", "split-item": "1", "split-parts": "3", "split-first_on": "2030-01-31", **bad}
    page = drafting(case, **given)
    assert page.status_code == 422
    assert page.context["form"]["facts"].value() == "已经交付。"


def test_parts_add_up_and_months_end_where_they_end():
    assert sum(shares(Decimal("100"), 7)) == Decimal("100")
    assert list(months_from(date(2028, 1, 31), 3)) == [
        date(2028, 1, 31),
        date(2028, 2, 29),
        date(2028, 3, 31),
    ]


def test_doubts_and_the_readers_own_part_are_shown_before_accepting(case: Case):
    case.mediating()
    case.draft(default_clause="逾期每日按百分之一支付违约金。")
    page = login(Client(), case.cast.respondent).get(reverse("mediation:agreement", args=[case.mediation.pk]))
    text = page.content.decode()
    assert "民法典585" in text
    assert "对王强" in text
    assert "对李小雨" not in text


# --- time to think again --------------------------------------------------------------------------


@pytest.fixture
def day_to_think(cast):
    rule = Rule.objects.create(code="agreement_cooling_off_people")
    RuleVersion.objects.create(rule=rule, version=1, n=24, unit="H", source="测试", certainty="setting")


def accepted(case: Case) -> Agreement:
    case.mediating()
    agreement = case.draft()
    for person in (case.cast.complainant, case.cast.respondent):
        accept_draft(agreement, by=person)
    return agreement


def test_without_a_rule_the_signing_opens_at_once(case: Case):
    accepted(case)
    assert case.state == M.SIGNING


def test_the_signing_opens_when_the_time_to_think_is_over(case: Case, day_to_think, travel):
    accepted(case)
    assert case.state == M.MEDIATING
    assert Deadline.objects.live().of(case.mediation).exclude(paused_at=None).count() == 2
    travel.by(hours=25)
    clock.tick()
    assert case.state == M.SIGNING
    assert live_deadline(case.mediation, "mediation.mediation.hard_stop").paused_at is None


def test_an_acceptance_is_taken_back_while_there_is_time(case: Case, day_to_think, travel):
    agreement = accepted(case)
    with pytest.raises(NotLawfulNow):
        agree_to_extend(case.mediation, by=case.cast.complainant)
    with pytest.raises(NotPermitted):
        take_back_acceptance(agreement, by=case.cast.mediator)
    take_back_acceptance(agreement, by=case.cast.respondent)
    assert cooling_off(case.mediation) is None
    assert not Deadline.objects.live().of(case.mediation).exclude(paused_at=None).exists()
    travel.by(hours=25)
    clock.tick()
    assert case.state == M.MEDIATING
    accept_draft(agreement, by=case.cast.respondent)
    assert live_deadline(case.mediation, COOLING_OFF_KIND) is not None


def test_once_the_signing_is_open_nothing_is_taken_back(case: Case):
    agreement = accepted(case)
    with pytest.raises(NotLawfulNow):
        take_back_acceptance(agreement, by=case.cast.respondent)


def test_a_new_draft_ends_the_time_to_think_about_the_old(case: Case, day_to_think):
    accepted(case)
    case.draft(terms=[case.term(2600)])
    assert cooling_off(case.mediation) is None


def test_the_page_says_until_when(case: Case, day_to_think):
    agreement = accepted(case)
    wang = login(Client(), case.cast.respondent)
    page = wang.get(reverse("mediation:agreement", args=[case.mediation.pk])).content.decode()
    assert "冷静期不计入调解期限" in page
    take_back = reverse("mediation:take_back", args=[case.mediation.pk])
    assert wang.post(take_back, {"sha256": agreement.sha256}).status_code == 302
    assert wang.post(take_back, {"sha256": "0" * 64}).status_code == 404


# --- a name by hand -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        "[[]]",
        "[[[1,2]]]",
        "[[1,2,3]]",
        '[["a","b"]]',
        "[[[true,false],[1,1],[2,2],[3,3],[4,4],[5,5],[6,6],[90,7]]]",
        "[[[601,0],[0,0],[1,0],[2,0],[3,0],[4,0],[5,0],[6,0]]]",
        str([[[5, 5]] * 20]),
        "[" * 2000,
        str([[[n % 600, 5] for n in range(3500)]]),
        "x" * 50_000,
    ],
)
def test_what_is_no_drawing_is_refused(text):
    with pytest.raises(NotADrawing):
        strokes_of(text)


def test_a_name_by_hand_signs_and_stands_in_the_paper(case: Case):
    case.signing()
    page = reverse("mediation:sign", args=[case.mediation.pk])
    wang = login(Client(), case.cast.respondent)
    given = {"password": PASSWORD, "has_read": "on"}
    assert wang.post(page, given).status_code == 422
    assert wang.post(page, {**given, "strokes": "[[[1,1]]]"}).status_code == 422
    assert wang.post(page, {**given, "strokes": str(NAME)}).status_code == 302
    signature = Signature.objects.get()
    assert (signature.typed_name, signature.strokes) == ("王强", NAME)
    for person in (case.cast.complainant, case.cast.mediator, case.cast.secretary):
        case.sign(person)
    paper = case.dispute.chain.papers.get(kind="mediation_agreement")
    assert paper.facts["drawings"] == {"2": NAME}  # the respondent stands second
    assert 'class="paper-drawing drawing-2"' in paper.html
    assert '<svg class="drawing"' in paper.shown_html
    assert render_paper(paper).startswith(b"%PDF")
    shown = wang.get(reverse("mediation:agreement", args=[case.mediation.pk])).content.decode()
    assert reverse("casefiles:paper_pdf", args=[paper.pk]) in shown


def test_drawn_or_not_a_wrong_typed_name_signs_nothing(case: Case):
    case.signing()
    assert checked(NAME) == NAME
    with pytest.raises(NotValid):
        sign_agreement(
            case.agreement, by=case.cast.respondent, typed_name="李小雨", strokes=NAME, password=PASSWORD
        )
