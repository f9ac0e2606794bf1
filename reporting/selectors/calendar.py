"""Days and months of Beijing, computed by the database itself: no row need leave it to be counted.

SQLite is told eight hours, PostgreSQL the zone: the same since 1992, and nothing older is stored.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import CharField, Func, IntegerField

ZONE = ZoneInfo(settings.TIME_ZONE)
EAST_OF_UTC = "+8 hours"


class Month(Func):
    """Of a moment, as 2026-03."""

    arity = 1
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"substr(datetime(%(expressions)s, '{EAST_OF_UTC}'), 1, 7)"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"to_char(%(expressions)s AT TIME ZONE '{ZONE.key}', 'YYYY-MM')"
        return self.as_sql(compiler, connection, template=template, **context)


class DaysBetween(Func):
    """Calendar days from the first moment to the second."""

    arity = 2
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        day = f"julianday(date(%s, '{EAST_OF_UTC}'))"
        return self._subtracted(compiler, "CAST(({later} - {earlier}) AS INTEGER)", day)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        day = f"(%s AT TIME ZONE '{ZONE.key}')::date"
        return self._subtracted(compiler, "({later} - {earlier})", day)

    def _subtracted(self, compiler: Any, template: str, day: str) -> tuple[str, tuple]:
        (earlier, first), (later, second) = map(compiler.compile, self.get_source_expressions())
        return template.format(later=day % later, earlier=day % earlier), (*second, *first)


def beginning(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)


def first_of(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def next_month(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def months_between(first: str, last: str) -> list[str]:
    """Both included, none left out: a month without a case is a zero, not a gap."""
    found, day = [], first_of(first)
    while (month := f"{day:%Y-%m}") <= last:
        found.append(month)
        day = next_month(day)
    return found
