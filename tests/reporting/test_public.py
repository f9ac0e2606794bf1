"""What the public page hides, and that nothing hidden can be computed back."""

from __future__ import annotations

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from reporting.selectors.public import public_figures, suppressed
from reporting.states import SMALLEST_PUBLIC

from .rows import at, put

COUNTS = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.integers(0, 30), max_size=10)


@given(COUNTS)
def test_no_small_number_is_shown_and_none_can_be_computed_from_the_whole(counts):
    shown = suppressed(counts)
    hidden = [key for key, count in shown.items() if count is None]
    assert all(count is None or count == 0 or count >= SMALLEST_PUBLIC for count in shown.values())
    assert all(count in (None, counts[key]) for key, count in shown.items())
    has_more = any(count >= SMALLEST_PUBLIC for count in shown.values() if count is not None)
    if hidden and has_more:
        assert len(hidden) >= 2 and sum(counts[key] for key in hidden) >= SMALLEST_PUBLIC
    if not any(0 < count < SMALLEST_PUBLIC for count in counts.values()):
        assert shown == counts


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": 50, "b": 4}, {"a": None, "b": None}),
        ({"a": 50, "b": 9, "c": 4}, {"a": 50, "b": None, "c": None}),
        ({"a": 50, "b": 4, "c": 4}, {"a": 50, "b": None, "c": None}),
        ({"a": 50, "b": 9, "c": 2, "d": 2}, {"a": 50, "b": None, "c": None, "d": None}),
        ({"a": 50, "b": 0}, {"a": 50, "b": 0}),
        ({"a": 4}, {"a": None}),
    ],
)
def test_what_is_hidden(counts, shown):
    assert suppressed(counts) == shown


@pytest.mark.django_db
def test_it_stands_as_the_month_began(outsider):
    for day in range(1, 11):
        put(outsider, filed_at=at(2026, 9, day), outcome="settled", days=60 if day > 5 else 10)
    for day in range(1, 8):
        put(outsider, filed_at=at(2026, 11, day), outcome="settled", days=1)
    found = public_figures(at(2026, 11, 22))
    assert (str(found.until), found.filed) == ("2026-10-31", 10)
    assert found.results == {"settled": 5, "declined": 0, "withdrawn": 0, "otherwise": 0, "open": 5}
    assert (found.median, found.p90) == (10, 10)
    later = public_figures(at(2026, 12, 1))
    assert (later.filed, later.results["settled"], later.results["open"]) == (17, 17, 0)


@pytest.mark.django_db
def test_three_cases_are_not_published(client, outsider):
    for day in (1, 2, 3):
        put(outsider, filed_at=at(2026, 1, day), outcome="settled", days=40, scores=(5,), region="44")
    found = client.get(reverse("reporting:public")).context["found"]
    assert (found.filed, found.closed, found.median, found.p90) == (None, None, None, None)
    assert (found.answered, found.satisfied, found.results["settled"]) == (None, None, None)
    assert [row.filed for rows in found.by.values() for row in rows] == [None] * 4


@pytest.mark.django_db
def test_without_any_case_it_says_when_there_will_be_some(client):
    assert "每月第一天公布" in client.get(reverse("reporting:public")).content.decode()
