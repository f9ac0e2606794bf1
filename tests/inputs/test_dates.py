"""Days in the ways of writing that Chinese and English papers and people have."""

from datetime import date, timedelta

import pytest
from django.utils import formats, translation
from hypothesis import given
from hypothesis import strategies as st

from inputs.dates import days_in, read_day

DAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    "told",
    [
        "2026年12月1日", "2026年12月1号", "2026 年 12 月 1 日", "２０２６年１２月１日", "二〇二六年十二月一日",
        "二零二六年十二月一日",
        "2026-12-01", "2026-12-1", "2026/12/1", "2026.12.01", "20261201", "2026-12-01 10:30", "2026年12月1日 星期二",
        "2026年12月1日（周二）10:30", "2026年12月1日10时30分", "Dec. 1, 2026", "Dec 1 2026", "December 1, 2026",
        "december 1st, 2026", "1 Dec 2026", "1st of December 2026", "1 December, 2026", "Dec. 1, 2026, 3:30 p.m.",
        "Dec. 1, 2026, 3 p.m.", "Dec. 1, 2026, noon", "Tuesday, Dec. 1, 2026",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(told):
    assert read_day(told) == DAY


@pytest.mark.parametrize(
    "told",
    ["", "12/1/2026", "1/12/2026", "12月1日", "2026-12", "2026-02-30", "26-12-01", "Nov. 31, 2026", "Foo 1, 2026",
     "Dec. 1, 2026 and Dec. 2, 2026", "2026年13月1日", "2026-12-01-5", "10", "3000", "二〇二六年十三月一日"],
)  # fmt: skip
def test_what_is_not_surely_a_day_is_none(told):
    assert read_day(told) is None


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(2999, 12, 31)), st.sampled_from(["zh-hans", "en"]))
def test_what_pages_and_papers_print_is_read(day, language):
    with translation.override(language):
        for pattern in (
            "DATE_FORMAT",
            "SHORT_DATE_FORMAT" if language == "zh-hans" else "Y-m-d",
            "j F Y",
            "F j, Y",
        ):
            if language == "zh-hans" and "F" in pattern and pattern != "DATE_FORMAT":
                continue  # no Chinese paper is written that way
            written = formats.date_format(day, pattern)
            assert read_day(written) == day, written
            assert list(days_in(f"于{written}（含当天）付清；{written}")) == [day, day], written


def test_days_stand_in_a_text_among_other_numbers():
    text = "于2026年12月1日收到，2026-12-02 10:00 前，by Dec. 3, 2026. JF-2026-000042，众帮〔2026〕和字第1号，2026-13-01"
    assert list(days_in(text)) == [DAY, DAY + timedelta(1), DAY + timedelta(2)]


@given(st.text(alphabet="2026年月日12-/. 三十〇DecMay,", max_size=50))
def test_no_text_breaks_it(text):
    read_day(text)
    list(days_in(text))
