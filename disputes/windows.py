"""Who comes to a window, what waits for them there, and who wrote down what they said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docket.services import TAKEN_DOWN_BY
from notices.models import Notice
from notices.states import NoticeState

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
    papers: tuple[Notice, ...]


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
    to_bring: dict[str, list[Notice]] = {}
    for notice in papers_to_bring(parties):
        to_bring.setdefault(notice.addressee_key, []).append(notice)
    found = [
        AtWindow(party, tuple(waiting.get(party.pk, ())), tuple(to_bring.get(party.key, ())))
        for party in parties
    ]
    return sorted(found, key=lambda each: not (each.turns or each.papers))


def papers_to_bring(parties: Iterable[Party]) -> list[Notice]:
    """Papers that have not arrived with these parties: to be handed over, or posted.

    Only the newest attempt of each; what the post has, or was sent before somebody came to the window, with its state.
    """
    keys = {party.key for party in parties}
    rows = (
        Notice.objects.filter(addressee_key__in=keys, paper__replaced_by=None, paper__withdrawn_at=None)
        .exclude(state=NoticeState.ARRIVED)
        .select_related("paper__issuer")
        .order_by("pk")
    )
    arrived = set(
        Notice.objects.filter(addressee_key__in=keys, state=NoticeState.ARRIVED).values_list(
            "addressee_key", "paper"
        )
    )
    newest = {(row.addressee_key, row.paper_id): row for row in rows}
    return [row for key, row in newest.items() if key not in arrived]


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
