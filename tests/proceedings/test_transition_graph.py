"""The model check of every lifecycle: no dead end, no waiting without a clock, no harm without a word before.

Read from the transitions themselves, so that a new state or verb cannot be forgotten here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Organisation
from arbitration.models import Referral
from arbitration.states import CLOCKS as REFERRAL_CLOCKS
from arbitration.states import ReferralState as R
from disputes.models import Dispute, Obligation, Payment
from disputes.models.dispute import OPEN, ROADS_OUT
from disputes.states import CLOCKS as DISPUTE_CLOCKS
from disputes.states import DELEGATED, NOT_YET_SERVED, OBLIGATION_CLOCKS, PAYMENT_CLOCKS, Clock
from disputes.states import ObligationState as O
from disputes.states import PaymentState as P
from disputes.states import State as S
from disputes.turns import TurnNode
from mediation.models import Confirmation, Mediation
from mediation.selectors.standing import TURN_PAGES
from mediation.states import AT_COURT, CONFIRMATION_CLOCKS, CONFIRMATION_WINDOW, ENDED
from mediation.states import CLOCKS as MEDIATION_CLOCKS
from mediation.states import ConfirmationState as C
from mediation.states import MediationState as M
from proceedings.flows import STAGES
from proceedings.selectors.pages import PAGES
from proceedings.states import TELLINGS
from rulebook import book
from rulebook.clock import handled_kinds


@dataclass(frozen=True)
class Lifecycle:
    """What the model says itself (model, start) and what the design says of it (clocks, ends, whom it waits for)."""

    model: Any
    start: str
    ends: frozenset[str]
    clocks: dict[str, Clock]
    #: waits for another lifecycle's clock, or for one that was agreed and not ruled
    elsewhere: frozenset[str] = frozenset()
    #: nobody waits yet: the draft is its author's own business
    private: frozenset[str] = frozenset()
    #: verbs that take something from somebody because time ran out or another decided
    adverse: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.model.__name__

    @property
    def states(self) -> set[str]:
        return set(dict(self.model._meta.get_field("state").flatchoices))

    def steps(self) -> list[tuple[str, str, str]]:
        """(verb, from, to), each once."""
        found = self.model._meta.get_field("state").get_all_transitions(self.model)
        return [(each.name, each.source, each.target) for each in found]

    def after(self, state: str) -> set[str]:
        return {target for _verb, source, target in self.steps() if source == state and target != state}

    def reached_from(self, state: str) -> set[str]:
        seen, ahead = set(), [state]
        while ahead:
            here = ahead.pop()
            if here not in seen:
                seen.add(here)
                ahead += self.after(here)
        return seen

    def kind(self, state: str) -> str:
        return f"{self.model._meta.app_label}.{self.model._meta.model_name}.{state}"


LIFECYCLES = [
    Lifecycle(
        Dispute,
        start=S.DRAFT,
        ends=frozenset({S.CLOSED}),
        clocks=DISPUTE_CLOCKS,
        elsewhere=DELEGATED,
        private=frozenset({S.DRAFT}),
        adverse={
            "lapse": frozenset({S.COMPLETING}),
            "decline": frozenset({S.FILED}),
            "close_unserved": frozenset({S.SERVING}),
            "leave_unresolved": frozenset(
                {
                    S.ANSWERING,
                    S.NEGOTIATING,
                    S.REVIEWING,
                    S.OPINION_SERVING,
                    S.OPINION_ISSUED,
                    *(S.IN_MEDIATION, S.IN_ARBITRATION),
                }
            ),
            "breach": frozenset({S.PERFORMING}),
            "close_unresolved": frozenset({S.CHOOSING_ROAD}),
            "close_breached": frozenset({S.BREACHED}),
        },
    ),
    Lifecycle(
        Mediation,
        start=M.CONSENTING,
        ends=ENDED,
        clocks=MEDIATION_CLOCKS,
        adverse={"terminate": frozenset(MEDIATION_CLOCKS)},
    ),
    Lifecycle(
        Referral,
        start=R.PREPARING,
        ends=frozenset(R) - frozenset(REFERRAL_CLOCKS),
        clocks=REFERRAL_CLOCKS,
        adverse={
            "decline_submission": frozenset({R.AGREEING}),
            "let_submission_lapse": frozenset({R.AGREEING}),
            "lapse": frozenset({R.PREPARING}),
            "refuse": frozenset({R.SENT}),
            "expire": frozenset({R.SENT}),
            "give_up_waiting": frozenset({R.ACCEPTED}),
        },
    ),
    Lifecycle(
        Obligation,
        start=O.DUE,
        ends=frozenset({O.PERFORMED, O.WAIVED}),
        clocks=OBLIGATION_CLOCKS,
        # the day it is due was agreed; after a breach the case itself waits, with its own clock
        elsewhere=frozenset({O.DUE, O.BREACHED}),
        adverse={"breach": frozenset({O.DUE, O.CLAIMED})},
    ),
    Lifecycle(
        Payment,
        start=P.REPORTED,
        ends=frozenset({P.CONFIRMED, P.WITHDRAWN}),
        clocks=PAYMENT_CLOCKS,
        # what was not received does not count: the obligation itself waits, with its own clock
        elsewhere=frozenset({P.CONTESTED}),
    ),
    Lifecycle(
        Confirmation,
        start=C.OPEN,
        ends=frozenset(C) - frozenset(CONFIRMATION_CLOCKS) - {C.SUPPLEMENTING},
        clocks=CONFIRMATION_CLOCKS,
        # until the day the court named
        elsewhere=frozenset({C.SUPPLEMENTING}),
        adverse={
            "decline": frozenset({C.OPEN, C.PREPARING}),
            "lapse": CONFIRMATION_WINDOW,
            "refuse": AT_COURT,
        },
    ),
]
#: Where a lifecycle may also begin: an agreement to arbitrate that is yet to be made.
OTHER_STARTS = {"Referral": {R.AGREEING}}
each = pytest.mark.parametrize("cycle", LIFECYCLES, ids=lambda cycle: cycle.name)


@each
def test_every_state_can_come_about(cycle):
    reached = cycle.reached_from(cycle.start).union(
        *(cycle.reached_from(start) for start in OTHER_STARTS.get(cycle.name, ()))
    )
    assert reached == cycle.states


@each
def test_no_state_but_an_end_is_a_dead_end(cycle):
    assert {state for state in cycle.states if not cycle.after(state)} == set(cycle.ends)


@each
def test_every_state_reaches_an_end(cycle):
    assert [state for state in cycle.states if not cycle.reached_from(state) & cycle.ends] == []


@each
def test_every_end_is_reached(cycle):
    starts = {cycle.start, *OTHER_STARTS.get(cycle.name, ())}
    reached = set().union(*(cycle.reached_from(start) for start in starts))
    assert cycle.ends <= reached


@each
def test_every_state_is_an_end_or_waits_for_a_clock(cycle):
    accounted = [set(cycle.ends), set(cycle.clocks), set(cycle.elsewhere), set(cycle.private)]
    assert set().union(*accounted) == cycle.states
    assert sum(map(len, accounted)) == len(cycle.states), "each state is one of these, and only one"


@each
def test_every_clock_has_a_rule_and_something_that_happens_when_it_runs_out(cycle):
    rules = {rule["id"] for rule in book.rules()}
    assert [clock.rule for clock in cycle.clocks.values() if clock.rule not in rules] == []
    assert {cycle.kind(state) for state in cycle.clocks} <= handled_kinds()


@each
def test_a_time_limit_from_service_has_a_state_before_it_that_waits_for_service(cycle):
    """Nobody's time runs while nothing has arrived: the only way in is from a state with a clock of its own."""
    from_service = {rule["id"] for rule in book.rules() if re.search(r"(^|_)served$", rule["start"])}
    found = {state for state, clock in cycle.clocks.items() if clock.rule in from_service}
    assert found == (set(NOT_YET_SERVED) if cycle.model is Dispute else set())
    for state in found:
        waiting = NOT_YET_SERVED[state]
        assert {source for _verb, source, target in cycle.steps() if target == state} == {waiting}
        assert cycle.clocks[waiting].rule == "service_period"
        assert any(verb in cycle.adverse and source == waiting for verb, source, _target in cycle.steps())


