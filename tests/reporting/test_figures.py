"""Every figure against a count by hand, one row after another in Python."""

from __future__ import annotations

import statistics
from collections import Counter
from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disputes.models import Dispute
from disputes.states import SETTLED_OUTCOMES, Outcome, State
from reporting.headlines import headlines
from reporting.selectors import REST, Selection, figures, satisfaction, waiting
from reporting.selectors.overdue import BESIDE_THE_CASE, SUBJECTS
from reporting.selectors.standing import Opinion
from reporting.states import NONE, OUTCOMES_OF, Dimension, Overdue, Result, Satisfied, Span
from rulebook.clock import handled_kinds

from .rows import BEIJING, NOW, at, last_mover, platform_named, put, set_due

pytestmark = [pytest.mark.django_db, pytest.mark.both_stacks]

OPEN_STATES = [state for state in State.values if state not in (State.DRAFT, State.CLOSED)]
CASES = st.lists(
    st.fixed_dictionaries(
        {
            # around midnights and new years, where a wrong time zone shows
            "filed_at": st.datetimes(datetime(2024, 12, 28), datetime(2025, 3, 3)).map(
                lambda moment: moment.replace(tzinfo=BEIJING)
            ),
            "outcome": st.sampled_from(["", *Outcome.values]),
            "state": st.sampled_from(OPEN_STATES),
            "days": st.floats(0, 120),
            "sector": st.sampled_from(["zhongbao", "zhongchou", "other", ""]),
            "category": st.sampled_from(["unpaid_remuneration", "loan_default", "gone_from_the_book", ""]),
            "region": st.sampled_from(["44", "11", ""]),
            "platform": st.sampled_from([None, *"ABCDEFGHIJKLMNOP"]),
            "has_closing_day": st.booleans(),
            "scores": st.lists(st.integers(1, 5), max_size=2).map(tuple),
            "mover": st.sampled_from(["", "user:1", "clock"]),
            "due_in_days": st.sampled_from([None, -1.0, 1.0]),
        }
    ),
    max_size=30,
)


@pytest.fixture
def by(outsider):
    return outsider


def beijing_day(moment):
    return moment.astimezone(BEIJING).date()


def took(case: Dispute) -> int:
    return (beijing_day(case.closed_at) - beijing_day(case.filed_at)).days


def key_of(case: Dispute, dimension: str) -> str:
    if dimension == Dimension.MONTH:
        return f"{case.filed_at.astimezone(BEIJING):%Y-%m}"
    if dimension == Dimension.PLATFORM:
        return str(case.platform_id or NONE)
    return getattr(case, dimension) or NONE


def check_rows(tallies, cases, key):
    """Each row says of its cases what counting them says."""
    groups: dict[str, list[Dispute]] = {}
    for case in cases:
        groups.setdefault(key(case), []).append(case)
    assert {row.key for row in tallies if row.filed} == set(groups)
    for row in tallies:
        group = groups.get(row.key, [])
        closed = [case for case in group if case.state == State.CLOSED]
        days = sorted(took(case) for case in closed if case.has_closing_day)
        assert (row.filed, row.closed, row.open) == (len(group), len(closed), len(group) - len(closed))
        assert row.settled == sum(case.outcome in SETTLED_OUTCOMES for case in closed)
        assert row.declined == sum(case.outcome == "declined" for case in closed)
        assert row.withdrawn == sum(case.outcome == "withdrawn" for case in closed)
        assert row.settled + row.declined + row.withdrawn + row.otherwise == len(closed)
        assert row.median == (statistics.median([Fraction(d) for d in days]) if days else None)
        nine_in_ten = [d for d in days if sum(other <= d for other in days) * 10 >= len(days) * 9]
        assert row.p90 == (min(nine_in_ten) if days else None)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_cases=CASES)
