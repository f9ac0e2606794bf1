"""Which days are worked, and how sure we are. Pure: overrides are handed in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.metadata import version

from chinese_calendar import constants

from .book import statutory_days

FIRST_KNOWN = min(constants.holidays).year
LAST_KNOWN = max(constants.holidays).year

Overrides = Mapping[date, bool]


@dataclass(frozen=True)
class Day:
    """`reason` is one of worked, make_up, weekend, holiday, override; `name` the holiday's key."""

    on: date
    is_working: bool
    reason: str
    name: str = ""
    is_provisional: bool = False


class Calendar:
    """Published days of the State Council, our overrides before them, statutory days after the last."""

    def __init__(self, overrides_of: Callable[[int], Overrides] | None = None) -> None:
        self._overrides_of = overrides_of or (lambda year: {})
        self._years: dict[int, Overrides] = {}

    @property
    def version(self) -> str:
        loaded = sum(len(days) for days in self._years.values())
        return f"chinesecalendar {version('chinesecalendar')}" + (f" + {loaded}" if loaded else "")

    def day(self, on: date) -> Day:
        overrides = self._overrides(on.year)
        if on in overrides:
            return _overridden(on, overrides[on])
        if FIRST_KNOWN <= on.year <= LAST_KNOWN:
            return _published(on)
        return _presumed(on)

    def next_working(self, on: date) -> date:
        """The first working day from `on`, itself included."""
        while not self.day(on).is_working:
            on += timedelta(days=1)
        return on

    def working_days_between(self, after: date, until: date) -> int:
        """Working days later than `after`, up to and including `until`."""
        span = max((until - after).days, 0)
        return sum(self.day(after + timedelta(days=n)).is_working for n in range(1, span + 1))

    def _overrides(self, year: int) -> Overrides:
        if year not in self._years:
            self._years[year] = self._overrides_of(year)
        return self._years[year]


def _overridden(on: date, is_working: bool) -> Day:
    if is_working:
        return Day(on, True, "make_up" if on.weekday() >= 5 else "worked")
    return Day(on, False, "weekend" if on.weekday() >= 5 else "override")


def _published(on: date) -> Day:
    if on in constants.workdays:
        return Day(on, True, "make_up")
    if on in constants.holidays:
        return Day(on, False, "holiday", constants.holidays[on])
    return _by_weekday(on)


def _presumed(on: date) -> Day:
    """No notice for this year yet: weekends and statutory days, and said to be provisional."""
    if name := statutory_days(on.year).get(on):
        return Day(on, False, "holiday", name, is_provisional=True)
    day = _by_weekday(on)
    return Day(on, day.is_working, day.reason, is_provisional=True)


def _by_weekday(on: date) -> Day:
    return Day(on, False, "weekend") if on.weekday() >= 5 else Day(on, True, "worked")
