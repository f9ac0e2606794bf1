"""The specification: from which state each act is lawful, and where it leads. Everything else is refused."""

import pytest
from django.utils import timezone
from django_fsm import can_proceed

from disputes.models import Dispute, Obligation
from disputes.states import CLOCKS, DELEGATED, ObligationState, State
from docket.services import open_chain

S, O = State, ObligationState  # noqa: E741
INSIDE = {
    S.FILED,
    S.COMPLETING,
    S.SERVING,
    S.ANSWERING,
    S.NEGOTIATING,
    S.REVIEWING,
    S.OPINION_SERVING,
    S.OPINION_ISSUED,
    S.CHOOSING_ROAD,
}

TABLE = {
    "file": ({S.DRAFT}, S.FILED),
    "ask_completion": ({S.FILED}, S.COMPLETING),
    "complete": ({S.COMPLETING}, S.FILED),
    "lapse": ({S.COMPLETING}, S.CLOSED),
    "admit": ({S.FILED}, S.SERVING),
    "start_answering": ({S.SERVING}, S.ANSWERING),
    "resume_service": (
        {S.ANSWERING, S.REVIEWING, S.OPINION_SERVING, S.OPINION_ISSUED, S.CHOOSING_ROAD},
        S.SERVING,
    ),
    "close_unserved": ({S.SERVING}, S.CLOSED),
    "start_replying": ({S.OPINION_SERVING}, S.OPINION_ISSUED),
    "resume_opinion_service": ({S.OPINION_ISSUED, S.CHOOSING_ROAD}, S.OPINION_SERVING),
    "decline": ({S.FILED}, S.CLOSED),
    "answer": ({S.ANSWERING}, S.NEGOTIATING),
    "start_review": ({S.ANSWERING, S.NEGOTIATING}, S.REVIEWING),
    "issue_opinion": ({S.REVIEWING}, S.OPINION_SERVING),
    "reopen_review": ({S.OPINION_SERVING, S.OPINION_ISSUED}, S.REVIEWING),
    "leave_unresolved": (
        {
            *(S.ANSWERING, S.NEGOTIATING, S.REVIEWING, S.OPINION_SERVING, S.OPINION_ISSUED),
            *(S.IN_MEDIATION, S.IN_ARBITRATION),
        },
        S.CHOOSING_ROAD,
    ),
    "enter_mediation": (INSIDE | {S.BREACHED}, S.IN_MEDIATION),
    "enter_arbitration": (INSIDE | {S.BREACHED, S.IN_MEDIATION}, S.IN_ARBITRATION),
    "take_elsewhere": (INSIDE | {S.BREACHED, S.IN_MEDIATION}, S.CLOSED),
    "conclude_arbitration": ({S.IN_ARBITRATION}, S.CLOSED),
    "settle": (
        {
            *(S.SERVING, S.ANSWERING, S.NEGOTIATING, S.REVIEWING, S.OPINION_SERVING, S.OPINION_ISSUED),
            *(S.CHOOSING_ROAD, S.IN_MEDIATION),
        },
        S.PERFORMING,
    ),
    "breach": ({S.PERFORMING}, S.BREACHED),
    "resume_performance": ({S.BREACHED}, S.PERFORMING),
    "conclude_performance": ({S.PERFORMING, S.BREACHED}, S.CLOSED),
    "withdraw": (INSIDE | {S.BREACHED, S.IN_MEDIATION}, S.CLOSED),
    "close_unresolved": ({S.CHOOSING_ROAD}, S.CLOSED),
    "close_breached": ({S.BREACHED}, S.CLOSED),
}
OBLIGATIONS = {
    "claim_done": ({O.DUE, O.BREACHED}, O.CLAIMED),
    "confirm": ({O.DUE, O.CLAIMED, O.BREACHED}, O.PERFORMED),
    "dispute_done": ({O.CLAIMED}, O.DUE),
    "waive": ({O.DUE, O.CLAIMED, O.BREACHED}, O.WAIVED),
    "breach": ({O.DUE, O.CLAIMED}, O.BREACHED),
    "extend": ({O.BREACHED}, O.DUE),
    "postpone": ({O.DUE}, O.DUE),
    "call_due": ({O.DUE}, O.DUE),
}


def transitions_of(model):
    return {transition.name for transition in model._meta.get_field("state").get_all_transitions(model)}


def targets(model):
    found = {}
    for transition in model._meta.get_field("state").get_all_transitions(model):
        found.setdefault(transition.name, set()).add(transition.target)
    return found


def a_dispute(cast, state):
    """In memory only: complete, and on its neutral platform's desk."""
    return Dispute(
        state=state,
        sector="zhongbao",
        category="unpaid_remuneration",
        title="事由",
        narrative="经过",
        platform=cast.platform,
        desk=cast.platform,
        chain=open_chain(),
        created_by=cast.complainant,
        filed_at=timezone.now(),
    )


def test_the_tables_name_every_transition():
    assert transitions_of(Dispute) == set(TABLE)
    assert transitions_of(Obligation) == set(OBLIGATIONS)


@pytest.mark.parametrize("name", TABLE)
def test_lawful_from_exactly_these_states(name, cast):
    sources, target = TABLE[name]
    found = {state for state in State if can_proceed(getattr(a_dispute(cast, state), name))}
    assert found == sources
    assert targets(Dispute)[name] == {target}


@pytest.mark.parametrize("name", OBLIGATIONS)
def test_an_obligation_moves_from_exactly_these_states(name):
    sources, target = OBLIGATIONS[name]
    found = {state for state in ObligationState if can_proceed(getattr(Obligation(state=state), name))}
    assert found == sources
    assert targets(Obligation)[name] == {target}


def test_an_incomplete_draft_cannot_be_filed(cast):
    for field in ("sector", "category", "title", "narrative"):
        draft = a_dispute(cast, State.DRAFT)
        setattr(draft, field, "")
        assert not can_proceed(draft.file), field


def test_a_platform_that_is_a_party_never_reviews(cast):
    for change in ({"is_against_platform": True}, {"desk": cast.service_centre}, {"platform": None}):
        dispute = a_dispute(cast, State.NEGOTIATING)
        for field, value in change.items():
            setattr(dispute, field, value)
        assert not can_proceed(dispute.start_review), change


def test_the_service_centre_reviews_where_the_platform_is_the_respondent(cast):
    dispute = a_dispute(cast, State.NEGOTIATING)
    dispute.is_against_platform, dispute.desk = True, cast.service_centre
    assert can_proceed(dispute.start_review)


def test_every_waiting_state_has_a_clock_and_every_state_an_end():
    waiting = set(State) - {State.DRAFT, State.CLOSED} - DELEGATED
    assert waiting == set(CLOCKS)
    leads_to = {state: {target for sources, target in TABLE.values() if state in sources} for state in State}
    reached, before = {State.CLOSED}, set()
    while reached != before:
        before = set(reached)
        reached |= {state for state, targets in leads_to.items() if targets & reached}
    assert reached == set(State)


def test_from_every_state_inside_there_is_a_way_out():
    for name in ("enter_mediation", "enter_arbitration", "take_elsewhere", "withdraw"):
        assert TABLE[name][0] >= INSIDE, name
