"""Whole numbers in Chinese words, plain and in capitals (大写), with or without figures among them.

What is not surely one number is none: 三五千 (some thousands) is not 5,000.
"""

from __future__ import annotations

import re

DIGITS = "零一二三四五六七八九"
#: Capitals, older forms and full width, as the plain words and figures that mean the same (GB/T 15835).
PLAINLY = str.maketrans(
    "〇○壹贰貳弍叁叄參肆伍陆陸柒捌玖拾佰仟萬億两兩０１２３４５６７８９",
    "零零一二二二三三三四五六六七八九十百千万亿二二0123456789",
)
#: As it may stand in a text: what `read_number` is asked about.
LETTERS = DIGITS + "十百千万亿〇○壹贰貳弍叁叄參肆伍陆陸柒捌玖拾佰仟萬億两兩"

_UNIT = r"[一二三四五六七八九1-9]"
#: Up to 9999. `last` after 百 or 千 without 零 between is of the next place: 三千五 is 3500, 三千零五 is 3005.
_SECTION = re.compile(
    rf"(?:(?P<thousand>{_UNIT})千)?(?:(?P<gap1>零)?(?P<hundred>{_UNIT})百)?"
    rf"(?:(?P<gap2>零)?(?P<ten>{_UNIT})?(?P<tens>十))?(?:(?P<gap3>零)?(?P<last>{_UNIT}))?"
)
_FIGURES = re.compile(r"[1-9]\d{0,3}")


def read_number(text: str) -> int | None:
    """三千零五 → 3005, 壹拾贰万叁仟 → 123000, 3万5千 → 35000. None for what is no number or not surely one."""
    plain = text.translate(PLAINLY)
    if plain == "零":
        return 0
    head, _, below = plain.rpartition("亿")
    above = _section(head) if head else None
    if head and not above:
        return None
    middle, _, rest = below.rpartition("万")
    has_gap, middle = middle.startswith("零") and bool(head), middle.removeprefix("零") if head else middle
    tens_of_thousands = _section(middle) if middle else None
    if (middle and not tens_of_thousands) or (not middle and "万" in below) or (has_gap and not middle):
        return None
    value = (above or 0) * 10**8 + (tens_of_thousands or 0) * 10**4
    if not rest:
        return value if head or middle else None
    if not (head or middle):
        return None if rest.startswith("零") else _section(rest)
    return _with_rest(value, rest, 10**4 if middle else 10**8)


def read_year(text: str) -> int | None:
    """二〇二六 → 2026: four digits one after another."""
    plain = text.translate(PLAINLY)
    if len(plain) != 4 or set(plain) - set(DIGITS):
        return None
    return int("".join(str(DIGITS.index(letter)) for letter in plain))


def _with_rest(value: int, rest: str, place: int) -> int | None:
    """What stands behind 万 or 亿. A single digit is of the next place: 三万五 is 35000."""
    if re.fullmatch(_UNIT, rest):
        return value + _digit(rest) * place // 10
    below = _section(rest.removeprefix("零"))
    return None if below is None else value + below


def _section(text: str) -> int | None:
    if _FIGURES.fullmatch(text):
        return int(text)
    found = _SECTION.fullmatch(text)
    if found is None or not text:
        return None
    thousand, hundred, ten, last = (_digit(found[name]) for name in ("thousand", "hundred", "ten", "last"))
    if found["tens"] and not ten:
        ten = 1
    value = thousand * 1000 + hundred * 100 + ten * 10
    if last and not found["gap3"] and not found["tens"]:
        return value + last * (10 if hundred else 100 if thousand else 1)
    return value + last


def _digit(letter: str | None) -> int:
    if not letter:
        return 0
    return int(letter) if letter.isascii() else DIGITS.index(letter)