def test_the_figures_are_what_counting_by_hand_finds(by, given_cases):
    with transaction.atomic():
        for fields in given_cases:
            platform = fields.pop("platform")
            put(by, **fields, platform=platform and platform_named(f"Platform {platform}"))
        draft = put(by)
        Dispute.objects.filter(pk=draft.pk).update(state=State.DRAFT)
        cases = [case for case in Dispute.objects.select_related("platform") if case.state != State.DRAFT]
        counted = figures(Selection())
        for dimension in (Dimension.MONTH, Dimension.SECTOR, Dimension.CATEGORY, Dimension.REGION):
            check_rows(counted.by(dimension), cases, lambda case, by=dimension: key_of(case, by))
            assert sum(row.filed for row in counted.by(dimension)) == len(cases)
        check_rows(counted.platforms(), cases, lambda case: key_of(case, Dimension.PLATFORM))
        check_total(counted.total, cases)
        check_open(cases)
        check_satisfaction(cases)
        check_lists(counted)
        transaction.set_rollback(True)


def check_total(tally, cases):
    assert (tally.filed, tally.closed) == (len(cases), sum(case.state == State.CLOSED for case in cases))
    for span in Span:
        first, last = span.bounds
        found = [c for c in cases if c.state == State.CLOSED and c.has_closing_day and first <= took(c)]
        assert tally.within(span) == sum(last is None or took(case) <= last for case in found)


def check_open(cases):
    found = {row.state: row for row in waiting(Selection(), NOW)}
    for state in OPEN_STATES:
        here = [case for case in cases if case.state == state]
        late = {case.pk for case in here if has_late_deadline(case)}
        silent = {case.pk for case in here if last_mover(case) == "clock"}
        assert (state in found) == bool(here)
        if here:
            row = found[state]
            assert (row.open, row.due, row.silent) == (len(here), len(late), len(silent))
            for kind, expected in ((Overdue.DUE, late), (Overdue.SILENT, silent)):
                listed = Selection(state=state, overdue=kind.value).cases(NOW)
                assert set(listed.values_list("pk", flat=True)) == expected


def has_late_deadline(case):
    from rulebook.models import Deadline

    return any(
        deadline.is_live and deadline.due_at <= NOW for deadline in Deadline.objects.filter(object_id=case.pk)
    )


def check_satisfaction(cases):
    answers = {case.pk: [one.score for one in case.satisfactions.all()] for case in cases}
    lowest = Counter(min(scores) for scores in answers.values() if scores)
    found = satisfaction(Selection())
    assert found.scores == {score: lowest[score] for score in (5, 4, 3, 2, 1)}
    assert found.satisfied == lowest[4] + lowest[5]
    for score in range(1, 6):
        assert Selection(score=score).cases().count() == lowest[score]
    assert Selection(satisfied=Satisfied.YES.value).cases().count() == found.satisfied
    assert Selection(satisfied=Satisfied.ANSWERED.value).cases().count() == found.answered


def check_lists(counted):
    """The list behind a cell has as many cases as the cell says."""
    for dimension in Dimension:
        for row in counted.by(dimension):
            chosen = Selection(**{dimension: row.key})
            assert chosen.cases().count() == row.filed
            for result in Result:
                assert chosen.narrowed(result=result.value).cases().count() == row.of(result)
    for outcome in Outcome.values:
        assert Selection(outcome=outcome).cases().count() == counted.total.outcomes[outcome]
    for span in Span:
        assert Selection(span=span.value).cases().count() == counted.total.within(span)


def test_a_month_begins_at_midnight_in_beijing(by):
    for moment in (at(2025, 12, 31, 23, 59), at(2026, 1, 1, 0, 0)):
        put(by, filed_at=moment)
    rows = figures(Selection()).by(Dimension.MONTH)
    assert [(row.key, row.filed) for row in rows] == [("2025-12", 1), ("2026-01", 1)]
    assert [Selection(month=row.key).cases().get().filed_at for row in rows] == [
        at(2025, 12, 31, 23, 59),
        at(2026, 1, 1, 0, 0),
    ]


def test_days_are_days_of_the_calendar(by):
    put(by, filed_at=at(2026, 3, 1, 23, 50), outcome="settled", days=0.01)
    put(by, filed_at=at(2026, 3, 1, 0, 10), outcome="settled", days=0.9)
    assert figures(Selection()).total.days == {1: 1, 0: 1}


def test_a_month_without_cases_is_a_zero_and_no_gap(by):
    put(by, filed_at=at(2025, 11, 3))
    put(by, filed_at=at(2026, 2, 3))
    rows = figures(Selection()).by(Dimension.MONTH)
    assert [(row.key, row.filed) for row in rows] == [
        ("2025-11", 1),
        ("2025-12", 0),
        ("2026-01", 0),
        ("2026-02", 1),
    ]


