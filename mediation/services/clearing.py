"""What lies on the table when the talk stops: proposals, offers, bids, and what was told in confidence."""

from __future__ import annotations

from ..models import Mediation
from .bidding import close_bidding
from .earlier import drop_earlier_talk
from .offering import close_offers, forget_ranges
from .proposing import close_proposal


def clear_table(mediation: Mediation) -> None:
    """The mediation ends, or another mediator comes: everything open is withdrawn, what was told is forgotten."""
    close_proposal(mediation)
    close_offers(mediation)
    close_bidding(mediation)
    drop_earlier_talk(mediation)
    forget_ranges(mediation)


def pause_table(mediation: Mediation) -> None:
    """A challenge, or the way to signing: no bid or offer runs on. Confidences stay with the mediator in office."""
    close_offers(mediation)
    close_bidding(mediation)
    drop_earlier_talk(mediation)
