"""Judicial confirmation and the clock: thirty days from the seal, a way out of every silence, a word before each."""

from datetime import timedelta

import pytest
from django.utils import timezone

from disputes import services as disputes
from disputes.states import State
from docket.selectors import verify_chain
from mediation.services import say_whether_to_apply
from mediation.states import CONFIRMATION_CLOCKS
from mediation.states import ConfirmationState as C
from notices.models import Happening
from rulebook.clock import handled_kinds
from rulebook.selectors import explain, live_deadlines
from tests.mediation.cases import Case
from tests.mediation.confirmations import WAY_TO, a_court, fresh, opened, with_court


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
