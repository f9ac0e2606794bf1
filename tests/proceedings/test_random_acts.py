"""Any sequence of acts by anybody: lawful ones are done, the others refused, and the case stays whole."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from disputes.exceptions import Refusal
from disputes.models import Dispute, Turn
from disputes.states import CLOCKS, State
from docket.selectors import verify_chain, verify_rows
from proceedings.selectors import deadline_now
from proceedings.services import called_for
from rulebook import clock
from tests import stories
from tests.cast import make_cast
from tests.proceedings.acts import ACTS_BESIDE_MEDIATION
from tests.proceedings.acts_in_mediation import MEDIATION_ACTS
from tests.rigs.batteries import Battery, examples

pytestmark = [pytest.mark.both_stacks, pytest.mark.battery("acts")]

#: Everything anybody may try. Each is tried by whoever the test draws, lawful or not.
ACTS = ACTS_BESIDE_MEDIATION | MEDIATION_ACTS
EVERYBODY = (
    "complainant",
    "respondent",
    "handler",
    "supervisor",
    "registrar",
    "secretary",
    "mediator",
    "second_mediator",
    "outsider",
)
WHOEVER = "whoever"
ACTORS = (*EVERYBODY, *[WHOEVER] * len(EVERYBODY))
SILENCE = "silence"

steps = st.lists(
    st.one_of(st.just((SILENCE, "")), st.tuples(st.sampled_from(sorted(ACTS)), st.sampled_from(ACTORS))),
    min_size=4,
    max_size=25,
)
beginnings = st.sampled_from(
    ["filed", "answering", "negotiating", "opinion_issued", "choosing_road", "settled"]
)


class RandomActs(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = make_cast()
        stories.list_mediators(cls.cast)

    @pytest.fixture(autouse=True)
    def _of_battery(self, battery: Battery) -> None:
        self.battery = battery

    @settings(
        max_examples=examples(sample=6, full=100),
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
    )
    @given(beginning=beginnings, steps=steps)
    def test_the_case_stays_whole(self, beginning: str, steps: list[tuple[str, str]]) -> None:
        with time_machine.travel(timezone.now(), tick=True) as machine:
            dispute = getattr(stories, beginning)(self.cast)
            for name, actor in steps:
                dispute = stories.fresh(dispute)
                if name == SILENCE:
                    self.be_silent(dispute, machine)
                else:
                    self.attempt(dispute, name, actor)
                self.assert_whole(stories.fresh(dispute))
                self.battery.count("acts by anybody on a case, after each of which it was whole")

    def attempt(self, dispute: Dispute, name: str, actor: str) -> None:
        """By the actor drawn, or by whoever may: most draws are refused, and a case should get somewhere."""
        for one in EVERYBODY if actor == WHOEVER else (actor,):
            self.attempt_by(stories.fresh(dispute), name, one)

    def attempt_by(self, dispute: Dispute, name: str, actor: str) -> None:
        before = (dispute.state, dispute.chain.length)
        try:
            with transaction.atomic():
                ACTS[name](dispute, self.cast, getattr(self.cast, actor))
        except Refusal:
            after = stories.fresh(dispute)
            assert (after.state, after.chain.length) == before, "a refused act leaves no trace"

    def be_silent(self, dispute: Dispute, machine) -> None:
        deadline = deadline_now(dispute)
        if deadline is None:
            return
        machine.move_to(deadline.due_at + timedelta(seconds=1))
        clock.tick()
        deadline.refresh_from_db()
        assert deadline.fired_at is not None, f"{deadline.kind}: {deadline.last_error}"

    def assert_whole(self, dispute: Dispute) -> None:
        turns = list(Turn.objects.open().filter(dispute=dispute))
        assert sorted(turn.kind for turn in turns) == sorted(called_for(dispute))
        assert all(turn.holders.exists() for turn in turns), "every turn has somebody who may take it"
        assert verify_chain(dispute.chain) + verify_rows(dispute.chain) == []
        if dispute.state == State.CLOSED:
            assert dispute.outcome
            assert deadline_now(dispute) is None
            assert not dispute.proceedings.filter(closed_at=None).exists()
        else:
            assert turns, "an open case waits for somebody"
            assert deadline_now(dispute) is not None, "and not for ever"
        if dispute.state in CLOCKS:
            # after a breach a part may be paid, and waits for its own answer
            kinds = {f"disputes.dispute.{dispute.state}", "disputes.payment.reported"}
            assert deadline_now(dispute).kind in kinds
