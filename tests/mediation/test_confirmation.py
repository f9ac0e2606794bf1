"""Judicial confirmation: the law of its course, who may do what, and that it holds up nothing."""

import io
from datetime import timedelta

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django_fsm import can_proceed

from disputes import services as disputes
from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.states import State
from docket.models import Entry
from docket.selectors import verify_chain
from mediation.models import Confirmation
from mediation.selectors import entitlement, sheets_of
from mediation.services import (
    ask_supplement,
    certify_mediation,
    give_particulars,
    hand_in,
    record_acceptance,
    record_ruling,
    record_supplement,
    render_package,
    say_whether_to_apply,
    withdraw_application,
)
from mediation.states import CONFIRMATION_CLOCKS
from mediation.states import ConfirmationState as C
from notices.models import Happening
from rulebook.clock import handled_kinds
from rulebook.selectors import explain, live_deadlines
from tests.casefiles.samples import pdf, picture
from tests.mediation.cases import Case
from tests.mediation.confirmations import (
    NUMBERS,
    WAY_TO,
    a_court,
    fresh,
    opened,
    packed,
    preparing,
    supplementing,
    values,
    with_court,
)

TABLE = {
    "decline": {C.OPEN: C.DECLINED, C.PREPARING: C.DECLINED},
    "reconsider": {C.DECLINED: C.OPEN},
    "prepare": {C.OPEN: C.PREPARING},
    "lapse": dict.fromkeys((C.OPEN, C.DECLINED, C.PREPARING), C.LAPSED),
    "drop": dict.fromkeys((C.OPEN, C.DECLINED, C.PREPARING), C.MOOT),
    "hand_in": {C.PREPARING: C.WITH_COURT},
    "accept": {C.WITH_COURT: C.WITH_COURT},
    "ask_supplement": {C.WITH_COURT: C.SUPPLEMENTING},
    "supplement": {C.SUPPLEMENTING: C.WITH_COURT},
    "confirm": dict.fromkeys((C.WITH_COURT, C.SUPPLEMENTING), C.CONFIRMED),
    "dismiss": dict.fromkeys((C.WITH_COURT, C.SUPPLEMENTING), C.DISMISSED),
    "refuse": dict.fromkeys((C.WITH_COURT, C.SUPPLEMENTING), C.REFUSED),
    "withdraw": dict.fromkeys((C.WITH_COURT, C.SUPPLEMENTING), C.WITHDRAWN),
    "stop_waiting": {C.WITH_COURT: C.UNREPORTED},
}
TODAY = timezone.localdate


@pytest.mark.parametrize("verb", TABLE)
@pytest.mark.parametrize("state", C.values)
def test_each_verb_is_lawful_exactly_where_the_table_says(state, verb):
    assert can_proceed(getattr(Confirmation(state=state), verb)) == (state in TABLE[verb])


def test_the_table_names_every_verb_and_its_end():
    found: dict[str, dict[str, str]] = {}
    for each in Confirmation._meta.get_field("state").get_all_transitions(Confirmation):
        found.setdefault(each.name, {})[each.source] = each.target
    assert found == TABLE


@pytest.mark.parametrize("state", WAY_TO)
def test_each_state_comes_about_by_the_services_and_the_docket_holds(case: Case, state):
    confirmation = WAY_TO[state](case)
    assert confirmation.state == state
    assert case.dispute_state == State.PERFORMING
    assert verify_chain(case.dispute.chain) == []


# --- the clock ------------------------------------------------------------------------------------


def test_thirty_days_run_from_the_seal_whatever_is_said_meanwhile(case: Case, travel):
    confirmation = opened(case)
    first = live_deadlines(confirmation).get()
    assert first.due_on >= timezone.localdate(confirmation.agreement.signed_at) + timedelta(days=30)
    assert any("民诉法 205" in line for line in explain(first))
    travel.by(days=10)
    say_whether_to_apply(confirmation, by=case.cast.respondent, is_willing=False)
    assert live_deadlines(confirmation).get().due_on == first.due_on
    say_whether_to_apply(confirmation, by=case.cast.respondent, is_willing=True)
    say_whether_to_apply(confirmation, by=case.cast.complainant, is_willing=True)
    assert fresh(confirmation).state == C.PREPARING
    assert live_deadlines(confirmation).get().due_on == first.due_on


