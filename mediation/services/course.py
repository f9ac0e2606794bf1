"""How every act in a mediation is done: under the case's lock, on a freshly read row, by one writer of its state."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from disputes.engine import acting, note, transit
from disputes.exceptions import NotLawfulNow

from ..models import Mediation
from ..states import CLOCKS

if TYPE_CHECKING:
    from accounts.models import User


@contextmanager
def acting_in(mediation: Mediation | int, *, by: User | None) -> Iterator[Mediation]:
    """Lock the case and yield the mediation as it stands now."""
    pk = mediation if isinstance(mediation, int) else mediation.pk
    case_pk = Mediation.objects.values_list("dispute", flat=True).get(pk=pk)
    with acting(case_pk, by=by) as case:
        locked = Mediation.objects.select_related("proceeding", "body", "requested_by").get(pk=pk)
        locked.dispute = case
        yield locked


def step(
    mediation: Mediation,
    name: str,
    *,
    by: User | None,
    verb: str,
    facts: dict[str, Any] | None = None,
    sealed: dict[str, str] | None = None,
    **data: Any,
) -> None:
    transit(
        mediation,
        name,
        by=by,
        verb=verb,
        clocks=CLOCKS,
        facts={"mediation": mediation.pk, **(facts or {})},
        sealed=sealed,
        **data,
    )


def note_in(
    mediation: Mediation,
    verb: str,
    *,
    by: User | None,
    facts: dict[str, Any] | None = None,
    sealed: dict[str, str] | None = None,
) -> None:
    note(mediation.dispute, verb, by=by, facts={"mediation": mediation.pk, **(facts or {})}, sealed=sealed)


def require_state(mediation: Mediation, *states: str) -> None:
    if mediation.state not in states:
        raise NotLawfulNow()
