"""Sums of money in yuan, as people write them. What is not surely understood is refused, with how to write it."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

#: An ordinary figure; commas only where they part thousands. Blanks stand between two sums as well as inside one.
PLAIN = re.compile(r"(?P<whole>\d+|\d{1,3}(?:,\d{3})+)(?:\.(?P<rest>\d*))?(?P<times>百万|千万|百|千|万|亿)?")
AROUND = re.compile(
    r"^(?:人民币|rmb|cny|¥|y)?\s*(?P<sum>.*?)\s*(?:元整|元正|块钱|块整|圆整|元|块|圆|整|rmb|cny|yuan)?$", re.I
)
TIMES = {"百": 10**2, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
IN_WORDS = re.compile(r"[零〇一二三四五六七八九十两壹贰叁肆伍陆柒捌玖拾佰仟萬]")
#: Longer than any sum that somebody writes, blanks told once.
MOST_LETTERS = 60
#: As many digits as a column holds.
LARGEST = Decimal("999999999999.99")

HINT = _("请写成数字，例如 1250 或 1250.50。")
HINT_COMMA = _("逗号只能用来分开千位。一千二百五十写成 1250 或 1,250；九十九元五角写成 99.50。")
HINT_WORDS = _("请用数字写，例如 3000，不用汉字。")
HINT_BLANK = _("数字中间不要有空格：100200 和 100、200 分不清。一次只写一个金额，例如 1250 或 1,250。")
HINT_CENTS = _("最多写到分，也就是两位小数，例如 1250.50。")
HINT_SIGN = _("金额不能是负数。")
HINT_LARGE = _("请检查金额，数字太大。")


class NotASum(ValueError):
    """`hint` says in the reader's language how to write it."""

    def __init__(self, hint: object) -> None:
        super().__init__(str(hint))
        self.hint = hint


def parse_yuan(text: str) -> Decimal:
    """`¥1,200.00`, `３０００元整`, `3万` → yuan with at most two decimals. Raises `NotASum` for anything doubtful."""
    if any(unicodedata.category(letter) == "No" for letter in text):
        raise NotASum(HINT)  # ², ①, ½: a figure to the eye, another one to a machine
    plain = unicodedata.normalize("NFKC", text)
    plain = " ".join("".join(letter for letter in plain if unicodedata.category(letter) != "Cf").split())
    if len(plain) > MOST_LETTERS:
        raise NotASum(HINT)
    plain = plain.replace("，", ",").replace("。", ".")
    around = AROUND.match(plain)
    figure = around["sum"] if around else plain
    if figure[:1] in ("-", "−", "–") or figure.startswith("负"):
        raise NotASum(HINT_SIGN)
    found = PLAIN.fullmatch(figure)
    if found is None:
        raise NotASum(_hint_for(figure))
    rest = found["rest"] or ""
    if found["rest"] == "":
        raise NotASum(HINT)
    value = Decimal(found["whole"].replace(",", "") + (f".{rest}" if rest else "")) * TIMES.get(
        found["times"] or "", 1
    )
    if value != value.quantize(Decimal("0.01")) if value < LARGEST else False:
        raise NotASum(HINT_CENTS)
    if not found["times"] and len(rest) > 2:
        raise NotASum(HINT_CENTS)
    if value > LARGEST:
        raise NotASum(HINT_LARGE)
    return value.quantize(Decimal("0.01"))


def _hint_for(figure: str) -> object:
    if re.search(r"\d[,、]? \d", figure):
        return HINT_BLANK
    if "," in figure:
        return HINT_COMMA
    return HINT_WORDS if IN_WORDS.search(figure) else HINT
