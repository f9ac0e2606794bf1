"""What stands open now and how late it is; and how satisfied people were with what is closed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, Q

from disputes.models import Dispute
from disputes.states import State

from ..states import SATISFIED_FROM, Overdue, Result
from .overdue import due_cases, silent_cases
from .selection import Selection


@dataclass(frozen=True)
class Waiting:
    """Open cases in one state: how many, how many of these are late, and how many the clock moved last."""

    state: str
    label: str
    open: int
    due: int
    silent: int


def waiting(selection: Selection, now: datetime) -> list[Waiting]:
    """Open cases by state, in the order of a case's course."""

    open_cases = selection.narrowed(result=Result.OPEN).cases().order_by().values_list("pk", "state")
    due = set(Dispute.objects.filter(due_cases(now)).values_list("pk", flat=True))
    silent = set(Dispute.objects.filter(silent_cases()).values_list("pk", flat=True))
    counted: dict[str, Counter[str]] = {}
    for pk, state in open_cases:
        counts = counted.setdefault(state, Counter())
        counts["open"] += 1
        counts[Overdue.DUE] += pk in due
        counts[Overdue.SILENT] += pk in silent
    return [
        Waiting(
            state.value,
            str(state.label),
            counted[state]["open"],
            counted[state][Overdue.DUE],
            counted[state][Overdue.SILENT],
        )
        for state in State
        if state in counted
    ]


@dataclass(frozen=True)
class Opinion:
    """How satisfied: closed cases by their lowest answer."""

    scores: dict[int, int]

    @property
    def answered(self) -> int:
        return sum(self.scores.values())

    @property
    def satisfied(self) -> int:
        return sum(count for score, count in self.scores.items() if score >= SATISFIED_FROM)


def satisfaction(selection: Selection, *, as_of: datetime | None = None) -> Opinion:
    given = Q(satisfactions__isnull=False) if as_of is None else Q(satisfactions__given_at__lt=as_of)
    cases = selection.cases().filter(given).order_by().values("pk")
    lowest = cases.annotate(lowest=Min("satisfactions__score")).values_list("lowest", flat=True)
    counted = Counter(lowest)
    return Opinion({score: counted[score] for score in range(5, 0, -1)})
