"""Any sequence of answers, bids, silences and stops, beside a model small enough to be seen to be right."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from disputes.exceptions import Refusal
from docket.selectors import verify_chain
from mediation.models import Bid, BiddingKey
from mediation.services import answer_bidding, place_bid, stop_bidding
from mediation.services.bidding import bidding_time_ended
from mediation.services.course import acting_in
from rulebook.selectors import live_deadlines
from tests.cast import make_cast
from tests.mediation.cases import make_case
from tests.mediation.test_bidding import fresh, offered
from tests.rigs.batteries import Battery, examples

pytestmark = [pytest.mark.both_stacks, pytest.mark.battery("acts")]

SIDES = ("complainant", "respondent")


@dataclass
class Model:
    """What a bidding is, in twenty lines: who has answered, who has bid what in this round."""

    rounds: int
    gap: int
    state: str = "offered"
    round: int = 0
    answers: dict[str, bool] = field(default_factory=dict)
    bids: dict[str, int] = field(default_factory=dict)
    result: Decimal | None = None

    def answer(self, who: str, yes: bool) -> None:
        if self.state == "offered" and who not in self.answers:
            self.answers[who] = yes
            if len(self.answers) == 2:
                self.state, self.round = ("open", 1) if all(self.answers.values()) else ("stopped", 0)

    def bid(self, who: str, sum: int) -> None:
        if self.state == "open" and who not in self.bids:
            self.bids[who] = sum
            if len(self.bids) == 2:
                self.meet()

    def meet(self) -> None:
        least, most = self.bids["complainant"], self.bids["respondent"]
        self.bids = {}
        if most + self.gap >= least:
            self.state, self.result = "matched", Decimal(least + most) / 2
        elif self.round == self.rounds:
            self.state = "exhausted"
        else:
            self.round += 1

    def stop(self) -> None:
        if self.state in {"offered", "open"}:
            self.state, self.bids = "stopped", {}


acts = st.one_of(
    st.tuples(st.just("answer"), st.sampled_from(SIDES), st.sampled_from([True, True, True, False])),
    st.tuples(st.just("bid"), st.sampled_from(SIDES), st.integers(min_value=90, max_value=110)),
    st.tuples(st.just("bid"), st.sampled_from(SIDES), st.integers(min_value=90, max_value=110)),
    st.tuples(st.sampled_from(["silence", "stop"]), st.sampled_from(SIDES), st.none()),
)
AGREED = [("answer", side, True) for side in SIDES]


class RandomBiddings(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.case = make_case(make_cast()).mediating()

    @pytest.fixture(autouse=True)
    def _of_battery(self, battery: Battery) -> None:
        self.battery = battery

    @settings(max_examples=examples(sample=12, full=100), suppress_health_check=list(HealthCheck))
    @given(
        rounds=st.integers(min_value=1, max_value=3),
        gap=st.sampled_from([0, 5]),
        begun=st.booleans(),
        sequence=st.lists(acts, max_size=9),
    )
    def test_it_is_what_the_model_says(self, rounds: int, gap: int, begun: bool, sequence: list) -> None:
        rule = {"rule": "gap_yuan", "gap": Decimal(gap)} if gap else {"rule": "overlap"}
        bidding, model = offered(self.case, rounds=rounds, **rule), Model(rounds, gap)
        for what, who, how in [*(AGREED if begun else []), *sequence]:
            self.attempt(bidding, what, getattr(self.case.cast, who), how)
            {
                "answer": lambda who=who, how=how: model.answer(who, how),
                "bid": lambda who=who, how=how: model.bid(who, how),
            }.get(what, model.stop)()
            self.assert_same(fresh(bidding), model)
            self.battery.count("answers, bids, silences and stops, each with the model's own end")
        assert verify_chain(self.case.dispute.chain) == []

    def attempt(self, bidding, what, by, how) -> None:
        try:
            if what == "answer":
                answer_bidding(bidding, by=by, is_willing=how)
            elif what == "bid":
                place_bid(bidding, by=by, amount=Decimal(how), round=fresh(bidding).round)
            elif what == "stop":
                stop_bidding(bidding, by=by)
            else:
                with acting_in(self.case.mediation, by=None) as locked:
                    bidding_time_ended(locked, bidding.pk)
        except Refusal:
            pass

    def assert_same(self, bidding, model: Model) -> None:
        assert (bidding.state, bidding.round, bidding.result) == (model.state, model.round, model.result)
        assert Bid.objects.count() == len(model.bids)
        assert BiddingKey.objects.exists() == (model.state == "open")
        waits = model.state in {"offered", "open"}
        assert live_deadlines(bidding).filter(parent=None).count() == (1 if waits else 0)
