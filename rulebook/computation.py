"""How a period is counted (民法典 200-203, 民诉法 85). Pure.

The day of the event is not counted; hours start at once. A period of months ends on the corresponding
day, or on the last of a month that lacks it. It ends at 24:00 Beijing time, which is the first instant
of the following day. A last day off moves on to the next working day; a make-up working day does not.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from .calendar import Calendar, Day

BEIJING = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Derivation:
    """A due moment and how it came about. `nominal_on` is the last day before any rolling."""

    start: datetime
    n: int
    unit: str
    due_at: datetime
    due_on: date
    nominal_on: date
    steps: tuple[Day, ...]
    is_provisional: bool
    calendar: str

    def as_json(self) -> dict[str, Any]:
        return {
            "start": self.start.astimezone(UTC).isoformat(),
            "n": self.n,
            "unit": self.unit,
            "nominal_on": self.nominal_on.isoformat(),
            "due_on": self.due_on.isoformat(),
            "skipped": [[day.on.isoformat(), day.reason, day.name] for day in self.steps],
            "provisional": self.is_provisional,
            "calendar": self.calendar,
        }


def local_date(at: datetime) -> date:
    return at.astimezone(BEIJING).date()


def end_of(on: date) -> datetime:
    """24:00 of a Beijing day, in UTC."""
    return datetime.combine(on + timedelta(days=1), time(), BEIJING).astimezone(UTC)


def compute(
    start: datetime, n: int, unit: str, *, roll: bool = True, calendar: Calendar | None = None
) -> Derivation:
    """The end of a period of `n` units of WD, CD, H, M or Y that an event at `start` sets running."""
    calendar = calendar or Calendar()
    if n < 0:
        raise ValueError("a period is not negative")
    if unit == "H":
        return _hours(start, n, calendar)
    first = local_date(start)
    if unit == "WD":
        nominal, walked = _working_days(first, n, calendar)
    else:
        nominal, walked = _corresponding_day(first, n, unit), []
    due_on, rolled = _rolled(nominal, calendar) if roll and unit != "WD" else (nominal, [])
    looked_at = walked + rolled
    return Derivation(
        start=start,
        n=n,
        unit=unit,
        due_at=end_of(due_on),
        due_on=due_on,
        nominal_on=nominal,
        steps=tuple(day for day in looked_at if not day.is_working),
        is_provisional=any(day.is_provisional for day in looked_at),
        calendar=calendar.version,
    )


def derive(acts: Sequence[dict[str, Any]], calendar: Calendar) -> list[Derivation]:
    """Replay what happened to a deadline: start, extend, pause, resume. The last leg is the one that counts.

    An extension runs on from the nominal last day, so 30 days and 30 more are 60. What is left at a pause
    runs again from the resumption; a pause and resumption on one day change nothing.
    """
    legs: list[Derivation] = []
    remaining = 0
    for act in acts:
        if act["act"] == "start":
            legs.append(compute(_at(act), act["n"], act["unit"], roll=act["roll"], calendar=calendar))
        elif act["act"] == "fixed":
            legs.append(_fixed(date.fromisoformat(act["on"]), _at(act), act["roll"], calendar))
        elif act["act"] == "before":
            legs.append(_before(act, calendar))
        elif act["act"] == "extend":
            legs.append(
                compute(_end_of(legs[-1]), act["n"], act["unit"], roll=act["roll"], calendar=calendar)
            )
        elif act["act"] == "pause":
            remaining = _remaining(legs[-1], _at(act), calendar)
        elif act["act"] == "resume":
            legs.append(_resumed(legs[-1], remaining, _at(act), acts[0]["roll"], calendar))
    return legs


def _working_days(first: date, n: int, calendar: Calendar) -> tuple[date, list[Day]]:
    on, counted, walked = first, 0, []
    while counted < n:
        on += timedelta(days=1)
        day = calendar.day(on)
        walked.append(day)
        counted += day.is_working
    return on, walked


def _corresponding_day(first: date, n: int, unit: str) -> date:
    if unit == "CD":
        return first + timedelta(days=n)
    if unit not in ("M", "Y"):
        raise ValueError(f"no unit {unit}")
    months = first.month - 1 + n * (12 if unit == "Y" else 1)
    year, month = first.year + months // 12, months % 12 + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))


def _rolled(nominal: date, calendar: Calendar) -> tuple[date, list[Day]]:
    on, looked_at = nominal, []
    while True:
        day = calendar.day(on)
        looked_at.append(day)
        if day.is_working:
            return on, looked_at
        on += timedelta(days=1)


def _hours(start: datetime, n: int, calendar: Calendar) -> Derivation:
    return _until(start, start + timedelta(hours=n), n, calendar)


def _until(start: datetime, due_at: datetime, n: int, calendar: Calendar) -> Derivation:
    due_at = due_at.astimezone(UTC)
    on = local_date(due_at)
    return Derivation(
        start=start,
        n=n,
        unit="H",
        due_at=due_at,
        due_on=on,
        nominal_on=on,
        steps=(),
        is_provisional=False,
        calendar=calendar.version,
    )


def _fixed(on: date, at: datetime, roll: bool, calendar: Calendar) -> Derivation:
    """A date the parties agreed on, counted in days from the agreement."""
    noon = datetime.combine(on, time(12), BEIJING)
    leg = compute(noon, 0, "CD", roll=roll, calendar=calendar)
    return Derivation(**{**vars(leg), "start": at, "n": (on - local_date(at)).days})


def _before(act: dict[str, Any], calendar: Calendar) -> Derivation:
    """So long before a moment that was fixed: hours, or days of 24 of them."""
    hours = act["n"] * {"H": 1, "CD": 24}[act["unit"]]
    moment = datetime.fromisoformat(act["moment"])
    return _until(_at(act), moment - timedelta(hours=hours), act["n"], calendar)


def _end_of(leg: Derivation) -> datetime:
    return leg.due_at if leg.unit == "H" else datetime.combine(leg.nominal_on, time(12), BEIJING)


def _remaining(leg: Derivation, at: datetime, calendar: Calendar) -> int:
    """Seconds of a period in hours, working days of one in working days, else days."""
    if leg.unit == "H":
        return max(int((leg.due_at - at).total_seconds()), 0)
    if leg.unit == "WD":
        return calendar.working_days_between(local_date(at), leg.nominal_on)
    return max((leg.nominal_on - local_date(at)).days, 0)


def _resumed(leg: Derivation, remaining: int, at: datetime, roll: bool, calendar: Calendar) -> Derivation:
    if leg.unit == "H":
        return _until(at, at + timedelta(seconds=remaining), leg.n, calendar)
    unit = "WD" if leg.unit == "WD" else "CD"
    return compute(at, remaining, unit, roll=roll, calendar=calendar)


def _at(act: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(act["at"])
