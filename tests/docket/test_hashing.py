"""Canonical JSON: one value, one text, one hash."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docket import hashing
from docket.exceptions import NotCanonical

CANONICAL = [
    ({}, "{}"),
    ({"b": 1, "a": [True, None, "甲"]}, '{"a":[true,null,"甲"],"b":1}'),
    ({"amount": Decimal("1234.50")}, '{"amount":"1234.50"}'),
    ({"amount": Decimal("1E+3")}, '{"amount":"1000"}'),
    ({"on": date(2026, 3, 1)}, '{"on":"2026-03-01"}'),
    ({"at": datetime(2026, 3, 1, 8, tzinfo=UTC)}, '{"at":"2026-03-01T08:00:00.000000Z"}'),
    (
        {"at": datetime(2026, 3, 1, 8, tzinfo=timezone(timedelta(hours=8)))},
        '{"at":"2026-03-01T00:00:00.000000Z"}',
    ),
    ({"pair": (1, 2)}, '{"pair":[1,2]}'),
    ({"text": '"\\\b\f\n\r\t\x1f\x7f/'}, '{"text":"\\"\\\\\\b\\f\\n\\r\\t\\u001f\x7f/"}'),
    ({"\ue000": 1, "\U0001f600": 2}, '{"\U0001f600":2,"\ue000":1}'),  # by UTF-16, as RFC 8785 says
    (2**53 - 1, "9007199254740991"),
]


@pytest.mark.parametrize("value, text", CANONICAL)
def test_a_value_has_one_text(value, text):
    assert hashing.canonical(value).decode() == text


REFUSED = [
    1.5,
    float("nan"),
    {1: "a"},
    {"a": {1, 2}},
    b"bytes",
    2**53,
    -(2**53),
    "a\x00b",
    "\ud800",
    object(),
]


def named(value):
    """An object's own name holds its address, which differs between two processes that collect the same tests."""
    return "an object" if type(value) is object else repr(value)


@pytest.mark.parametrize("value", [*REFUSED, datetime(2026, 1, 1)], ids=named)
def test_what_has_no_single_text_is_refused(value):
    with pytest.raises(NotCanonical):
        hashing.canonical({"deep": [value]})


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
)


@given(values)
def test_reading_and_writing_again_gives_the_same_text(value):
    import json

    text = hashing.canonical(value)
    assert hashing.canonical(json.loads(text)) == text


@given(st.dictionaries(texts, values, min_size=2))
def test_the_order_of_keys_does_not_matter(value):
    assert hashing.canonical(dict(reversed(value.items()))) == hashing.canonical(value)


def test_a_known_hash_stays_what_it_is():
    body = hashing.body(
        seq=1,
        at=datetime(2026, 3, 1, 8, tzinfo=UTC),
        verb="disputes.filed",
        actor="user:1",
        facts={"reference": "JF-2026-000001"},
        commitments={},
    )
    assert body.decode() == (
        '{"actor":"user:1","at":"2026-03-01T08:00:00.000000Z","commitments":{},'
        '"facts":{"reference":"JF-2026-000001"},"seq":1,"verb":"disputes.filed"}'
    )
    assert hashing.entry_hash(hashing.GENESIS, body) == KNOWN


KNOWN = "5e993802d97522844f016138b6e66db8f5c21b9a11e8cd9940c1174600595452"
