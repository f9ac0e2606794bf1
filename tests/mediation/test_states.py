"""Which step is lawful from where: the table is the specification."""

import pytest
from django_fsm import can_proceed

from mediation.models import Mediation
from mediation.states import CLOCKS, ENDED, IN_OFFICE, RUNNING
from mediation.states import MediationState as M
from rulebook.clock import handled_kinds

ALLOWED = {
    "go_to_body": {M.CONSENTING: M.BODY_DECIDING},
    "accept_case": {M.BODY_DECIDING: M.CHOOSING},
    "leave_choice_to_body": {M.CHOOSING: M.APPOINTING},
    "appoint": {M.CHOOSING: M.DISCLOSING, M.APPOINTING: M.DISCLOSING},
    "disclose": {M.DISCLOSING: M.CHALLENGEABLE},
    "vacate": {M.DISCLOSING: M.APPOINTING, M.CHALLENGEABLE: M.APPOINTING, M.MEDIATING: M.APPOINTING},
    "lose_mediator": dict.fromkeys(IN_OFFICE, M.APPOINTING),
    "challenge": {M.CHALLENGEABLE: M.CHALLENGED, M.MEDIATING: M.CHALLENGED},
    "uphold_challenge": {M.CHALLENGED: M.APPOINTING},
    "dismiss_challenge": {M.CHALLENGED: M.MEDIATING},
    "begin": {M.CHALLENGEABLE: M.MEDIATING},
    "extend": {M.MEDIATING: M.MEDIATING},
    "open_signing": {M.MEDIATING: M.SIGNING},
    "reopen_draft": {M.SIGNING: M.MEDIATING},
    "conclude": {M.SIGNING: M.AGREED},
    "terminate": dict.fromkeys(RUNNING, M.TERMINATED),
}

GIVEN = {"terminate": {"ground": "termination.time_up"}, "accept_case": {"secretary": None}}


@pytest.mark.parametrize("verb", ALLOWED)
@pytest.mark.parametrize("state", M.values)
def test_each_verb_is_lawful_exactly_where_the_table_says(state, verb):
    mediation = Mediation(state=state)
    assert can_proceed(getattr(mediation, verb)) == (state in ALLOWED[verb])
    if state in ALLOWED[verb]:
        getattr(mediation, verb)(**GIVEN.get(verb, {}))
        assert mediation.state == ALLOWED[verb][state]


def test_the_table_names_every_verb():
    found = {t.name for t in Mediation._meta.get_field("state").get_all_transitions(Mediation)}
    assert found == set(ALLOWED)


def test_extension_is_lawful_once():
    mediation = Mediation(state=M.MEDIATING)
    mediation.extend()
    assert not can_proceed(mediation.extend)


def test_every_waiting_state_has_a_clock_and_a_way_out_in_silence():
    assert set(CLOCKS) | ENDED == set(M.values)
    assert {f"mediation.mediation.{state}" for state in CLOCKS} <= handled_kinds()
    assert "mediation.mediation.hard_stop" in handled_kinds()


def test_every_state_reaches_an_end():
    ways = {state: {way[state] for way in ALLOWED.values() if state in way} for state in M.values}

    def reached(state, seen=frozenset()):
        return {state}.union(
            *(reached(nxt, seen | {state}) for nxt in ways[state] if nxt not in seen | {state})
        )

    assert all(M.AGREED in reached(state) or state == M.TERMINATED for state in M.values)
    assert all(M.TERMINATED in reached(state) or state == M.AGREED for state in M.values)
