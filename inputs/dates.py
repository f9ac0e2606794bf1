"""Days as people write them in Chinese and English. 3/5/2026 is two days, and so it is none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from .numerals import read_number, read_year

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<{}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<{}>\d{{1,2}})(?:st|nd|rd|th)?"
_WORDS = "〇○零一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾"
#: Each names its parts year, month and day, with a number of its own behind.
WRITTEN = re.compile(
    r"(?<!\d)(?P<y1>\d{4})\s*年\s*(?P<m1>\d{1,2})\s*月\s*(?P<d1>\d{1,2})(?:\s*[日号]|(?!\d))"
    r"|(?<![\d./-])(?P<y2>\d{4})\s*(?P<mark>[-./])\s*(?P<m2>\d{1,2})\s*(?P=mark)\s*(?P<d2>\d{1,2})(?!\d|[./-]\d)"
    rf"|(?P<y3>[{_WORDS}]{{4}})年(?P<m3>[{_WORDS}]{{1,3}})月(?P<d3>[{_WORDS}]{{1,4}})[日号]"
    rf"|(?<![a-z]){_MONTH.format('m4')}\s*{_DAY.format('d4')}\s*,?\s*(?P<y4>\d{{4}})(?!\d)"
    rf"|(?<!\d){_DAY.format('d5')}\s*(?:of\s+)?{_MONTH.format('m5')}\s*,?\s*(?P<y5>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(?P<y1>\d{4})(?P<m1>\d{2})(?P<d1>\d{2})")
#: What may stand beside a day without making it another one: its weekday, its time.
_BESIDE = re.compile(
    r"(?:[\s,，、()（）]|T|星期[一二三四五六日天]|周[一二三四五六日]|[上下]午|中午|凌晨|晚上"
    r"|\d{1,2}[:：]\d{2}(?:[:：]\d{2})?|\d{1,2}[时点](?:\d{1,2}分)?|\d{1,2}(?=\s*[ap]\.?m)|[ap]\.?m\.?|noon|midnight"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?)*",
    re.IGNORECASE,
)


def days_in(text: str) -> Iterator[date]:
    """Every day that is written out with its year, in order."""
    for found in WRITTEN.finditer(text):
        if (day := _date(found)) is not None:
            yield day


def read_day(text: str) -> date | None:
    """The one day that the text says, with its weekday or time or without. None for anything else."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if compact := _COMPACT.fullmatch(plain):
        return _date(compact)
    found = WRITTEN.search(plain)
    if found is None or not _BESIDE.fullmatch(plain[: found.start()] + " " + plain[found.end() :]):
        return None
    return _date(found)


def _date(found: re.Match[str]) -> date | None:
    parts = {name[0]: value for name, value in found.groupdict().items() if value and name != "mark"}
    numbers = [_year(parts["y"]), _month(parts["m"]), _number(parts["d"])]
    try:
        return date(*(number or 0 for number in numbers))
    except ValueError:
        return None


def _year(text: str) -> int | None:
    return int(text) if text.isdigit() else read_year(text)


def _month(text: str) -> int | None:
    short = text[:3].lower()
    return MONTHS.index(short) + 1 if short in MONTHS else _number(text)


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else read_number(text)
