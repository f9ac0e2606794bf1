"""Periods against the worked table, and against a walk of the calendar day by day."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.calendar import LAST_KNOWN, Calendar
from rulebook.computation import BEIJING, compute, derive, end_of

CALENDAR = Calendar()

NOTICES = {  # 国务院办公厅 notices, typed from the notices, not from the library
    2024: (
        "01-01 02-10..02-17 04-04..04-06 05-01..05-05 06-10 09-15..09-17 10-01..10-07",
        "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    ),
    2025: (
        "01-01 01-28..02-04 04-04..04-06 05-01..05-05 05-31..06-02 10-01..10-08",
        "01-26 02-08 04-27 09-28 10-11",
    ),
    2026: (
        "01-01..01-03 02-15..02-23 04-04..04-06 05-01..05-05 06-19..06-21 09-25..09-27 10-01..10-07",
        "01-04 02-14 02-28 05-09 09-20 10-10",
    ),
}


def days_of(year: int, words: str) -> set[date]:
    found = set()
    for word in words.split():
        first, _, last = word.partition("..")
        on = date.fromisoformat(f"{year}-{first}")
        until = date.fromisoformat(f"{year}-{last or first}")
        while on <= until:
            found.add(on)
            on += timedelta(days=1)
    return found


OFF = {day for year, (off, _) in NOTICES.items() for day in days_of(year, off)}
MADE_UP = {day for year, (_, worked) in NOTICES.items() for day in days_of(year, worked)}


def is_worked(on: date) -> bool:
    return on in MADE_UP or (on.weekday() < 5 and on not in OFF)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


WORKED_TABLE = [
    # start, +7 WD, +10 WD, +15 CD, +60 CD (fact sheet, section 7)
    ("2026-02-13", "2026-03-02", "2026-03-05", "2026-02-28", "2026-04-14"),
    ("2026-04-28", "2026-05-11", "2026-05-14", "2026-05-13", "2026-06-29"),
    ("2026-09-23", "2026-10-10", "2026-10-14", "2026-10-08", "2026-11-23"),
    ("2026-09-30", "2026-10-15", "2026-10-20", "2026-10-15", "2026-11-30"),
    ("2026-11-20", "2026-12-01", "2026-12-04", "2026-12-07", "2027-01-19"),
]


@pytest.mark.parametrize("start, wd7, wd10, cd15, cd60", WORKED_TABLE)
def test_periods_end_as_the_worked_table_says(start, wd7, wd10, cd15, cd60):
    begun = at(f"{start}T10:00")
    found = [compute(begun, n, unit).due_on for n, unit in [(7, "WD"), (10, "WD"), (15, "CD"), (60, "CD")]]
    assert [day.isoformat() for day in found] == [wd7, wd10, cd15, cd60]


MONTHS = [
    ("2026-03-31", 3, "M", "2026-06-30", "2026-06-30", False),
    ("2026-11-30", 3, "M", "2027-02-28", "2027-03-01", True),
    ("2024-02-29", 1, "Y", "2025-02-28", "2025-02-28", False),
    ("2026-10-31", 4, "M", "2027-02-28", "2027-03-01", True),
    ("2025-12-15", 1, "M", "2026-01-15", "2026-01-15", False),
]


@pytest.mark.parametrize("start, n, unit, nominal, due, provisional", MONTHS)
def test_months_end_on_the_corresponding_day_or_the_last(start, n, unit, nominal, due, provisional):
    found = compute(at(f"{start}T23:59"), n, unit)
    assert (found.nominal_on.isoformat(), found.due_on.isoformat()) == (nominal, due)
    assert found.is_provisional is provisional


def test_every_day_of_three_years_is_worked_or_off_as_the_notices_say():
    calendar = Calendar()
    on, wrong = date(2024, 1, 1), []
    while on <= date(2026, 12, 31):
        day = calendar.day(on)
        if day.is_working != is_worked(on) or day.is_provisional:
            wrong.append(on)
        on += timedelta(days=1)
    assert wrong == []


def test_2026_has_248_working_days():
    assert Calendar().working_days_between(date(2025, 12, 31), date(2026, 12, 31)) == 248


@pytest.mark.parametrize("year", NOTICES)
@pytest.mark.parametrize(
    ("unit", "lengths", "walk"),
    [
        ("WD", (1, 2, 3, 5, 7, 10, 15), lambda on, n: walk_working_days(on, n)),
        ("CD", (5, 7, 10, 15, 30, 60), lambda on, n: rolled(on + timedelta(days=n))),
    ],
)
def test_a_brute_force_walk_agrees_for_every_start(year, unit, lengths, walk):
    last = date(2026, 10, 1) if year == 2026 else date(year, 12, 31)
    days = [date(year, 1, 1) + timedelta(days=n) for n in range((last - date(year, 1, 1)).days + 1)]
    cases = [(on, n) for on in days for n in lengths]
    found = [
        compute(datetime.combine(on, time(15), BEIJING), n, unit, calendar=CALENDAR).due_on for on, n in cases
    ]
    assert found == [walk(on, n) for on, n in cases]


def walk_working_days(on: date, n: int) -> date:
    while n:
        on += timedelta(days=1)
        n -= is_worked(on)
    return on


def rolled(on: date) -> date:
    while not is_worked(on):
        on += timedelta(days=1)
    return on


def test_it_ends_at_midnight_in_beijing_wherever_the_server_is():
    found = compute(datetime(2026, 3, 2, 3, tzinfo=UTC), 3, "WD")
    assert found.due_at == datetime(2026, 3, 5, 16, tzinfo=UTC)


def test_an_event_late_in_the_evening_in_london_belongs_to_the_next_day_in_beijing():
    found = compute(datetime(2026, 3, 2, 17, tzinfo=UTC), 1, "WD")
    assert found.due_on == date(2026, 3, 4)


def test_hours_start_at_once_and_do_not_roll():
    found = compute(at("2026-10-01T22:30"), 4, "H")
    assert found.due_at == at("2026-10-02T02:30")
    assert (found.steps, found.is_provisional) == ((), False)


def test_what_was_skipped_is_written_down_with_its_reason():
    found = compute(at("2026-04-30T10:00"), 2, "WD")
    assert [(day.on.day, day.reason, day.name) for day in found.steps] == [
        *[(day, "holiday", "Labour Day") for day in range(1, 6)]
    ]
    assert found.due_on == date(2026, 5, 7)


def test_without_rolling_the_last_day_may_be_off():
    found = compute(at("2026-09-21T10:00"), 10, "CD", roll=False)
    assert (found.due_on, found.is_provisional) == (date(2026, 10, 1), False)


@pytest.mark.parametrize("start", ["2026-12-28", "2027-01-29", "2030-02-01"])
def test_beyond_the_published_calendar_a_date_is_provisional_and_never_silent(start):
    assert LAST_KNOWN == 2026
    assert compute(at(f"{start}T10:00"), 10, "WD").is_provisional is True


def test_statutory_days_are_kept_even_in_a_year_without_a_notice():
    found = compute(at("2027-02-04T10:00"), 1, "WD")  # 除夕 is 5 February 2027
    assert found.due_on == date(2027, 2, 9)


def test_an_override_settles_a_day():
    calendar = Calendar(lambda year: {date(2027, 1, 4): False, date(2027, 1, 5): True})
    found = compute(at("2027-01-03T10:00"), 1, "WD", calendar=calendar)
    assert (found.due_on, found.is_provisional) == (date(2027, 1, 5), False)


def test_a_negative_period_or_an_unknown_unit_is_refused():
    with pytest.raises(ValueError):
        compute(at("2026-03-02T10:00"), -1, "CD")
    with pytest.raises(ValueError):
        compute(at("2026-03-02T10:00"), 1, "fortnight")


# --- laws of counting, at random ------------------------------------------------------------

starts = st.datetimes(datetime(2024, 1, 1), datetime(2026, 6, 30)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
units = st.sampled_from(["WD", "CD", "M", "Y", "H"])


@given(starts, st.integers(0, 40), units)
def test_a_longer_period_never_ends_earlier(start, n, unit):
    assert (
        compute(start, n, unit, calendar=CALENDAR).due_at
        <= compute(start, n + 1, unit, calendar=CALENDAR).due_at
    )


@given(starts, st.integers(1, 60), st.sampled_from(["WD", "CD", "M"]))
def test_a_period_in_days_ends_at_the_end_of_a_working_day(start, n, unit):
    found = compute(start, n, unit, calendar=CALENDAR)
    assert found.due_at == end_of(found.due_on)
    assert CALENDAR.day(found.due_on).is_working
    assert found.due_at > start


@given(starts, st.integers(1, 60))
def test_skipped_and_counted_days_together_are_the_whole_span(start, n):
    found = compute(start, n, "WD", calendar=CALENDAR)
    first = start.astimezone(BEIJING).date()
    assert (found.due_on - first).days == n + len(found.steps)


@given(starts, st.integers(1, 30), st.integers(1, 30))
def test_an_extension_of_days_is_as_good_as_one_longer_period(start, n, more):
    acts = [
        {"act": "start", "at": start.isoformat(), "n": n, "unit": "CD", "roll": True},
        {"act": "extend", "at": start.isoformat(), "n": more, "unit": "CD", "roll": True},
    ]
    assert derive(acts, CALENDAR)[-1].due_on == compute(start, n + more, "CD", calendar=CALENDAR).due_on


@given(starts, st.integers(3, 30), st.sampled_from(["WD", "CD"]), st.integers(0, 2), st.integers(0, 20))
def test_a_pause_moves_the_end_by_what_was_not_counted(start, n, unit, before, length):
    paused = start + timedelta(days=before)
    resumed = paused + timedelta(days=length)
    acts = [
        {"act": "start", "at": start.isoformat(), "n": n, "unit": unit, "roll": False},
        {"act": "pause", "at": paused.isoformat()},
        {"act": "resume", "at": resumed.isoformat()},
    ]
    found, straight = derive(acts, CALENDAR)[-1], compute(start, n, unit, roll=False, calendar=CALENDAR)
    if unit == "CD":
        assert found.due_on == straight.due_on + timedelta(days=length)
    else:
        left = CALENDAR.working_days_between(paused.astimezone(BEIJING).date(), straight.due_on)
        after = resumed.astimezone(BEIJING).date()
        assert CALENDAR.working_days_between(after, found.due_on) == left
