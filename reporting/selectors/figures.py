"""The figures. One pass over the cases for each way of splitting them; everything else is arithmetic on that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import islice
from math import ceil
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Cast, Concat

from accounts.models import Organisation
from disputes.states import State

from ..states import LISTED_PLATFORMS, NONE, RESULT_OF, Dimension, Result, Span
from .calendar import DaysBetween, Month, months_between
from .labels import label_of
from .selection import REST, Selection

if TYPE_CHECKING:
    from datetime import datetime

CHUNK = 2000


@dataclass
class Tally:
    """What became of some cases, and how long the closed ones took."""

    key: str = ""
    label: str = ""
    outcomes: Counter[str] = field(default_factory=Counter)  # "" for cases still open
    days: Counter[int] = field(default_factory=Counter)  # calendar days to number of cases

    def merge(self, other: Tally) -> None:
        self.outcomes += other.outcomes
        self.days += other.days

    @property
    def filed(self) -> int:
        return self.outcomes.total()

    @property
    def open(self) -> int:
        return self.outcomes[""]

    @property
    def closed(self) -> int:
        return self.filed - self.open

    @property
    def timed(self) -> int:
        """Closed cases whose closing day is known: only of these are durations computed."""
        return self.days.total()

    def of(self, result: str) -> int:
        if result == Result.OPEN:
            return self.open
        return sum(count for outcome, count in self.outcomes.items() if RESULT_OF.get(outcome) == result)

    @property
    def settled(self) -> int:
        return self.of(Result.SETTLED)

    @property
    def declined(self) -> int:
        return self.of(Result.DECLINED)

    @property
    def withdrawn(self) -> int:
        return self.of(Result.WITHDRAWN)

    @property
    def otherwise(self) -> int:
        return self.of(Result.OTHERWISE)

    @property
    def median(self) -> Fraction | None:
        """The middle one; of an even number the mean of the two in the middle."""
        if not self.timed:
            return None
        return Fraction(self._nth((self.timed + 1) // 2) + self._nth(self.timed // 2 + 1), 2)

    @property
    def p90(self) -> int | None:
        """The smallest number of days within which at least nine in ten were closed."""
        return self._nth(ceil(self.timed * Fraction(9, 10))) if self.timed else None

    @property
    def mean(self) -> Fraction | None:
        if not self.timed:
            return None
        return Fraction(sum(days * count for days, count in self.days.items()), self.timed)

    def within(self, span: Span) -> int:
        return sum(count for days, count in self.days.items() if span.holds(days))

    def _nth(self, n: int) -> int:
        seen = 0
        for days in sorted(self.days):
            seen += self.days[days]
            if seen >= n:
                return days
        raise IndexError(n)


def share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def total(rows: Iterable[Tally]) -> Tally:
    found = Tally()
    for row in rows:
        found.merge(row)
    return found


@dataclass(frozen=True)
class Figures:
    """Everything the tables show, read in one go: so all of them add up to the same cases."""

    selection: Selection
    counted: dict[str, dict[Any, Tally]]

    @cached_property
    def total(self) -> Tally:
        return total(next(iter(self.counted.values())).values())

    def by(self, dimension: str) -> list[Tally]:
        """One row for each value, those with most cases first; months in order, none left out."""
        rows = self.counted[dimension]
        if dimension == Dimension.MONTH:
            return _every_month(rows)
        if dimension == Dimension.PLATFORM:
            return self._listed_platforms()
        found = [_labelled(tally, dimension, key) for key, tally in rows.items()]
        return sorted(found, key=lambda row: (row.key == NONE, -row.filed, row.key))

    def years(self) -> list[Tally]:
        """The months of each year together, none left out."""
        found: dict[str, list[Tally]] = {}
        for month in self.by(Dimension.MONTH):
            found.setdefault(month.key[:4], []).append(month)
        years = []
        for year, months in found.items():
            together = total(months)
            together.key = together.label = year
            years.append(together)
        return years

    def platforms(self) -> list[Tally]:
        """Every platform by name, the one with most cases first; at the end what has none."""
        rows = self.counted[Dimension.PLATFORM]
        names = _platform_names(rows)
        for key, tally in rows.items():
            tally.key, tally.label = _key(key), names[key]
        order = sorted(rows, key=lambda key: (key is None, -rows[key].filed, key))
        return [rows[key] for key in order]

    def _listed_platforms(self) -> list[Tally]:
        every = self.platforms()
        nobody = [row for row in every if row.key == NONE]
        named = every[: len(every) - len(nobody)]
        rest = named[LISTED_PLATFORMS:]
        if rest:
            together = total(rest)
            together.key, together.label = REST, label_of(Dimension.PLATFORM, REST)
            rest = [together]
        return [*named[:LISTED_PLATFORMS], *rest, *nobody]


def figures(selection: Selection, *dimensions: str, as_of: datetime | None = None) -> Figures:
    """Count the selected cases by the dimensions (default: all), in one read; `as_of` as they stood then.

    The database turns moments into months and days; the rows are counted here, for a `GROUP BY` of each
    dimension takes SQLite four times as long, and five reads need not agree.
    """
    dimensions = dimensions or tuple(Dimension.values)
    rows = selection.cases().order_by().values_list(*map(_column, dimensions), _ending(as_of))
    pairs = [itemgetter(index, len(dimensions)) for index in range(len(dimensions))]
    counters: list[Counter[tuple]] = [Counter() for _dimension in dimensions]
    unread = rows.iterator(chunk_size=CHUNK)
    while chunk := list(islice(unread, CHUNK)):
        for counter, pair in zip(counters, pairs, strict=True):
            counter.update(map(pair, chunk))
    counted = {dimension: _tallied(counter) for dimension, counter in zip(dimensions, counters, strict=True)}
    return Figures(selection, counted)


def _tallied(counter: Counter[tuple]) -> dict[Any, Tally]:
    found: dict[Any, Tally] = {}
    for (key, ending), count in counter.items():
        if (tally := found.get(key)) is None:
            tally = found[key] = Tally()
        outcome, _colon, days = ending.partition(":")
        tally.outcomes[outcome] += count
        if days:
            tally.days[int(days)] += count
    return found


def _column(dimension: str) -> Any:
    return Month("filed_at") if dimension == Dimension.MONTH else F(dimension)


def _ending(as_of: datetime | None) -> Concat:
    """Outcome and days of a closed case as `settled:12`; `settled:` when the closing day is not known; `:` when open.

    One text, for a hundred thousand of them are counted.
    """
    closed = Q(state=State.CLOSED) if as_of is None else Q(state=State.CLOSED, closed_at__lt=as_of)
    days = Cast(DaysBetween("filed_at", "closed_at"), CharField())
    text = CharField()
    return Concat(
        Case(When(closed, then=F("outcome")), default=Value(""), output_field=text),
        Value(":"),
        Case(When(closed & Q(has_closing_day=True), then=days), default=Value(""), output_field=text),
        output_field=text,
    )


def _labelled(tally: Tally, dimension: str, key: Any) -> Tally:
    tally.key = _key(key)
    tally.label = label_of(dimension, tally.key)
    return tally


def _key(value: Any) -> str:
    return str(value) if value not in ("", None) else NONE


def _every_month(rows: dict[str, Tally]) -> list[Tally]:
    if not rows:
        return []
    months = months_between(min(rows), max(rows))
    return [_labelled(rows.get(month, Tally()), Dimension.MONTH, month) for month in months]


def _platform_names(keys: Iterable[int | None]) -> dict[int | None, str]:
    asked = [key for key in keys if key]
    names: dict[int | None, str] = {}
    for start in range(0, len(asked), 500):
        part = Organisation.objects.filter(pk__in=asked[start : start + 500])
        names |= dict(part.values_list("pk", "name"))
    return {None: label_of(Dimension.PLATFORM, NONE), **names}
