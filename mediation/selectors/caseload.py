"""A mediator's day: every running case with what is mine to do, what I wait for, and how long there is.

A fixed number of queries, however many cases.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from chat.models import Room
from chat.selectors import with_unread
from disputes.models import Claim, Dispute, Turn
from disputes.states import PartyRole

from ..models import Mediation, Session
from ..states import Office
from .due import nearest, owners_in_talks
from .errands import IN_SESSION, office_errands, waited_for
from .scheduling import next_sessions
from .session_errands import session_errands
from .standing import TURN_PAGES, turn_arguments

if TYPE_CHECKING:
    from accounts.models import User

SOON = 3  # days: the same from which a page shows a day in colour


@dataclass
class Task:
    text: str
    url: str


@dataclass
class CaseLine:
    """One running case as it concerns one person."""

    mediation: Mediation
    sides: str
    amount: Decimal | None
    is_co: bool
    due_at: datetime | None = None
    due_on: date | None = None
    mine: list[Task] = field(default_factory=list)
    waits_for: list[str] = field(default_factory=list)
    unread: int = 0
    next_session: Session | None = None

    @property
    def is_soon(self) -> bool:
        return self.due_on is not None and (self.due_on - timezone.localdate()).days <= SOON

    @property
    def shows_in(self) -> set[str]:
        found = {"mine" if self.mine else "waiting"}
        return found | ({"unread"} if self.unread else set()) | ({"soon"} if self.is_soon else set())


def caseload(user: User) -> list[CaseLine]:
    """The next deadline first."""
    found = list(
        Mediation.objects.visible_to(user)
        .running()
        .select_related("dispute", "body")
        .exclude(dispute__parties__user=user)
        .prefetch_related("dispute__parties", "appointments__mediator", "appointments__co_office")
    )
    keys = [mediation.dispute_id for mediation in found]
    amounts = _amounts(keys)
    lines = {
        mediation.dispute_id: CaseLine(
            mediation,
            _sides(mediation.dispute),
            amounts.get(mediation.dispute_id),
            is_co=any(
                held.mediator == user and held.ended_at is None and held.office == Office.CO_MEDIATOR
                for held in mediation.appointments.all()
            ),
        )
        for mediation in found
    }
    _add_deadlines(lines)
    _add_turns(lines, user)
    _add_own_offices(lines, user)
    _add_unread(lines, user)
    upcoming = next_sessions(found, user)
    for line in lines.values():
        line.next_session = upcoming.get(line.mediation.pk)
    far = timezone.now().replace(year=9999)
    return sorted(lines.values(), key=lambda line: (line.due_at or far, line.mediation.pk))


def _amounts(keys: list[int]) -> dict[int, Decimal]:
    sums = Claim.objects.filter(dispute__in=keys).order_by().values_list("dispute").annotate(Sum("amount"))
    return {pk: amount for pk, amount in sums if amount is not None}


def _sides(dispute: Dispute) -> str:
    parties = list(dispute.parties.all())
    sides = [
        "、".join(party.name for party in parties if party.role == role)
        for role in (PartyRole.COMPLAINANT, PartyRole.RESPONDENT)
    ]
    return " / ".join(side for side in sides if side)


def _add_deadlines(lines: dict[int, CaseLine]) -> None:
    for key, deadline in nearest(owners_in_talks(lines)).items():
        lines[key].due_at, lines[key].due_on = deadline.due_at, deadline.due_on


def _add_turns(lines: dict[int, CaseLine], user: User) -> None:
    """Mine by the same rule as in the inbox."""
    turns = list(
        Turn.objects.open()
        .filter(dispute__in=lines, kind__in=TURN_PAGES)
        .prefetch_related("holders__party", "holders__user", "holders__organisation")
    )
    held = set(Turn.objects.held_by(user).filter(dispute__in=lines).values_list("pk", flat=True))
    waited = waited_for(lines, user)
    for turn in turns:
        line = lines[turn.dispute_id]
        holders = sorted(turn.holders.all(), key=lambda one: (one.party_id or 0, one.pk))
        if turn.pk in held and not (turn.kind == IN_SESSION and turn.dispute_id in waited):
            url = reverse(TURN_PAGES[turn.kind], kwargs=turn_arguments(turn.kind, line.mediation))
            line.mine.append(Task(str(turn.flow_task.task_title), url))
            continue
        others = [one.party.name for one in holders if one.party is not None]
        named = [one.user.name for one in holders if one.user is not None and one.user != user]
        bodies = [one.organisation.name for one in holders if one.organisation is not None]
        line.waits_for = others or bodies or named


def _add_own_offices(lines: dict[int, CaseLine], user: User) -> None:
    """Beside the turns of the case: a session to arrange or to write down, an office to accept."""
    for errand in session_errands(user):
        if (line := lines.get(errand.session.mediation.dispute_id)) is not None:
            line.mine.insert(0, Task(errand.what, reverse(errand.page, args=[errand.session.key])))
    for one in office_errands(user):
        if (line := lines.get(one.mediation.dispute_id)) is not None:
            line.mine.insert(0, Task(one.what, one.url))


def _add_unread(lines: dict[int, CaseLine], user: User) -> None:
    """Of the rooms one sits in, and of no other."""
    rooms = Room.objects.visible_to(user).open().filter(dispute__in=lines, key__startswith="mediation:")
    for dispute, unread in with_unread(rooms, user).values_list("dispute", "unread"):
        lines[dispute].unread += unread
