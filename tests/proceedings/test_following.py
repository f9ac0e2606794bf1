"""Whose turn it is follows from the state, whoever acted and however."""

import pytest

from disputes import services
from disputes.models import Turn
from disputes.states import State
from docket.selectors import verify_chain
from proceedings.services import called_for
from rulebook.selectors import live_deadlines
from tests import stories

BEGINNINGS = {
    "filed": State.FILED,
    "serving": State.SERVING,
    "answering": State.ANSWERING,
    "negotiating": State.NEGOTIATING,
    "reviewing": State.REVIEWING,
    "opinion_serving": State.OPINION_SERVING,
    "opinion_issued": State.OPINION_ISSUED,
    "choosing_road": State.CHOOSING_ROAD,
    "consenting": State.IN_MEDIATION,
    "mediating": State.IN_MEDIATION,
    "settled": State.PERFORMING,
    "closed": State.CLOSED,
}


@pytest.mark.parametrize(("story", "state"), BEGINNINGS.items())
def test_open_turns_are_those_the_state_calls_for(cast, story, state):
    dispute = getattr(stories, story)(cast)

    assert dispute.state == state
    assert set(dispute.turns.filter(finished=None).values_list("kind", flat=True)) == called_for(dispute)
    assert verify_chain(dispute.chain) == []


def test_a_turn_taken_by_its_holder_is_completed_in_their_name(cast):
    dispute = stories.answering(cast)

    turn = dispute.turns.get(kind="disputes.admit")

    assert (turn.status, turn.owner) == ("DONE", cast.handler)


def test_withdrawal_ends_every_turn_and_every_clock(cast):
    dispute = stories.reviewing(cast)

    services.withdraw_dispute(dispute, by=cast.complainant, reason="不想再追究")

    assert not Turn.objects.open().filter(dispute=dispute).exists()
    assert not dispute.works.filter(finished=None).exists()
    assert list(live_deadlines(dispute)) == []
