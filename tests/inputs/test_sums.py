"""Sums as they stand on papers and as people copy them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inputs.sums import read_sum, sums_in
from mediation.amounts import in_capitals


@pytest.mark.parametrize(
    ("told", "yuan"),
    [
        ("3000", "3000"), ("3,000.00", "3000"), ("RMB 3,000.00 yuan", "3000"), ("CNY3000", "3000"), ("3000 yuan", "3000"),
        ("3,000 RMB", "3000"), ("¥3000", "3000"), ("３０００元", "3000"), ("3000圆", "3000"), ("3000块", "3000"),
        ("3000块钱", "3000"), ("3千元", "3000"), ("3万", "30000"), ("1.5万元", "15000"), ("3万5千元", "35000"),
        ("三千", "3000"), ("三千元", "3000"), ("叁仟元整", "3000"), ("叁仟圆整", "3000"), ("叁仟元正", "3000"),
        ("人民币叁仟元整", "3000"), ("人民币（大写）：叁仟元整", "3000"), ("三块五", "3.50"), ("三块五毛", "3.50"),
        ("3块5", "3.50"), ("3元5角2分", "3.52"), ("壹仟零伍元叁角", "1005.30"), ("壹仟元零伍分", "1000.05"),
        ("五毛", "0.50"), ("五分", "0.05"), ("十五块钱", "15"), ("零元整", "0"), ("三", "3"), ("一亿二千万元", "120000000"),
    ],
)  # fmt: skip
def test_a_sum_is_read_however_it_is_written(told, yuan):
    assert read_sum(told) == Decimal(yuan)


@pytest.mark.parametrize(
    "told",
    ["", "元", "整", "三元五", "三千元五", "3.5元5角", "负三千元", "-3000", "12,50", "1e3", "三五千元", "3000.001", "①",
     "三" * 70, "3000%", "2026-12-01", "王强"],
)  # fmt: skip
def test_what_is_not_surely_a_sum_is_none(told):
    assert read_sum(told) is None


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("付叁仟元整，另付三块五毛。", ["3000", "3.50"]),
        ("pays RMB 3,000.00 yuan, then RMB20 and CNY 5.50, 7 yuan", ["3000", "20", "5.50", "7"]),
        ("3万元，5千元，2圆。100块，又3块5。", ["30000", "5000", "2", "100", "3.50"]),
        ("人民币3000元5角，¥1.5万，人民币叁仟元", ["3000.50", "15000", "3000"]),
        ("三天内付十二万元", ["120000"]), ("第3，200元", ["200"]), ("3,000.00 元，2,400.00", ["3000", "2400"]),
        ("三五千元，几百元，数万元，百元，元旦，3元旦，3块石头，三单元", []),
        ("年利率 3.85 %，3.85%，12.00‰，2026-03-05，编号 3.45.67", []),
    ],
)  # fmt: skip
def test_every_sum_of_a_text_is_found_and_nothing_else(text, sums):
    assert sums_in(text) == [Decimal(each) for each in sums]


@given(st.decimals(min_value=Decimal("0.01"), max_value=10**11, places=2))
def test_what_the_house_writes_it_reads_in_a_text_and_alone(amount):
    for written in (f"{amount:,.2f}", f"¥{amount:,.2f}", f"RMB {amount:,.2f} yuan", in_capitals(amount)):
        assert read_sum(written) == amount, written
        if amount >= 1:
            assert sums_in(f"付给乙方 {written}，分两次") == [amount], written


@given(st.text(alphabet="3 ,.元块万千三叁零角分整%¥RMByuan\n", max_size=60))
def test_no_text_breaks_it(text):
    assert all(one >= 0 for one in sums_in(text))
    assert (read_sum(text) or 0) >= 0


def test_blanks_without_end_take_no_time():
    assert sums_in("3" + " " * 50_000 + "x 5元") == [Decimal(5)]