SILENCE = {
    C.OPEN: C.LAPSED,
    C.DECLINED: C.LAPSED,
    C.PREPARING: C.LAPSED,
    C.WITH_COURT: C.UNREPORTED,
    C.SUPPLEMENTING: C.WITH_COURT,
}


@pytest.mark.parametrize("state", SILENCE)
def test_silence_takes_the_default_way_out_and_not_before_its_time(case: Case, travel, tick, state):
    confirmation = WAY_TO[state](case)
    moment = live_deadlines(confirmation).get().due_at
    travel.to(moment)
    travel.by(minutes=-2)
    tick()
    assert fresh(confirmation).state == state
    travel.by(minutes=3)
    tick()
    assert fresh(confirmation).state == SILENCE[state]
    assert verify_chain(case.dispute.chain) == []


def test_when_the_days_are_over_the_agreement_is_performed_all_the_same(case: Case, travel, tick):
    confirmation = opened(case)
    owed = case.dispute.settlements.get().obligations.get()
    disputes.claim_performance(owed, by=case.cast.respondent)
    travel.to(live_deadlines(confirmation).get().due_at + timedelta(minutes=1))
    Happening.objects.all().delete()
    tick()
    assert fresh(confirmation).state in {C.LAPSED, C.MOOT}
    assert case.dispute_state == State.CLOSED  # the creditor's silence had confirmed meanwhile


def test_every_waiting_state_has_a_clock_or_a_day_the_court_named():
    kinds = {f"mediation.confirmation.{state}" for state in (*CONFIRMATION_CLOCKS, C.SUPPLEMENTING)}
    assert kinds | {f"{kind}.reminder" for kind in kinds} <= handled_kinds()


def test_reminders_go_to_whoever_has_not_spoken_and_never_to_whoever_said_no(case: Case, travel, tick):
    confirmation = opened(case)
    say_whether_to_apply(confirmation, by=case.cast.complainant, is_willing=True)
    say_whether_to_apply(confirmation, by=case.cast.respondent, is_willing=False)
    deadline = live_deadlines(confirmation).get()
    Happening.objects.all().delete()
    travel.to(deadline.reminders.get().due_at)
    travel.by(minutes=1)
    tick()
    told = Happening.objects.filter(text__contains="司法确认").values_list("user", flat=True)
    assert set(told) == {case.cast.complainant.pk}


def test_the_registry_of_a_court_that_is_here_is_reminded_to_enter_what_was_decided(case: Case, travel, tick):
    court, judge = a_court()
    confirmation = with_court(case, court)
    Happening.objects.all().delete()
    for reminder in live_deadlines(confirmation).get().reminders.order_by("due_at"):
        travel.to(reminder.due_at + timedelta(minutes=1))
        tick()
    told = Happening.objects.filter(user=judge, text__contains="登记司法确认申请的结果")
    assert told.count() == 2


# --- who may --------------------------------------------------------------------------------------


def test_a_body_that_is_not_lawfully_established_opens_no_such_road(case: Case):
    body = case.cast.mediation_body
    body.is_lawfully_established = False
    body.save()
    case.agreed()
    assert not Confirmation.objects.exists()
    found = entitlement(body)
    assert not found.is_open
    assert "民诉法 205" in found.reasons[0]


def test_both_have_to_want_it_and_pressing_twice_says_it_once(case: Case):
    confirmation = opened(case)
    for _twice in range(2):
        say_whether_to_apply(confirmation, by=case.cast.complainant, is_willing=True)
    assert fresh(confirmation).state == C.OPEN
    assert Entry.objects.filter(verb="mediation.confirmation_wanted").count() == 1
    for outsider in (case.cast.secretary, case.cast.mediator, case.cast.outsider, case.cast.handler):
        with pytest.raises(NotPermitted):
            say_whether_to_apply(confirmation, by=outsider, is_willing=True)


