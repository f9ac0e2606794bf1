"""Each clock fires, and its default way out is taken."""

from datetime import timedelta

import pytest
from django.utils import timezone

from disputes.states import State
from docket.selectors import verify_chain
from mediation.services import (
    accept_draft,
    agree_to_extend,
    challenge_mediator,
    decide_challenge,
    reopen_draft,
)
from mediation.states import MediationState as M
from rulebook.selectors import live_deadlines
from tests.mediation.cases import WAY_TO, Case

DEFAULTS = {
    M.CONSENTING: (M.BODY_DECIDING, ""),
    M.BODY_DECIDING: (M.TERMINATED, "termination.body_withdrew"),
    M.CHOOSING: (M.APPOINTING, ""),
    M.APPOINTING: (M.TERMINATED, "termination.body_withdrew"),
    M.DISCLOSING: (M.APPOINTING, ""),
    M.CHALLENGEABLE: (M.MEDIATING, ""),
    M.CHALLENGED: (M.APPOINTING, ""),
    M.MEDIATING: (M.TERMINATED, "termination.time_up"),
    M.SIGNING: (M.TERMINATED, "termination.refuses_to_sign"),
}


def due(case: Case, kind: str):
    return live_deadlines(case.mediation).get(kind=f"mediation.mediation.{kind}")


@pytest.mark.parametrize("state", list(DEFAULTS))
def test_silence_takes_the_default_way_out_and_not_before_its_time(case: Case, travel, tick, state):
    WAY_TO[state](case)
    moment = due(case, state).due_at
    travel.to(moment)
    travel.by(minutes=-2)
    tick()
    assert case.state == state
    travel.by(minutes=3)
    tick()
    assert (case.state, case.mediation.ground) == DEFAULTS[state]
    expected = State.CHOOSING_ROAD if case.state == M.TERMINATED else State.IN_MEDIATION
    assert case.dispute_state == expected
    assert verify_chain(case.dispute.chain) == []


def test_when_only_the_body_does_not_seal_the_parties_are_not_blamed(case: Case, travel, tick):
    case.signing()
    for person in (case.cast.complainant, case.cast.respondent, case.cast.mediator):
        case.sign(person)
    travel.to(due(case, M.SIGNING).due_at)
    travel.by(minutes=1)
    tick()
    assert (case.state, case.mediation.ground) == (M.TERMINATED, "termination.body_withdrew")


def test_all_parties_extend_once_and_the_clock_moves(case: Case):
    case.mediating()
    before = due(case, M.MEDIATING)
    agree_to_extend(case.mediation, by=case.cast.complainant)
    assert due(case, M.MEDIATING).due_on == before.due_on
    agree_to_extend(case.mediation, by=case.cast.respondent)
    sixtieth = timezone.localdate(before.started_at) + timedelta(
        days=60
    )  # 30 and 30 more, from one beginning
    assert sixtieth <= due(case, M.MEDIATING).due_on <= sixtieth + timedelta(days=12)  # a holiday moves it on


def test_hard_stop_ends_what_a_dismissed_challenge_would_prolong(case: Case, travel, tick):
    case.mediating()
    stop = due(case, "hard_stop").due_at
    travel.by(days=29)
    challenge_mediator(
        case.mediation, by=case.cast.respondent, ground="recusal.interest", reasons="听说有来往。"
    )
    decide_challenge(
        case.mediation,
        by=case.cast.secretary,
        is_upheld=False,
        reasons="没有材料。",
        refusal="challenge_refused.not_shown",
    )
    travel.by(days=29)
    case.draft()
    assert due(case, "hard_stop").due_at == stop
    for person in (case.cast.complainant, case.cast.respondent):
        accept_draft(case.agreement, by=person)
    reopen_draft(case.mediation, by=case.cast.mediator, reason="金额写错了。")
    travel.to(stop)
    travel.by(minutes=1)
    tick()
    assert (case.state, case.mediation.ground) == (M.TERMINATED, "termination.time_up")


def test_signing_goes_on_past_the_hard_stop_but_is_not_reopened(case: Case, travel, tick):
    from disputes.exceptions import NotLawfulNow

    case.mediating()
    stop = due(case, "hard_stop").due_at
    agree_to_extend(case.mediation, by=case.cast.complainant)
    agree_to_extend(case.mediation, by=case.cast.respondent)
    travel.to(stop)
    travel.by(hours=-12)
    case.draft()
    for person in (case.cast.complainant, case.cast.respondent):
        accept_draft(case.agreement, by=person)
    travel.by(days=1)
    tick()
    assert case.state == M.SIGNING
    with pytest.raises(NotLawfulNow):
        reopen_draft(case.mediation, by=case.cast.mediator, reason="改一处。")
    for person in (case.cast.complainant, case.cast.respondent, case.cast.mediator, case.cast.secretary):
        case.sign(person)
    assert case.state == M.AGREED


def test_no_clock_runs_after_the_end(case: Case):
    case.agreed()
    assert not live_deadlines(case.mediation).exists()
