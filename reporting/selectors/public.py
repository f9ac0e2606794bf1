"""What anyone may see: how things stood when this month began, and no number that points at a few people."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import TypeVar

from django.core.cache import cache
from django.utils import timezone

from ..states import SMALLEST_PUBLIC, Dimension, Result
from .calendar import beginning
from .figures import Figures, Tally, figures
from .selection import Selection
from .standing import Opinion, satisfaction

K = TypeVar("K", bound=Hashable)
#: The figures of a month change only when history is loaded; so long they are not counted again.
KEPT_SECONDS = 3600
HIDDEN = None


@dataclass(frozen=True)
class PublicRow:
    """`None` stands for a number that is not published."""

    key: str
    label: str
    filed: int | None
    median: Fraction | None = None


@dataclass(frozen=True)
class PublicFigures:
    until: date  # the last day they cover
    filed: int | None
    closed: int | None
    median: Fraction | None
    p90: int | None
    results: dict[str, int | None]
    answered: int | None
    satisfied: int | None
    by: dict[str, list[PublicRow]]


def suppressed(counts: Mapping[K, int], smallest: int = SMALLEST_PUBLIC) -> dict[K, int | None]:
    """Parts of a published whole, the small ones hidden, and with them what would give them away.

    A single hidden part could be computed from the whole; so at least two are hidden, together at least `smallest`.
    """
    hidden = [key for key, count in counts.items() if 0 < count < smallest]
    others = sorted((count, str(key), key) for key, count in counts.items() if count >= smallest)
    while hidden and others and (len(hidden) == 1 or sum(counts[key] for key in hidden) < smallest):
        hidden.append(others.pop(0)[2])
    return {key: HIDDEN if key in hidden else count for key, count in counts.items()}


def public_figures(now: datetime | None = None) -> PublicFigures:
    """Cases filed before this month, with the results they had when it began (Beijing time)."""
    first = timezone.localdate(now or timezone.now()).replace(day=1)
    until = first - timedelta(days=1)
    key = f"reporting.public.{first}"
    if (kept := cache.get(key)) is None:
        kept = _count(until, first)
        cache.set(key, kept, KEPT_SECONDS)
    return _published(until, *kept)


def _count(until: date, first: date) -> tuple[Figures, Opinion]:
    selection, as_of = Selection(until=until), beginning(first)
    return figures(selection, as_of=as_of), satisfaction(selection, as_of=as_of)


def _published(until: date, counted: Figures, opinion: Opinion) -> PublicFigures:
    tally = counted.total
    results = suppressed({result.value: tally.of(result) for result in Result})
    pleased = suppressed({"yes": opinion.satisfied, "no": opinion.answered - opinion.satisfied})
    sectors = _rows(counted.by(Dimension.SECTOR), with_median=True)
    by = {
        Dimension.MONTH.value: _rows(counted.by(Dimension.MONTH)),
        Dimension.SECTOR.value: sectors,
        Dimension.REGION.value: _rows(counted.by(Dimension.REGION)),
        Dimension.PLATFORM.value: _rows(counted.by(Dimension.PLATFORM)),
    }
    return PublicFigures(
        until=until,
        filed=_unless_small(tally.filed),
        closed=HIDDEN if results[Result.OPEN.value] is HIDDEN else _unless_small(tally.closed),
        median=tally.median if tally.timed >= SMALLEST_PUBLIC else None,
        p90=tally.p90 if tally.timed >= SMALLEST_PUBLIC else None,
        results=results,
        answered=_unless_small(opinion.answered),
        satisfied=pleased["yes"] if _unless_small(opinion.answered) is not HIDDEN else HIDDEN,
        by=by,
    )


def _unless_small(count: int) -> int | None:
    return HIDDEN if 0 < count < SMALLEST_PUBLIC else count


def _rows(tallies: list[Tally], *, with_median: bool = False) -> list[PublicRow]:
    shown = suppressed({tally.key: tally.filed for tally in tallies})
    return [
        PublicRow(
            tally.key,
            tally.label,
            shown[tally.key],
            tally.median
            if with_median and shown[tally.key] is not HIDDEN and tally.timed >= SMALLEST_PUBLIC
            else None,
        )
        for tally in tallies
    ]
