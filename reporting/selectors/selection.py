"""Which cases a figure is about. Every count and every list behind it go through here, so they agree."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from disputes.models import Dispute
from disputes.states import State

from ..states import (
    LISTED_PLATFORMS,
    NONE,
    OPEN_STATES,
    OUTCOMES_OF,
    SATISFIED_FROM,
    Dimension,
    Overdue,
    Result,
    Satisfied,
    Span,
)
from .calendar import DaysBetween, beginning, first_of, next_month
from .overdue import due_cases, silent_cases

REST = "rest"


@dataclass(frozen=True)
class Selection:
    """The filters of the page, and the cell of a table that was pressed. Empty means: all."""

    since: date | None = None
    until: date | None = None
    sector: str = ""
    category: str = ""
    region: str = ""
    platform: str = ""
    origin: str = ""
    # of a cell
    month: str = ""
    result: str = ""
    outcome: str = ""
    state: str = ""
    span: str = ""
    overdue: str = ""
    satisfied: str = ""
    score: int | None = None

    def narrowed(self, **to: Any) -> Selection:
        return replace(self, **to)

    def of_year(self, year: int) -> Selection:
        """What of a year lies within the period asked for."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        return self.narrowed(since=max(self.since or first, first), until=min(self.until or last, last))

    @property
    def filters(self) -> Selection:
        """Without the cell."""
        return replace(
            self, month="", result="", outcome="", state="", span="", overdue="", satisfied="", score=None
        )

    @property
    def query(self) -> str:
        """As the query of an address."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return urlencode({name: value for name, value in values.items() if value not in ("", None)})

    def cases(self, now: datetime | None = None) -> QuerySet[Dispute]:
        """Filed cases that answer to all of it. A draft is nobody's case yet."""
        found: QuerySet[Dispute] = Dispute.objects.filter(filed_at__isnull=False).exclude(state=State.DRAFT)
        found = self._in_period(found).filter(self._of_kind())
        if self.platform == REST:
            listed = self.narrowed(platform="").filters.listed_platforms()
            found = found.filter(platform__isnull=False).exclude(platform__in=listed)
        if self.span:
            found = found.filter(has_closing_day=True, state=State.CLOSED)
            found = found.annotate(days=DaysBetween("filed_at", "closed_at")).filter(**self._days())
        if self.overdue:
            found = found.filter(self._overdue(now or timezone.now()))
        return self._by_satisfaction(found)

    def listed_platforms(self) -> list[int]:
        """The platforms with the most cases under these filters, listed one by one."""
        counted = self.cases().filter(platform__isnull=False).values("platform").annotate(n=Count("pk"))
        return [row["platform"] for row in counted.order_by("-n", "platform")[:LISTED_PLATFORMS]]

    def _in_period(self, found: QuerySet[Dispute]) -> QuerySet[Dispute]:
        if self.since:
            found = found.filter(filed_at__gte=beginning(self.since))
        if self.until:
            found = found.filter(filed_at__lt=beginning(self.until + timedelta(days=1)))
        if self.month:
            first = first_of(self.month)
            found = found.filter(filed_at__gte=beginning(first), filed_at__lt=beginning(next_month(first)))
        return found

    def _of_kind(self) -> Q:
        asked = Q()
        for name in (Dimension.SECTOR, Dimension.CATEGORY, Dimension.REGION):
            if value := getattr(self, name):
                asked &= Q(**{name: "" if value == NONE else value})
        if self.platform and self.platform != REST:
            asked &= Q(platform=None) if self.platform == NONE else Q(platform=int(self.platform))
        if self.origin:
            asked &= Q(origin=self.origin)
        if self.state:
            asked &= Q(state=self.state)
        if self.result == Result.OPEN:
            asked &= Q(state__in=OPEN_STATES)
        elif self.result:
            asked &= Q(state=State.CLOSED, outcome__in=sorted(OUTCOMES_OF[self.result]))
        if self.outcome:
            asked &= Q(state=State.CLOSED, outcome=self.outcome)
        return asked

    def _days(self) -> dict[str, int]:
        first, last = Span(self.span).bounds
        return {"days__gte": first} | ({} if last is None else {"days__lte": last})

    def _overdue(self, now: datetime) -> Q:
        return silent_cases() if self.overdue == Overdue.SILENT else due_cases(now)

    def _by_satisfaction(self, found: QuerySet[Dispute]) -> QuerySet[Dispute]:
        if not self.satisfied and self.score is None:
            return found
        found = found.annotate(lowest=Min("satisfactions__score")).filter(lowest__isnull=False)
        if self.satisfied == Satisfied.YES:
            found = found.filter(lowest__gte=SATISFIED_FROM)
        return found if self.score is None else found.filter(lowest=self.score)