def test_a_period_includes_both_its_days(by):
    put(by, filed_at=at(2026, 1, 1, 0, 0))
    put(by, filed_at=at(2026, 1, 31, 23, 59))
    put(by, filed_at=at(2026, 2, 1, 0, 0))
    january = Selection(since=at(2026, 1, 1).date(), until=at(2026, 1, 31).date())
    assert january.cases().count() == 2


def test_platforms_beyond_the_listed_are_counted_together(by):
    for number in range(14):
        for _case in range(20 - number):
            put(by, platform=platform_named(f"Platform {number:02}"))
    put(by)
    rows = figures(Selection()).by(Dimension.PLATFORM)
    assert [row.filed for row in rows] == [*range(20, 8, -1), 8 + 7, 1]
    assert [row.key for row in rows[-2:]] == [REST, NONE]
    assert Selection(platform=REST).cases().count() == 15


def test_nothing_at_all_has_no_shares_and_no_days():
    total = figures(Selection()).total if Dispute.objects.exists() else figures(Selection(), "sector").total
    assert (total.filed, total.median, total.p90, total.mean) == (0, None, None, None)


def test_a_paused_or_fired_or_cancelled_deadline_makes_nobody_late(by):
    for fields in ({"paused_at": NOW}, {"fired_at": NOW}, {"cancelled_at": NOW}):
        set_due(put(by), -1, **fields)
    late = put(by, due_in_days=-1)
    set_due(late, 0, parent=set_due(put(by), 5, days_before=1), days_before=2)
    assert Selection(overdue=Overdue.DUE.value).cases(NOW).get() == late


def test_a_case_the_clock_moved_a_minute_ago_is_not_late(by):
    """Late is past a day that still runs: 2026-11-22 12:00 against a clock that ends on the 29th."""
    moved = put(by, mover="clock", due_in_days=7)
    assert Selection(overdue=Overdue.DUE.value).cases(NOW).count() == 0
    assert Selection(overdue=Overdue.SILENT.value).cases(NOW).get() == moved
    [row] = waiting(Selection(), NOW)
    assert (row.open, row.due, row.silent) == (1, 0, 1)
    assert {item.code: item.text for item in headlines(figures(Selection()), [row], Opinion({}))}[
        "overdue"
    ] == "0"


def test_a_closed_case_is_never_late(by):
    put(by, outcome="settled", mover="clock", due_in_days=-1)
    assert Selection(overdue=Overdue.DUE.value).cases(NOW).count() == 0


def test_every_clock_of_the_system_leads_to_a_case():
    """Whatever has a clock must be named among the subjects, or its late cases would not be counted."""
    kinds = {kind.removesuffix(".reminder") for kind in handled_kinds()}
    labels = {kind.rsplit(".", 1)[0] for kind in kinds if kind.count(".") == 2}
    assert labels == {*SUBJECTS, *BESIDE_THE_CASE}
    assert BESIDE_THE_CASE.isdisjoint(SUBJECTS)
    assert {"disputes.dispute", "disputes.obligation"} <= labels


def test_every_outcome_belongs_to_exactly_one_result():
    counted = Counter(outcome for outcomes in OUTCOMES_OF.values() for outcome in outcomes)
    assert counted == dict.fromkeys(Outcome.values, 1)


def test_every_number_of_days_belongs_to_exactly_one_span():
    assert {sum(span.holds(days) for span in Span) for days in range(500)} == {1}


def test_the_results_of_a_past_day_are_as_they_were_then(by):
    put(by, filed_at=at(2026, 1, 10), outcome="settled", days=30)
    before = figures(Selection(), as_of=at(2026, 2, 1)).total
    after = figures(Selection(), as_of=at(2026, 3, 1)).total
    assert (before.open, before.settled, before.timed) == (1, 0, 0)
    assert (after.open, after.settled, after.timed) == (0, 1, 1)
    assert after.days == {30: 1}


def test_one_read_brings_every_table(by, django_assert_num_queries):
    for number in range(3):
        put(by, filed_at=NOW - timedelta(days=number), platform=platform_named(f"Platform {number}"))
    with django_assert_num_queries(1):
        counted = figures(Selection())
    with django_assert_num_queries(1):  # the names of the platforms
        for dimension in Dimension:
            assert counted.by(dimension)