def test_a_no_can_become_a_yes_only_by_whoever_said_it(case: Case):
    confirmation = preparing(case)
    say_whether_to_apply(confirmation, by=case.cast.respondent, is_willing=False)
    assert fresh(confirmation).state == C.DECLINED
    say_whether_to_apply(confirmation, by=case.cast.complainant, is_willing=True)
    assert fresh(confirmation).state == C.DECLINED
    say_whether_to_apply(confirmation, by=case.cast.respondent, is_willing=True)
    assert fresh(confirmation).state == C.PREPARING


def test_nobody_gives_the_particulars_of_the_other_side(case: Case):
    confirmation = preparing(case)
    with pytest.raises(NotPermitted):
        give_particulars(
            confirmation,
            by=case.cast.complainant,
            party=case.wang,
            values=values("王强"),
            pledged_name="王强",
        )
    with pytest.raises(NotValid):
        give_particulars(
            confirmation,
            by=case.cast.respondent,
            party=case.wang,
            values=values("王强"),
            pledged_name="李小雨",
        )


def test_what_the_case_knows_is_not_asked_again(case: Case):
    case.dispute.parties.filter(role="complainant").update(
        address="示例市东区和平路1号", phone="+8613800000001"
    )
    sheet = sheets_of(preparing(case))[0]
    assert sheet.missing == ["id_number"]


def test_a_court_that_is_here_sees_the_application_only_once_it_lies_there_and_answers_itself(case: Case):
    court, registrar = a_court()
    confirmation = packed(case)
    assert not Confirmation.objects.visible_to(registrar).exists()
    confirmation = with_court_of(confirmation, case, court)
    assert Confirmation.objects.visible_to(registrar).get() == confirmation
    with pytest.raises(NotPermitted):
        record_acceptance(confirmation, by=case.cast.complainant, on=TODAY())
    record_acceptance(confirmation, by=registrar, on=TODAY(), case_number="1号")
    record_ruling(confirmation, by=registrar, ruling=C.CONFIRMED, on=TODAY())
    assert fresh(confirmation).state == C.CONFIRMED
    assert Happening.objects.filter(user=registrar).exists()


def with_court_of(confirmation, case, court):
    return hand_in(
        confirmation,
        by=case.cast.secretary,
        court_choice="body_place",
        court=court,
        method="online",
        on=TODAY(),
    )


# --- at the court ---------------------------------------------------------------------------------


def test_a_day_in_the_future_or_before_the_agreement_is_refused(case: Case):
    confirmation = packed(case, is_bound=False)
    given = {"court_choice": "body_place", "court_name": "某法院", "method": "post"}
    for day in (TODAY() + timedelta(days=1), TODAY() - timedelta(days=1)):
        with pytest.raises(NotValid):
            hand_in(confirmation, by=case.cast.complainant, on=day, **given)
    with pytest.raises(NotValid):
        hand_in(
            confirmation, by=case.cast.complainant, on=TODAY(), **{**given, "court_choice": "inviting_court"}
        )


def test_a_dismissal_names_its_ground_and_leaves_the_roads_open(case: Case):
    confirmation = with_court(case)
    with pytest.raises(NotValid):
        record_ruling(confirmation, by=case.cast.secretary, ruling=C.DISMISSED, on=TODAY())
    with pytest.raises(NotValid):
        record_ruling(
            confirmation,
            by=case.cast.secretary,
            ruling=C.DISMISSED,
            on=TODAY(),
            ground_code="confirmation_refused.wrong_court",
        )
    record_ruling(
        confirmation,
        by=case.cast.secretary,
        ruling=C.DISMISSED,
        on=TODAY(),
        ground_code="confirmation_dismissed.unclear",
        note="没有写明付款账户。",
    )
    paper = case.dispute.chain.papers.get(kind="confirmation_result")
    assert "内容不明确" in paper.html and "起诉" in paper.html
    assert case.dispute_state == State.PERFORMING
    with pytest.raises(NotLawfulNow):
        record_ruling(confirmation, by=case.cast.secretary, ruling=C.CONFIRMED, on=TODAY())


def test_the_court_asks_for_more_and_gets_it(case: Case):
    confirmation = supplementing(case)
    assert live_deadlines(confirmation).get().due_on == confirmation.supplement_until
    record_supplement(confirmation, by=case.cast.respondent)
    assert fresh(confirmation).state == C.WITH_COURT
    with pytest.raises(NotValid):
        ask_supplement(confirmation, by=case.cast.secretary, text=" ", until=TODAY())


