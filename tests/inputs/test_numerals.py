"""Numbers in Chinese words. Right answers are arithmetic: what each character is worth stands in Unicode's own table."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inputs.numerals import LETTERS, PLAINLY, read_number, read_year
from mediation.amounts import in_capitals


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("零", 0), ("三", 3), ("十", 10), ("十五", 15), ("二十", 20), ("一百零五", 105), ("一百一十", 110),
        ("一百五", 150), ("三百五十", 350), ("两千", 2000), ("三千零五", 3005), ("三千零五十", 3050), ("三千五", 3500),
        ("叁仟", 3000), ("貳佰", 200), ("參萬", 30_000), ("壹拾万零叁仟肆佰伍拾叁", 103_453), ("三万五", 35_000),
        ("一百九十万零三千九百七十一", 1_903_971), ("一亿二", 120_000_000), ("一亿零五万", 100_050_000),
        ("3万5千", 35_000), ("12万3456", 123_456), ("3千", 3000), ("玖仟玖佰玖拾玖亿", 999_900_000_000),
    ],
)  # fmt: skip
def test_words_are_numbers(words, number):
    assert read_number(words) == number


@pytest.mark.parametrize(
    "words",
    [
        "",
        "三五千",
        "千",
        "万",
        "亿",
        "万亿",
        "一二三",
        "三千三千",
        "三百千",
        "十十",
        "零五",
        "三零五",
        "一万零",
        "元",
    ],
)
def test_what_is_not_surely_a_number_is_none(words):
    assert read_number(words) is None


def test_each_character_is_worth_what_unicode_says():
    for letter in LETTERS:
        worth, plain = unicodedata.numeric(letter, None), letter.translate(PLAINLY)
        if worth is None:  # ○ and 两, which that table leaves out
            continue
        known = read_number(plain) if worth < 10 else read_number(f"一{plain}")
        assert known == worth, letter


@given(st.integers(min_value=1, max_value=999_999_999_999))
def test_what_agreements_write_in_capitals_is_read_back(number):
    assert read_number(in_capitals(Decimal(number)).removesuffix("元整")) == number


@given(st.text(alphabet=LETTERS + "0123456789", max_size=24))
def test_no_row_of_numerals_breaks_it(text):
    number = read_number(text)
    assert number is None or 0 <= number < 10**12 * 10


@pytest.mark.parametrize(
    ("words", "year"),
    [("二〇二六", 2026), ("二○二六", 2026), ("二零二六", 2026), ("贰零贰陆", 2026), ("二千", None)],
)
def test_a_year_is_four_digits_in_a_row(words, year):
    assert read_year(words) == year
