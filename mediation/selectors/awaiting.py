"""For whose word the talk waits, whatever it is about."""

from __future__ import annotations

from disputes.models import Party

from ..models import Mediation
from .bargaining import parties_to_answer, parties_to_bid
from .earlier import parties_to_answer_earlier
from .facts import parties_to_confirm_facts, parties_to_tick
from .standing import parties_to_accept, parties_to_confirm_record, parties_to_reply


def parties_awaited(mediation: Mediation) -> list[Party]:
    """Everybody who has something on the table to answer; the times of sessions apart, which have clocks of their own."""
    waiting = [
        *parties_to_reply(mediation),
        *parties_to_accept(mediation),
        *parties_to_answer(mediation),
        *parties_to_bid(mediation),
        *parties_to_tick(mediation),
        *parties_to_confirm_facts(mediation),
        *parties_to_confirm_record(mediation),
        *parties_to_answer_earlier(mediation),
    ]
    return list(dict.fromkeys(waiting))