def test_what_is_not_yet_served_is_the_desks_to_serve():
    desk = Organisation(pk=1, kind="platform")
    kinds = {S.SERVING: "disputes.serve", S.OPINION_SERVING: "disputes.serve_opinion"}
    assert set(kinds) == set(NOT_YET_SERVED.values())
    for state, kind in kinds.items():
        node = next(node for node in TURNS if node.kind == kind)
        holders = node.holders(Dispute(pk=1, state=state, desk=desk))
        assert node.is_called_for(Dispute(state=state))
        assert {holder.organisation for holder in holders} == {desk}


def test_what_has_no_rule_has_a_clock_all_the_same():
    """An obligation runs to the agreed day; a case in another's hands has that lifecycle's clocks."""
    assert "disputes.obligation.due" in handled_kinds()
    assert "disputes.dispute.breached" in handled_kinds()
    assert {S.IN_MEDIATION, S.IN_ARBITRATION, S.PERFORMING} == DELEGATED
    assert "mediation.mediation.hard_stop" in handled_kinds()


@each
def test_every_clock_reminds_before_it_strikes(cycle):
    assert [state for state, clock in cycle.clocks.items() if not clock.remind_days] == []
    assert {f"{cycle.kind(state)}.reminder" for state in cycle.clocks} <= handled_kinds()


