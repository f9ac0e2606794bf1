"""Which step is lawful from where: the table is the specification. And what happens in silence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from django_fsm import can_proceed

from arbitration import services
from arbitration.models import Referral
from arbitration.states import CLOCKS, RUNNING, AgreementForm, Verdict
from arbitration.states import ReferralState as R
from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.states import State
from docket.selectors import verify_chain
from notices.models import Happening, OutboxMessage
from rulebook.clock import handled_kinds
from rulebook.selectors import next_deadline
from tests import stories
from tests.arbitration import stories as told

ALLOWED = {
    "agree": {R.AGREEING: R.PREPARING},
    "decline_submission": {R.AGREEING: R.NOT_AGREED},
    "let_submission_lapse": {R.AGREEING: R.NOT_AGREED},
    "send": {R.PREPARING: R.SENT},
    "lapse": {R.PREPARING: R.LAPSED},
    "withdraw": dict.fromkeys([R.AGREEING, R.PREPARING, R.SENT, R.ACCEPTED], R.WITHDRAWN),
    "accept": {R.SENT: R.ACCEPTED},
    "refuse": {R.SENT: R.REFUSED},
    "expire": {R.SENT: R.UNANSWERED},
    "report_pending": {R.ACCEPTED: R.ACCEPTED},
    "record_award": {R.ACCEPTED: R.AWARDED},
    "record_settlement": {R.ACCEPTED: R.SETTLED},
    "give_up_waiting": {R.ACCEPTED: R.UNANSWERED},
}
DATA = {
    "accept": {"case_number": "1"},
    "refuse": {"ground": "arbitration_refused.other", "reason": "无"},
    "record_award": {"number": "1", "summary": "支付", "awarded_on": date(2026, 11, 1)},
    "record_settlement": {"summary": "和解"},
}


def test_the_table_names_every_verb_and_where_it_leads():
    found: dict[str, dict[str, str]] = {}
    for each in Referral._meta.get_field("state").get_all_transitions(Referral):
        found.setdefault(each.name, {})[each.source] = each.target
    assert found == ALLOWED


@pytest.mark.parametrize("verb", sorted(set(ALLOWED) - {"agree"}))
@pytest.mark.parametrize("state", R.values)
def test_each_verb_is_lawful_exactly_where_the_table_says(state, verb):
    referral = Referral(state=state, agreement_form=AgreementForm.CLAUSE, agreement_verdict=Verdict.VALID)
    assert can_proceed(getattr(referral, verb)) == (state in ALLOWED[verb])
    if state in ALLOWED[verb]:
        getattr(referral, verb)(**DATA.get(verb, {}))
        assert referral.state == ALLOWED[verb][state]


def test_nothing_is_sent_without_an_agreement(cast):
    assert not can_proceed(Referral(state=R.PREPARING, agreement_verdict=Verdict.CURABLE).send)
    assert not can_proceed(Referral(state=R.PREPARING, agreement_verdict=Verdict.INVALID).send)
    proposed = told.agreeing(cast)
    assert not can_proceed(proposed.agree)
    assert not can_proceed(proposed.send)


def test_every_waiting_state_has_a_clock_and_a_way_out_in_silence():
    assert set(CLOCKS) == RUNNING
    assert {f"arbitration.referral.{state}" for state in CLOCKS} <= handled_kinds()
    assert {f"arbitration.referral.{state}.reminder" for state in CLOCKS} <= handled_kinds()


@pytest.mark.parametrize(
    ("story", "ends", "ground"),
    [
        ("agreeing", R.NOT_AGREED, "arbitration_not_agreed"),
        ("preparing", R.LAPSED, "arbitration_lapsed"),
        ("sent", R.UNANSWERED, "arbitration_unanswered"),
        ("accepted", R.UNANSWERED, "arbitration_unanswered"),
    ],
)
def test_silence_leads_back_to_the_choice_of_a_road(cast, travel, tick, story, ends, ground):
    referral = getattr(told, story)(cast)
    travel.to(next_deadline(referral).due_at + timedelta(seconds=1))
    tick()
    referral = told.fresh(referral)
    assert (referral.state, referral.dispute.state) == (ends, State.CHOOSING_ROAD)
    referral.proceeding.refresh_from_db()
    assert (referral.proceeding.outcome, referral.proceeding.ground) == (ends, ground)
    assert next_deadline(referral) is None
    assert next_deadline(referral.dispute).kind == "disputes.dispute.choosing_road"
    assert verify_chain(referral.dispute.chain) == []


def test_whose_turn_it_is_is_reminded_three_days_before(cast, travel, tick):
    referral = told.agreeing(cast)
    travel.to(next_deadline(referral).reminders.get(days_before=3).due_at + timedelta(seconds=1))
    tick()
    lines = Happening.objects.filter(user=cast.respondent).values_list("text", flat=True)
    assert len([line for line in lines if line.endswith("答复是否同意仲裁")]) == 1


def test_a_commission_still_at_work_starts_the_wait_anew(cast, travel):
    referral = told.accepted(cast)
    before = next_deadline(referral).due_at
    travel.by(days=60)
    services.report_pending(referral, by=cast.registrar)
    assert next_deadline(told.fresh(referral)).due_at >= before + timedelta(days=50)
    assert told.fresh(referral).state == R.ACCEPTED


def test_a_refusal_has_a_coded_ground_and_the_complainant_chooses_another_road(cast):
    referral = told.sent(cast)
    services.refuse_referral(
        referral, by=cast.registrar, ground="arbitration_refused.no_agreement", reason="没有有效的仲裁协议。"
    )
    referral = told.fresh(referral)
    assert (referral.state, referral.ground) == (R.REFUSED, "arbitration_refused.no_agreement")
    assert referral.dispute.state == State.CHOOSING_ROAD
    receipt = referral.dispute.chain.papers.get(kind="arbitration_receipt")
    assert "没有有效的仲裁协议" in receipt.html
    again = told.preparing(cast, referral.dispute)
    assert again.pk != referral.pk


DOUBTFUL = "争议由示例市仲裁委员会仲裁，但须对方届时书面同意。"


def prepare(cast, text: str, **kept):
    return services.prepare_referral(
        stories.choosing_road(cast),
        by=cast.complainant,
        commission=cast.arbitration_commission,
        agreement_form="clause",
        agreement_text=text,
        **kept,
    )


def test_nothing_begins_on_a_text_no_rule_can_settle_until_a_person_has_read_it(cast):
    with pytest.raises(NotValid) as refusal:
        prepare(cast, DOUBTFUL)
    assert refusal.value.code == "agreement_unclear"
    assert not Referral.objects.exists()


def test_the_letter_on_an_unclear_text_never_says_that_no_obstacle_was_found(cast):
    referral = told.fresh(prepare(cast, DOUBTFUL, is_read=True))
    services.send_referral(referral, by=cast.complainant)
    letter = referral.dispute.chain.papers.get(kind="arbitration_referral")
    assert "没有发现妨碍申请的情形" not in letter.html
    assert "请贵机构先审查这段文字" in letter.html
    plain = told.sent(cast)
    assert "没有发现妨碍申请的情形" in plain.dispute.chain.papers.get(kind="arbitration_referral").html


@pytest.mark.parametrize(
    "text",
    [
        "甲方不同意将争议提交示例市仲裁委员会仲裁。",
        "本合同争议不应由示例市仲裁委员会仲裁解决。",
        "关于提交示例市仲裁委员会仲裁的约定作废",
    ],
)
def test_reading_a_text_that_denies_arbitration_makes_it_no_agreement(cast, text):
    with pytest.raises(NotValid) as refusal:
        prepare(cast, text, is_read=True)
    assert refusal.value.code == "agreement_invalid"


@pytest.mark.parametrize("ground", ["decline.out_of_scope", "", "nonsense"])
def test_a_refusal_on_any_other_ground_is_refused(cast, ground):
    with pytest.raises(NotValid):
        services.refuse_referral(told.sent(cast), by=cast.registrar, ground=ground, reason="不收")


def test_a_settlement_before_the_tribunal_closes_the_case(cast):
    referral = told.accepted(cast)
    services.record_settlement(referral, by=cast.registrar, summary="双方和解，支付2500元。")
    dispute = told.fresh(referral).dispute
    assert (dispute.state, dispute.outcome) == (State.CLOSED, "arbitration_settled")


@pytest.mark.parametrize("story", ["agreeing", "preparing", "sent", "accepted"])
def test_the_applicant_may_take_it_back_at_any_time(cast, story):
    referral = getattr(told, story)(cast)
    services.withdraw_referral(referral, by=cast.complainant, reason="想先调解")
    referral = told.fresh(referral)
    assert (referral.state, referral.dispute.state) == (R.WITHDRAWN, State.CHOOSING_ROAD)


@pytest.mark.parametrize("actor", ["respondent", "handler", "registrar", "outsider", "mediator"])
def test_only_the_complainant_begins_revises_sends_and_withdraws(cast, actor):
    by = getattr(cast, actor)
    with pytest.raises(NotPermitted):
        services.prepare_referral(
            stories.choosing_road(cast),
            by=by,
            commission=cast.arbitration_commission,
            agreement_form="clause",
            agreement_text=told.CLAUSE,
        )
    referral = told.preparing(cast)
    for act in (
        lambda: services.revise_referral(referral, by=by, requests="1", facts="2"),
        lambda: services.send_referral(referral, by=by),
        lambda: services.withdraw_referral(referral, by=by),
    ):
        with pytest.raises(NotPermitted):
            act()


@pytest.mark.parametrize("actor", ["complainant", "respondent", "handler", "outsider"])
def test_only_the_registrar_answers_and_records(cast, actor):
    by = getattr(cast, actor)
    referral = told.sent(cast)
    for act in (
        lambda: services.accept_referral(referral, by=by, case_number="1"),
        lambda: services.refuse_referral(referral, by=by, reason="不收"),
        lambda: services.report_pending(referral, by=by),
        lambda: services.record_settlement(referral, by=by, summary="和解"),
        lambda: services.record_award(
            referral, by=by, number="1", summary="支付", awarded_on=timezone.localdate()
        ),
    ):
        with pytest.raises(NotPermitted):
            act()


@pytest.mark.parametrize(
    ("story", "lawful"),
    [
        ("filed", True),
        ("answering", True),
        ("negotiating", True),
        ("reviewing", True),
        ("opinion_issued", True),
        ("choosing_road", True),
        ("settled", False),
        ("closed", False),
    ],
)
def test_the_road_is_open_from_everywhere_inside(cast, story, lawful):
    dispute = getattr(stories, story)(cast)
    if lawful:
        assert told.preparing(cast, dispute).state == R.PREPARING
        assert not stories.fresh(dispute).proceedings.filter(channel="online", closed_at=None).exists()
    else:
        with pytest.raises(NotLawfulNow):
            told.preparing(cast, dispute)


def test_a_body_that_is_no_commission_is_refused(cast):
    with pytest.raises(NotValid):
        services.prepare_referral(
            stories.choosing_road(cast),
            by=cast.complainant,
            commission=cast.mediation_body,
            agreement_form="clause",
            agreement_text=told.CLAUSE,
        )


def test_the_commission_is_served_with_proof_and_its_registrar_told(cast):
    referral = told.sent(cast)
    letter = referral.dispute.chain.papers.get(kind="arbitration_referral")
    notice = letter.notices.get(addressee_key=f"organisation:{cast.arbitration_commission.pk}")
    assert notice.arrived_at is not None
    lines = Happening.objects.filter(user=cast.registrar)
    assert [line.url for line in lines] == [f"/arbitration/referrals/{referral.pk}/"]
    assert not OutboxMessage.objects.filter(
        text__contains="/disputes/", address=cast.registrar.email
    ).exists()
