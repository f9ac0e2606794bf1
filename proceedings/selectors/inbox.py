"""Everybody's list: whose turn, due when, the nearest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from disputes.models import Dispute, Turn
from mediation.selectors import IN_SESSION, errands_in

from .deadlines import deadlines_now
from .pages import page_of

if TYPE_CHECKING:
    from accounts.models import User
    from rulebook.models import Deadline


@dataclass(frozen=True)
class Errand:
    """One thing this person has to do."""

    dispute: Dispute
    what: str
    url: str
    deadline: Deadline | None
    since: datetime

    @property
    def is_overdue(self) -> bool:
        return self.deadline is not None and self.deadline.due_at <= timezone.now()


def errands_of(user: User) -> list[Errand]:
    """Open turns this person may take, by urgency; without a deadline last. A fixed number of queries."""
    turns = list(
        Turn.objects.held_by(user)
        .select_related("dispute__platform", "dispute__desk")
        .prefetch_related("dispute__parties")
        .order_by("pk")
    )
    deadlines = deadlines_now({turn.dispute_id: turn.dispute for turn in turns}.values())
    exactly = errands_in([turn.dispute for turn in turns if turn.kind == IN_SESSION], user)
    errands = [
        Errand(
            dispute=turn.dispute,
            what=exactly.get(turn.dispute_id) or str(turn.flow_task.task_title),
            url=page_of(turn.kind, turn.dispute),
            deadline=deadlines.get(turn.dispute_id),
            since=turn.created,
        )
        for turn in turns
    ]
    return sorted(errands, key=lambda e: (e.deadline is None, e.deadline.due_at if e.deadline else e.since))
