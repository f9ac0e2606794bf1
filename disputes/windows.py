"""Who comes to a window, what waits for them there, and who wrote down what they said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from docket.services import TAKEN_DOWN_BY

from .by_hand import ToBring, to_bring_to_all
from .engine import officer_taking_down
from .models import Dispute, Party, Turn
from .states import AT_A_WINDOW, State

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class AtWindow:
    """Somebody who comes to a window: what waits for them until when, and what is to be brought to them."""

    party: Party
    turns: tuple[Turn, ...]
    papers: tuple[ToBring, ...]


def people_at_windows(user: User) -> list[AtWindow]:
    """Everybody in a running case who comes to a window where this person works, whoever is waited for first."""
    offices = user.memberships.in_force().filter(role__in=AT_A_WINDOW).values("organisation")
    parties = list(
        Party.objects.filter(window__in=offices, dispute__in=Dispute.objects.visible_to(user).values("pk"))
        .exclude(dispute__state__in=[State.DRAFT, State.CLOSED])
        .select_related("dispute__desk", "window", "user")
        .order_by("dispute__reference", "pk")
    )
    waiting: dict[int, list[Turn]] = {}
    for turn in Turn.objects.open().filter(holders__party__in=parties).prefetch_related("holders").distinct():
        for holder in turn.holders.all():
            waiting.setdefault(holder.party_id or 0, []).append(turn)
    to_bring = to_bring_to_all(parties)
    found = [
        AtWindow(party, tuple(waiting.get(party.pk, ())), tuple(to_bring.get(party.key, ())))
        for party in parties
    ]
    return sorted(found, key=lambda each: not (each.turns or each.papers))


#: By which acts a party binds itself to a settlement of the parties.
AGREEING = ("disputes.offer_made", "disputes.offer_accepted", "disputes.opinion_accepted")


def who_wrote(party: Party) -> str:
    """Who took down the act by which this party agreed: the one going on, or the last of theirs; nobody, if themselves."""
    officer = officer_taking_down(party)
    if officer is None and party.user is not None:
        last = (
            party.dispute.chain.entries.filter(verb__in=AGREEING, actor=party.user.actor)
            .order_by("seq")
            .last()
        )
        written_by = last.facts.get(TAKEN_DOWN_BY, "") if last is not None else ""
        officer = next(
            (row.officer for row in party.taken_down.all() if row.officer.actor == written_by), None
        )
    return officer.name if officer is not None else ""
