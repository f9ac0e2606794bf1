"""How a matter beside the cases moves: as `disputes.engine.transit` does it, written down in the matter's own chain."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django_fsm import can_proceed

from disputes.engine import actor_of, deadline_kind
from disputes.exceptions import NotLawfulNow
from disputes.states import Clock
from docket.services import EVERYBODY, record
from rulebook.services import cancel_deadlines, set_deadline

if TYPE_CHECKING:
    from accounts.models import User


def begin(
    subject: Any,
    *,
    by: User,
    verb: str,
    clocks: dict[str, Clock],
    facts: dict[str, Any],
    sealed: dict[str, str],
) -> None:
    """The first entry of its chain, and the first clock."""
    record(subject.chain, verb, by=actor_of(by), facts=facts, sealed=sealed, subjects=[EVERYBODY])
    _start_clock(subject, clocks)


def move(
    subject: Any,
    name: str,
    *,
    by: User | None,
    verb: str,
    clocks: dict[str, Clock],
    sealed: dict[str, str] | None = None,
) -> None:
    method: Callable[..., None] = getattr(subject, name)
    if not can_proceed(method):
        raise NotLawfulNow()
    source = subject.state
    method()
    subject.save()
    cancel_deadlines(subject, kinds=[deadline_kind(subject, source)])
    _start_clock(subject, clocks)
    facts = {"from": str(source), "to": str(subject.state)}
    record(subject.chain, verb, by=actor_of(by), facts=facts, sealed=sealed, subjects=[EVERYBODY])


def _start_clock(subject: Any, clocks: dict[str, Clock]) -> None:
    if (clock := clocks.get(subject.state)) is not None:
        set_deadline(subject, deadline_kind(subject, subject.state), clock.rule, filed_at=subject.made_at)
