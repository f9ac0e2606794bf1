"""A mediator's day: every running case with what is mine to do, what I wait for, and how long there is.

A fixed number of queries, however many cases.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from chat.models import Room
from chat.selectors import with_unread
from disputes.models import Claim, Dispute, Turn
from disputes.states import PartyRole
from rulebook.models import Deadline

from ..models import Mediation, Session
from ..states import CoMediatorState, Office
from .scheduling import next_sessions
from .standing import TURN_PAGES

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
    of_case = {line.mediation.pk: line for line in lines.values()}
    running = Deadline.objects.live().filter(
        content_type=ContentType.objects.get_for_model(Mediation),
        object_id__in=of_case,
        parent=None,
        paused_at=None,
    )
    for pk, due_at, due_on in running.order_by("-due_at").values_list("object_id", "due_at", "due_on"):
        of_case[pk].due_at, of_case[pk].due_on = due_at, due_on


def _add_turns(lines: dict[int, CaseLine], user: User) -> None:
    turns = Turn.objects.open().filter(dispute__in=lines, kind__in=TURN_PAGES)
    offices = set(user.memberships.in_force().values_list("organisation", "role"))
    for turn in turns.prefetch_related("holders__party", "holders__user", "holders__organisation"):
        line = lines[turn.dispute_id]
        holders = sorted(turn.holders.all(), key=lambda one: (one.party_id or 0, one.pk))
        others = [one.party.name for one in holders if one.party is not None]
        is_mine = any(one.user_id == user.pk or (one.organisation_id, one.role) in offices for one in holders)
        if is_mine and not (turn.kind == "mediation.mediate" and others):
            url = reverse(TURN_PAGES[turn.kind], args=[line.mediation.pk])
            line.mine.append(Task(str(turn.flow_task.task_title), url))
        else:
            named = [one.user.name for one in holders if one.user is not None and one.user != user]
            bodies = [one.organisation.name for one in holders if one.organisation is not None]
            line.waits_for = others or bodies or named


def _add_own_offices(lines: dict[int, CaseLine], user: User) -> None:
    """Beside the turns of the case: what a co-mediator has to say."""
    for line in lines.values():
        for held in line.mediation.appointments.all():
            is_open = held.mediator == user and held.office == Office.CO_MEDIATOR
            if is_open and held.co_office.state == CoMediatorState.NAMED:
                url = reverse("mediation:co_disclose", args=[line.mediation.pk, held.co_office.pk])
                line.mine.insert(0, Task(_("接受协同调解的指定"), url))


def _add_unread(lines: dict[int, CaseLine], user: User) -> None:
    """Of the rooms one sits in, and of no other."""
    rooms = Room.objects.visible_to(user).open().filter(dispute__in=lines, key__startswith="mediation:")
    for dispute, unread in with_unread(rooms, user).values_list("dispute", "unread"):
        lines[dispute].unread += unread