def test_either_side_takes_the_application_back_and_it_ends_for_both(case: Case):
    confirmation = with_court(case)
    with pytest.raises(NotPermitted):
        withdraw_application(confirmation, by=case.cast.secretary)
    withdraw_application(confirmation, by=case.cast.respondent)
    withdraw_application(confirmation, by=case.cast.complainant)
    assert Entry.objects.filter(verb="mediation.confirmation_withdrawn").count() == 1


def test_once_all_is_performed_there_is_nothing_to_confirm(case: Case):
    confirmation = preparing(case)
    owed = case.dispute.settlements.get().obligations.get()
    disputes.confirm_performance(owed, by=case.cast.complainant)
    assert case.dispute_state == State.CLOSED
    assert fresh(confirmation).state == C.MOOT
    assert not live_deadlines(confirmation).exists()


# --- the package ----------------------------------------------------------------------------------


def test_the_package_is_one_pdf_with_everything_the_law_asks_for(case: Case):
    confirmation = packed(case)
    with pikepdf.open(io.BytesIO(confirmation.bundle.read())) as bound:
        marks = [item.title for item in bound.open_outline().root]
    assert marks == [
        "司法确认申请材料",
        "司法确认申请书",
        "司法确认承诺书",
        "当事人身份信息表",
        "调解协议书",
        "调解组织主持调解证明",
        "权利义务告知书",
        "调解员选定/指定通知书",
        "调解通知书",
    ]
    assert len(confirmation.bundle_sha256) == 64


def test_identity_numbers_are_in_the_bundle_and_nowhere_in_clear(case: Case):
    confirmation = packed(case)
    for paper in case.dispute.chain.papers.all():
        assert not any(number in paper.html for number in NUMBERS.values()), paper.title
    for entry in case.dispute.chain.entries.all():
        assert not any(number in str(entry.facts) for number in NUMBERS.values()), entry.verb
    paper = case.dispute.chain.papers.get(kind="confirmation_application")
    assert paper.audience == "named"
    assert sorted(paper.addressee_keys) == sorted([case.li.key, case.wang.key])
    assert confirmation.bundle


def test_copies_of_documents_are_bound_in_and_rubbish_is_refused(case: Case):
    confirmation = preparing(case)
    for name, content in (("证件.png", picture("PNG")), ("证件.pdf", pdf())):
        person = case.cast.complainant if name.endswith("png") else case.cast.respondent
        party = case.dispute.parties.get(user=person)
        give_particulars(
            confirmation,
            by=person,
            party=party,
            values=values(person.name),
            pledged_name=person.name,
            id_copy=SimpleUploadedFile(name, content),
        )
    with pikepdf.open(io.BytesIO(render_package(fresh(confirmation)))) as bound:
        marks = [item.title for item in bound.open_outline().root]
    assert marks.count("身份证明（李小雨）") == marks.count("身份证明（王强）") == 1
    for name, content in (("a.png", b"\x89PNG\r\n\x1a\nxxxx"), ("a.exe", b"MZ90"), ("a.txt", b"hello")):
        with pytest.raises(NotValid):
            give_particulars(
                confirmation,
                by=case.cast.complainant,
                party=case.li,
                values=values("李小雨"),
                id_copy=SimpleUploadedFile(name, content),
            )


def test_a_correction_makes_the_package_anew(case: Case):
    confirmation = packed(case)
    before = confirmation.packed_at
    for _twice in range(2):
        give_particulars(
            confirmation,
            by=case.cast.complainant,
            party=case.li,
            values={**values("李小雨"), "domicile": "示例市西区新路2号"},
        )
    after = fresh(confirmation)
    assert after.packed_at > before
    assert case.dispute.chain.papers.filter(kind="confirmation_application").count() == 2


def test_the_certificate_is_the_bodys_own_and_issued_once(case: Case):
    confirmation = preparing(case)
    with pytest.raises(NotPermitted):
        certify_mediation(confirmation, by=case.cast.complainant)
    for _twice in range(2):
        certify_mediation(confirmation, by=case.cast.secretary)
    paper = case.dispute.chain.papers.get(kind="confirmation_certificate")
    assert paper.issuer == case.cast.mediation_body
