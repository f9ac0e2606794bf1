"""How every act in a referral is done: under the case's lock, on a freshly read row, by one writer of its state."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from disputes.engine import acting, deadline_kind, note, transit
from disputes.services import close_proceeding, leave_unresolved
from rulebook.services import set_deadline

from ..models import Referral
from ..states import CLOCKS

if TYPE_CHECKING:
    from accounts.models import User


@contextmanager
def acting_in(referral: Referral | int, *, by: User | None) -> Iterator[Referral]:
    """Lock the case and yield the referral as it stands now."""
    pk = referral if isinstance(referral, int) else referral.pk
    case_pk = Referral.objects.values_list("dispute", flat=True).get(pk=pk)
    with acting(case_pk, by=by) as case:
        locked = Referral.objects.select_related("applicant", "commission", "proceeding").get(pk=pk)
        locked.dispute = case
        yield locked


def step(
    referral: Referral,
    name: str,
    *,
    by: User | None,
    verb: str,
    facts: dict[str, Any] | None = None,
    sealed: dict[str, str] | None = None,
    **data: Any,
) -> None:
    transit(
        referral,
        name,
        by=by,
        verb=verb,
        clocks=CLOCKS,
        facts={"referral": referral.pk, **(facts or {})},
        sealed=sealed,
        **data,
    )


def note_in(
    referral: Referral,
    verb: str,
    *,
    by: User | None,
    facts: dict[str, Any] | None = None,
    sealed: dict[str, str] | None = None,
) -> None:
    note(referral.dispute, verb, by=by, facts={"referral": referral.pk, **(facts or {})}, sealed=sealed)


def start_clock(referral: Referral) -> None:
    """Of the state it is in, from now: when it begins there, or begins to wait again."""
    clock = CLOCKS[referral.state]
    set_deadline(
        referral,
        deadline_kind(referral, referral.state),
        clock.rule,
        filed_at=referral.dispute.filed_at,
        remind_days=clock.remind_days,
    )


def return_to_choice(referral: Referral, *, by: User | None, ground: str) -> None:
    """The road led nowhere: the passport says so, and the complainant chooses another."""
    close_proceeding(referral.proceeding, outcome=referral.state, ground=ground, by=by)
    leave_unresolved(referral.dispute, by=by, ground=ground)
