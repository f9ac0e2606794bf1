"""Judicial confirmation at the court: who goes there, what is answered, and that the agreement stands meanwhile."""

from datetime import timedelta

import pytest
from django.utils import timezone

from disputes import services as disputes
from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.states import State
from docket.models import Entry
from mediation.models import Confirmation
from mediation.services import (
    ask_supplement,
    hand_in,
    record_acceptance,
    record_ruling,
    record_supplement,
    withdraw_application,
)
from mediation.states import ConfirmationState as C
from notices.models import Happening
from rulebook.selectors import live_deadlines
from tests.mediation.cases import Case
from tests.mediation.confirmations import a_court, fresh, packed, preparing, supplementing, with_court

TODAY = timezone.localdate


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
