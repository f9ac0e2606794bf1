"""Sums as people write them: surely understood, or refused with how to write it."""

from decimal import Decimal

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from inputs.fields import MoneyField
from inputs.money import HINT_BLANK, HINT_CENTS, HINT_COMMA, HINT_SIGN, HINT_WORDS, NotASum, parse_yuan


@pytest.mark.parametrize(
    ("typed", "yuan"),
    [
        ("1250", "1250"), ("1250.5", "1250.50"), ("1,250", "1250"), ("¥1,200.00", "1200"), ("￥ 99.50元", "99.50"),
        ("１２５０．５０", "1250.50"), ("3000元整", "3000"), ("3000 元", "3000"), ("3万", "30000"), ("1.5万元", "15000"),
        ("12,345,678.90", "12345678.90"), ("人民币 3000 元", "3000"), ("0", "0"), ("0.01", "0.01"),
        ("2千", "2000"), ("1.2345万", "12345"), ("RMB 800", "800"), ("1，250", "1250"), ("9\u200b9", "99"),
    ],
)  # fmt: skip
def test_what_is_surely_understood(typed, yuan):
    assert parse_yuan(typed) == Decimal(yuan)


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("99，5", HINT_COMMA), ("12,50", HINT_COMMA), ("1,2345", HINT_COMMA), ("1.234,56", HINT_COMMA),
        ("12,34,567", HINT_COMMA), (",5", HINT_COMMA), ("三千", HINT_WORDS), ("叁仟元整", HINT_WORDS), ("3万5", None),
        ("1.005", HINT_CENTS), ("0.1234567万", HINT_CENTS), ("-5", HINT_SIGN), ("负5元", HINT_SIGN), ("约3000", None),
        ("3000-5000", None), ("3000左右", None), ("1e5", None), ("NaN", None), ("Infinity", None), ("0x10", None),
        ("10%", None), ("12 50", HINT_BLANK), ("1.2.3", None), ("5.", None), ("", None), ("元", None), ("9" * 13, None),
        ("1 250", HINT_BLANK), ("100 200", HINT_BLANK), ("100 200 300", HINT_BLANK), ("1\u00a0250", HINT_BLANK),
        ("1,250 300", HINT_BLANK), ("100, 200", HINT_BLANK), ("100、200", None),
        ("10²", None), ("①00", None), ("㊿", None), ("½", None), ("1" + " " * 30_000 + "x", None), ("1" * 5_000, None),
    ],
)  # fmt: skip
def test_what_is_doubtful_is_refused_with_how_to_write_it(typed, hint):
    with pytest.raises(NotASum) as refusal:
        parse_yuan(typed)
    if hint is not None:
        assert refusal.value.hint == hint


@given(st.decimals(min_value=0, max_value=10**11, places=2))
def test_what_the_house_prints_it_reads(amount):
    for written in (f"{amount:.2f}", f"¥{amount:,.2f}", f"{amount:,.2f} 元"):
        assert parse_yuan(written) == amount


@given(st.text(max_size=30))
def test_no_text_breaks_it(text):
    try:
        assert 0 <= parse_yuan(text) <= Decimal("999999999999.99")
    except NotASum as refusal:
        assert str(refusal.hint)


def test_a_form_says_how_to_write_it():
    class Form(forms.Form):
        amount = MoneyField(min_value=Decimal("0.01"), required=False)

    assert Form({"amount": "12,50"}).errors["amount"] == [str(HINT_COMMA)]
    form = Form({"amount": "１，２５０元"})
    assert form.is_valid() and form.cleaned_data["amount"] == Decimal(1250)
    assert Form({"amount": "0"}).errors["amount"]
    assert Form({"amount": ""}).is_valid()
