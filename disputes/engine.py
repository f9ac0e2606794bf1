"""The one way in: page, API, clock and command change a case only through here.

`acting` locks the case row (first lock of every act, so no two acts interleave and none deadlock),
`transit` is the only writer of a state and keeps its deadline and its docket entry in step, and on the
way out the flows follow: `acted` lets the upper apps bring whose turn it is in line with the state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.dispatch import Signal
from django_fsm import can_proceed

from docket.services import record, taking_down
from rulebook.services import cancel_deadlines, set_deadline

from .exceptions import NotLawfulNow
from .models import Dispute, Party
from .states import Clock

if TYPE_CHECKING:
    from accounts.models import User

#: Sent once at the end of each outermost act, inside its transaction: `dispute`, `by`, `verbs`.
acted = Signal()
#: A party is held by another account of the same person, inside the act: `dispute`, `before`, `into`. What rests on the
#: account goes along.
account_changed = Signal()
#: A file that shows something was done: `dispute`, `by`, `file`, `title`. The app above that keeps files answers its key.
proof_given = Signal()


@dataclass
class Act:
    """What is going on in the current thread: the locked case, who acts, and what has been done so far."""

    dispute: Dispute
    by: User | None
    verbs: list[str] = field(default_factory=list)
    nobody: str = "clock"  # who acts when nobody does: time, or a report from a carrier
    party: Party | None = None  # for whom an officer takes the act down
    officer: User | None = None


_current: ContextVar[Act | None] = ContextVar("act", default=None)


@contextmanager
def acting(dispute: Dispute | int, *, by: User | None, nobody: str = "clock") -> Iterator[Dispute]:
    """Lock the case for an act by a person (`None`: `nobody`, the clock) and yield it freshly read.

    Acts within an act join it. Everything rolls back together when anything is refused.
    """
    pk = dispute if isinstance(dispute, int) else dispute.pk
    running = _current.get()
    if running is not None:
        if running.dispute.pk != pk:
            raise RuntimeError("an act on one case must not act on another")
        yield running.dispute
        return
    with transaction.atomic():
        locked = Dispute.objects.select_for_update(of=("self",)).select_related("chain").get(pk=pk)
        act = Act(locked, by, nobody=nobody)
        token = _current.set(act)
        try:
            yield locked
            acted.send(Dispute, dispute=locked, by=by, verbs=tuple(act.verbs))
        finally:
            _current.reset(token)


@contextmanager
def act_for(party: Party, *, by: User) -> Iterator[Dispute]:
    """An act of `party` that the officer `by` takes down at a window: what is done inside is done by the party.

    Services inside are called with `by=party.user`, so each policy decides for the party; every docket entry names
    both. Whether this officer may take down for this party is asked before (policies.require_may_take_down).
    The outermost act only: an officer's own act never turns into somebody else's halfway.
    """
    if party.user is None:
        raise RuntimeError("nobody stands for this party yet: register them at the window first")
    if _current.get() is not None:
        raise RuntimeError("an act that is going on cannot become another person's")
    with (
        taking_down(party.user.actor, by=by.actor),
        acting(party.dispute_id, by=party.user) as case,
    ):
        act = _current.get()
        assert act is not None
        act.party, act.officer = party, by
        yield case


def officer_taking_down(party: Party | None = None) -> User | None:
    """Who takes down the act that is going on, for `party` if one is named; nobody when a person acts themselves."""
    act = _current.get()
    if act is None or act.party is None or (party is not None and act.party.pk != party.pk):
        return None
    return act.officer


def acting_person() -> User | None:
    """Who does the act that is going on; nobody while the clock or a carrier's report does it."""
    act = _current.get()
    return act.by if act is not None else None


def actor_of(by: User | None) -> str:
    """How the docket names who acts; without a person it is the clock, or what the running act says."""
    act = _current.get()
    return by.actor if by is not None else act.nobody if act is not None else "clock"


def note(
    dispute: Dispute,
    verb: str,
    *,
    by: User | None,
    facts: dict[str, Any] | None = None,
    sealed: dict[str, str] | None = None,
) -> None:
    """Write a docket entry for an act that changes no state. `sealed` is for whatever is personal: words may speak of
    any side, so each party of the case is named as a subject of theirs."""
    subjects = [f"party:{pk}" for pk in dispute.parties.values_list("pk", flat=True)] if sealed else []
    record(dispute.chain, verb, by=actor_of(by), facts=facts or {}, sealed=sealed or {}, subjects=subjects)
    if (act := _current.get()) is not None:
        act.verbs.append(verb)


def deadline_kind(subject: models.Model, state: str) -> str:
    """`disputes.filed`, `mediation.consenting`: one kind for each waiting state."""
    return f"{subject._meta.app_label}.{subject._meta.model_name}.{state}"


def start_clock(subject: Any, clocks: dict[str, Clock], *, since: datetime | None = None) -> None:
    """Set the clock of the state in which `subject` stands, if it has one; a running one starts anew."""
    dispute: Dispute = subject if isinstance(subject, Dispute) else subject.dispute
    if (clock := clocks.get(subject.state)) is not None:
        set_deadline(
            subject,
            deadline_kind(subject, subject.state),
            clock.rule,
            start=since,
            filed_at=dispute.filed_at,
            remind_days=clock.remind_days,
        )


def transit(
    subject: Any,
    name: str,
    *,
    by: User | None,
    verb: str | None,
    clocks: dict[str, Clock],
    facts: dict[str, Any] | None = None,
    sealed: dict[str, str] | None = None,
    since: datetime | None = None,
    **data: Any,
) -> None:
    """Take the transition `name` of `subject` (the dispute, a mediation, an obligation …), and write it down.

    `verb` None: the docket is not told, because others could count its entries (a caucus); the caller keeps its own.

    The only writer of any legal state. The clock of the state left is stopped and that of the state entered is
    started, by the rule version in force when the case was filed: now, or `since` the moment it runs from (when a
    paper arrived). Raises `NotLawfulNow`.
    """
    case: Dispute = subject if isinstance(subject, Dispute) else subject.dispute
    method: Callable[..., None] = getattr(subject, name)
    if not can_proceed(method):
        raise NotLawfulNow()
    source = subject.state
    method(**data)
    subject.save()
    if subject.state != source:
        cancel_deadlines(subject, kinds=[deadline_kind(subject, source)])
        start_clock(subject, clocks, since=since)
    if verb is None:
        return
    note(
        case,
        verb,
        by=by,
        facts={"from": str(source), "to": str(subject.state), **(facts or {})},
        sealed=sealed,
    )
