"""When nobody moves: each waiting state by the real clock, at its due minute and not before."""

from datetime import timedelta

import pytest

from disputes import services
from disputes.models import Obligation
from disputes.states import ObligationState, Outcome, State
from docket.selectors import entries_of, verify_chain
from rulebook.selectors import next_deadline
from tests import stories


def completing(cast):
    dispute = stories.filed(cast)
    services.ask_completion(dispute, by=cast.handler, defects=["请附聊天记录"])
    return stories.fresh(dispute)


def unanswered(cast):
    return stories.answering(cast, joined=False)


def unanswered_by_platform(cast):
    return stories.answering(cast, against_platform=True)


def talking_to_the_platform(cast):
    return stories.negotiating(cast, against_platform=True)


def breached(cast):
    dispute = stories.settled(cast)
    services.settlement.breach_obligation(dispute.settlements.get().obligations.get(), by=None)
    return stories.fresh(dispute)


#: Story → where silence leads, with which outcome, by which verb.
SILENCE = {
    stories.filed: (State.SERVING, "", "disputes.admitted"),
    stories.serving: (State.CLOSED, Outcome.UNREACHED, "disputes.unreached"),
    completing: (State.CLOSED, Outcome.LAPSED, "disputes.lapsed"),
    unanswered: (State.REVIEWING, "", "disputes.respondent_silent"),
    unanswered_by_platform: (State.REVIEWING, "", "disputes.respondent_silent"),
    stories.negotiating: (State.REVIEWING, "", "disputes.negotiation_ended"),
    talking_to_the_platform: (State.REVIEWING, "", "disputes.negotiation_ended"),
    stories.reviewing: (State.CHOOSING_ROAD, "", "disputes.platform_silent"),
    stories.opinion_serving: (State.CHOOSING_ROAD, "", "disputes.opinion_unserved"),
    stories.opinion_issued: (State.CHOOSING_ROAD, "", "disputes.opinion_lapsed"),
    stories.choosing_road: (State.CLOSED, Outcome.UNRESOLVED, "disputes.closed_unresolved"),
    breached: (State.CLOSED, Outcome.BREACHED, "disputes.closed_unresolved"),
}


@pytest.mark.parametrize("story", SILENCE, ids=lambda story: story.__name__)
def test_silence_moves_the_case_on_its_due_minute(story, cast, travel, tick):
    dispute = story(cast)
    before, due = dispute.state, next_deadline(dispute).due_at
    travel.to(due - timedelta(minutes=1))
    tick()
    assert stories.fresh(dispute).state == before
    travel.to(due + timedelta(seconds=1))
    tick()
    moved = stories.fresh(dispute)
    state, outcome, verb = SILENCE[story]
    assert (moved.state, moved.outcome) == (state, outcome)
    acts = [entry for entry in entries_of(moved.chain) if entry.verb == verb]
    assert [entry.actor for entry in acts][-1:] == ["clock"]
    assert verify_chain(moved.chain) == []
    tick()
    assert stories.fresh(dispute).state == state


def test_the_tables_of_silence_and_clocks_agree():
    from disputes.states import CLOCKS

    assert len(SILENCE) == len(CLOCKS) + 2  # two of them also with a platform that is a party


def test_what_is_due_and_not_done_is_breached_after_its_day(cast, travel, tick):
    dispute = stories.settled(cast, days=3)
    travel.by(days=3, hours=-1)
    tick()
    assert stories.fresh(dispute).state == State.PERFORMING
    travel.by(days=1, hours=2)
    tick()
    assert stories.fresh(dispute).state == State.BREACHED


def test_the_creditors_silence_confirms(cast, travel, tick):
    dispute = stories.settled(cast)
    services.claim_performance(dispute.settlements.get().obligations.get(), by=cast.respondent)
    travel.by(days=21)
    tick()
    closed = stories.fresh(dispute)
    assert (closed.state, closed.outcome) == (State.CLOSED, Outcome.SETTLED)


def test_what_is_closed_or_replaced_falls_due_no_more(cast, travel, tick):
    dispute = breached(cast)
    services.claim_performance(dispute.settlements.get().obligations.get(), by=cast.respondent)
    services.contest_performance(Obligation.objects.get(), by=cast.complainant)
    services.settlement.breach_obligation(Obligation.objects.get(), by=None)
    services.withdraw_dispute(stories.fresh(dispute), by=cast.complainant)
    length = stories.fresh(dispute).chain.length
    travel.by(days=90)
    tick()
    assert stories.fresh(dispute).chain.length == length
    assert Obligation.objects.get().state == ObligationState.BREACHED