@each
def test_the_table_of_adverse_steps_is_what_the_model_does(cycle):
    found: dict[str, set[str]] = {}
    for verb, source, _target in cycle.steps():
        if verb in cycle.adverse:
            found.setdefault(verb, set()).add(source)
    assert found == {verb: set(sources) for verb, sources in cycle.adverse.items()}


@each
def test_no_adverse_step_comes_without_a_word_before(cycle):
    """From where it is taken, somebody has been reminded, or another lifecycle reminded in its stead."""
    reminded = {state for state, clock in cycle.clocks.items() if clock.remind_days} | set(cycle.elsewhere)
    silent = {
        (verb, state) for verb, sources in cycle.adverse.items() for state in sources if state not in reminded
    }
    assert silent == set()
    if O.DUE in cycle.elsewhere:
        assert "disputes.obligation.due.reminder" in handled_kinds()


@each
def test_every_verb_that_looks_adverse_is_in_the_table(cycle):
    looks = re.compile(r"lapse|decline|refuse|terminate|breach|expire|give_up|unresolved|unserved")
    # what ends a breach, or only says that one is over, takes nothing from anybody
    harmless = {"resume_performance"}
    found = {verb for verb, _source, _target in cycle.steps() if looks.search(verb)} - harmless
    assert found == set(cycle.adverse)


OUTSIDE = {
    "enter_mediation": S.IN_MEDIATION,
    "enter_arbitration": S.IN_ARBITRATION,
    "take_elsewhere": S.CLOSED,
    "withdraw": S.CLOSED,
}


@pytest.mark.parametrize("road", OUTSIDE)
@pytest.mark.parametrize("state", ROADS_OUT)
def test_no_inside_state_blocks_a_road_out(state, road):
    """人民调解法 3; 网络消费规定（一）1(4); procedures §12, invariant a."""
    assert (road, state, OUTSIDE[road]) in LIFECYCLES[0].steps()


@pytest.mark.parametrize("road", ["enter_arbitration", "take_elsewhere", "withdraw"])
def test_mediation_blocks_no_road_out_either(road):
    """人民调解法 3: mediation may not stop parties from arbitration, administrative or court routes."""
    assert (road, S.IN_MEDIATION, OUTSIDE[road]) in LIFECYCLES[0].steps()


def test_every_inside_state_has_the_roads_out():
    inside = set(S) - {S.DRAFT, S.CLOSED, S.PERFORMING, S.IN_MEDIATION, S.IN_ARBITRATION}
    assert set(ROADS_OUT) == inside
    assert set(OPEN) == inside - {S.BREACHED}


@pytest.mark.parametrize(
    ("cycle", "verb"),
    [(LIFECYCLES[1], "terminate"), (LIFECYCLES[2], "withdraw")],
    ids=["Mediation", "Referral"],
)
def test_an_outside_road_can_be_left_at_any_time(cycle, verb):
    """Nobody is kept in a channel: from each state in which it runs there is a step that leads back to the choice."""
    sources = {source for name, source, _target in cycle.steps() if name == verb}
    assert sources == set(cycle.clocks)
    assert ("leave_unresolved", S.IN_MEDIATION, S.CHOOSING_ROAD) in LIFECYCLES[0].steps()
    assert ("leave_unresolved", S.IN_ARBITRATION, S.CHOOSING_ROAD) in LIFECYCLES[0].steps()


TURNS = [node for stage in STAGES for node in stage.instance.nodes() if isinstance(node, TurnNode)]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [node.kind for node in TURNS])
def test_every_turn_has_a_page(kind):
    dispute = Dispute(pk=1, reference="JF-2026-000001")
    app = kind.partition(".")[0]
    # a mediation's pages are known by name alone: none is running here
    name, arguments = (TURN_PAGES[kind], {"pk": 1}) if app == "mediation" else PAGES[app](kind, dispute)
    arguments |= {"number": 1} if kind == "mediation.give_word" else {}
    assert reverse(name, kwargs=arguments).startswith(f"/{app}/")


def test_every_end_of_a_road_is_told_to_people():
    """Whatever closes a road is said under the bell, not only written down."""
    endings = {
        *("disputes.lapsed", "disputes.declined", "disputes.left_unresolved", "disputes.closed_unresolved"),
        *(
            "disputes.unreached",
            "disputes.service_refused",
            "disputes.opinion_unserved",
            "disputes.notice_failed",
            "disputes.notice_refused",
        ),
        *("disputes.obligation_breached", "mediation.terminated", "arbitration.referral_refused"),
        *("arbitration.referral_unanswered", "arbitration.lapsed", "arbitration.submission_refused"),
        *(
            "mediation.confirmation_lapsed",
            "mediation.confirmation_dismissed",
            "mediation.confirmation_refused",
        ),
        *("mediation.confirmation_declined", "disputes.payment_contested"),
        *("arbitration.submission_unanswered", "arbitration.result_unreported", "arbitration.withdrawn"),
    }
    assert {verb for verb in endings if verb in TELLINGS and TELLINGS[verb].rings} == endings
