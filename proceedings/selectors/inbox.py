"""Everybody's list: whose turn, due when, the nearest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from accounts.states import Role
from disputes.models import Dispute, Turn
from mediation.selectors import (
    IN_SESSION,
    confirmation_errands,
    errands_in,
    office_errands,
    session_errands,
    waits_only_for_times,
)

from .deadlines import bounds, deadlines_now
from .pages import page_of

if TYPE_CHECKING:
    from accounts.models import User
    from mediation.selectors import ConfirmationStep, Exactly
    from rulebook.models import Deadline


TALK = "mediation.mediate"


@dataclass(frozen=True)
class Errand:
    """One thing this person has to do."""

    dispute: Dispute
    what: str
    url: str
    deadline: Deadline | None
    since: datetime
    is_in_case: bool = True  # a court sees the application, not the case
    is_done: bool = False  # by this person; what comes of it is waited for
    is_waiting: bool = False  # for others: nothing can be done about it now

    @property
    def is_mine(self) -> bool:
        return not self.is_done and not self.is_waiting

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
    sessions = session_errands(user)
    told = {one.session.mediation.dispute_id for one in sessions}
    deadlines = deadlines_now({turn.dispute_id: turn.dispute for turn in turns}.values())
    exactly = errands_in([turn.dispute for turn in turns if turn.kind == IN_SESSION], user)
    errands = [
        _of_turn(turn, bounds(deadlines.get(turn.dispute_id), turn), exactly.get(turn.dispute_id))
        for turn in turns
        if not (turn.kind == TALK and turn.dispute_id in told and _is_about_times(turn, user))
    ]
    errands += [
        Errand(
            dispute=one.session.dispute,
            what=one.what,
            url=reverse(one.page, args=[one.session.key]),
            deadline=one.deadline,
            since=one.session.proposed_at,
        )
        for one in sessions
    ]
    errands += [
        Errand(
            dispute=one.mediation.dispute,
            what=one.what,
            url=one.url,
            deadline=None,
            since=one.since,
        )
        for one in office_errands(user)
    ]
    errands += [_of_confirmation(step) for step in confirmation_errands(user)]
    return sorted(errands, key=lambda e: (e.deadline is None, e.deadline.due_at if e.deadline else e.since))


def _of_turn(turn: Turn, deadline: Deadline | None, exactly: Exactly | None) -> Errand:
    return Errand(
        dispute=turn.dispute,
        what=exactly.what if exactly else str(turn.flow_task.task_title),
        url=page_of(turn.kind, turn.dispute),
        deadline=deadline,
        since=turn.created,
        is_done=exactly is not None and exactly.is_done,
        is_waiting=exactly is not None and exactly.is_waiting,
    )


def _of_confirmation(step: ConfirmationStep) -> Errand:
    return Errand(
        dispute=step.confirmation.dispute,
        what=step.what,
        url=reverse(step.page, args=step.args),
        deadline=step.deadline,
        since=step.confirmation.opened_at,
        is_in_case=step.role != Role.REGISTRAR,
    )


def _is_about_times(turn: Turn, user: User) -> bool:
    """The talk waits for this party only to say which times suit: that is in the list already, in better words."""
    is_mediator = turn.holders.filter(user=user).exists()
    return not is_mediator and waits_only_for_times(turn.dispute)
