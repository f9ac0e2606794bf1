"""Sums of money wherever they stand: in what somebody copies from a paper, and in the text of the paper itself.

Wider than `money`, which reads what is typed into a form: here 叁仟元整, 3块5 and RMB 3,000 yuan are the same kind of thing.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from .money import LARGEST, NotASum, parse_yuan
from .numerals import LETTERS, read_number

_FIGURE = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_BIG = r"(?:百万|千万|百|千|万|亿)"
#: One to nine, in any writing.
_ONE = rf"[{LETTERS}\d]"
#: 元 in all its names. 元旦 is a feast, and a 块 of something is a piece.
_YUAN = (
    r"(?:元(?![旦宵素件月])|[圆圓](?=[整正零\d\s]|[^\w]|$)"
    rf"|块(?=钱|整|{_ONE}(?:[角毛]|\b|$)|[\s,.;:，。；：、）)]|$))"
)
_SMALL = rf"(?:零?(?:{_ONE}[角毛])?零?(?:{_ONE}分)?)"
#: 三块五 ends with a digit alone; 三元五 is nobody's way to write.
_PIECE = rf"(?<=块){_ONE}(?![\w%‰])|{_SMALL}"
#: Figures and words mixed: 3万5千, 叁仟, 十二万.
_WORDS = rf"(?:[{LETTERS}]|\d+(?=[十百千万亿拾佰仟萬億]))+(?:\d{{1,4}}(?=\s*[元圆块]))?"
IN_TEXT = re.compile(
    rf"(?<![\d.,])(?:(?:[¥￥]|(?<![a-z])(?:RMB|CNY)|人民币)\s*(?P<signed>{_FIGURE}\s*{_BIG}?)(?:\s*{_YUAN}(?P<after>{_PIECE}))?"
    rf"|(?P<named>{_FIGURE}\s*{_BIG}?)\s*(?:{_YUAN}(?P<small>{_PIECE})|(?:yuan|RMB|CNY)\b)"
    rf"|(?P<plain>(?:\d{{1,3}}(?:,\d{{3}})+|\d+)\.\d{{2}}))(?!\s*[%‰]|[\d.,]*[\d])"
    rf"|(?<![\d.,{LETTERS}])(?P<words>{_WORDS}) ?{_YUAN}(?P<rest>{_PIECE})",
    re.IGNORECASE,
)
_SPOKEN = re.compile(rf"(?P<yuan>.+?)(?P<name>元|圆|圓|块钱?)(?P<rest>{_SMALL}|{_ONE})(?:整|正)?")
_BELOW = re.compile(rf"零?(?:(?P<jiao>{_ONE})[角毛])?零?(?:(?P<fen>{_ONE})分)?")
_SIGN = re.compile(r"^(?:(?:\(?大写\)?|人民币|rmb|cny|¥)\s*[:：]?\s*)+", re.IGNORECASE)


def read_sum(text: str) -> Decimal | None:
    """The sum that the whole text says, in yuan, in figures or in words. None for anything else."""
    try:
        return parse_yuan(text)
    except NotASum:
        pass
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if len(plain) > 60 or any(unicodedata.category(letter) == "No" for letter in text):
        return None
    plain = _SIGN.sub("", plain)
    if spoken := _SPOKEN.fullmatch(plain):
        return _spoken(spoken["yuan"], spoken["rest"], is_piece=spoken["name"].startswith("块"))
    if (below := _below(plain.removesuffix("整").removesuffix("钱"))) is not None:
        return below
    return _spoken(plain, "") if set(plain) & set(LETTERS) else None


def sums_in(text: str) -> list[Decimal]:
    """Every sum that is found in the text, in order, each once. A rate is none."""
    found = (_found(match) for match in IN_TEXT.finditer(" ".join(text.split())))
    return list(dict.fromkeys(one for one in found if one is not None))


def _found(match: re.Match[str]) -> Decimal | None:
    if words := match["words"]:
        return _spoken(words, match["rest"], is_piece=True)
    figure = match["signed"] or match["named"] or match["plain"]
    if small := match["after"] or match["small"]:
        return _spoken("".join(figure.split()), small, is_piece=True)
    return _figure("".join(figure.split()))


def _spoken(yuan: str, rest: str, *, is_piece: bool = False) -> Decimal | None:
    """三千元五角, 3块5: yuan in words or figures, and what is below it."""
    whole = read_number(yuan) if set(yuan) & set(LETTERS) else None
    value = Decimal(whole) if whole is not None else _figure(yuan)
    if value is None or value > LARGEST:
        return None
    if not rest:
        return value.quantize(Decimal("0.01"))
    if value != value.to_integral_value():
        return None  # 3.5元5角
    if len(rest) == 1:
        tenth = _digit(rest) if is_piece else None  # 三块五; nobody writes 三元五
        return None if tenth is None else value + tenth / 10
    below = _below(rest)
    return None if below is None else value + below


def _figure(text: str) -> Decimal | None:
    try:
        return parse_yuan(text)
    except NotASum:
        return None


def _below(text: str) -> Decimal | None:
    """五角, 三分, 五角三分 and 零三分 in yuan."""
    found = _BELOW.fullmatch(text)
    if found is None or not (found["jiao"] or found["fen"]):
        return None
    jiao, fen = _digit(found["jiao"] or "零"), _digit(found["fen"] or "零")
    return None if jiao is None or fen is None else jiao / 10 + fen / 100


def _digit(letter: str) -> Decimal | None:
    number = int(letter) if letter.isdecimal() else read_number(letter)
    return Decimal(number).quantize(Decimal("0.01")) if number is not None and number < 10 else None
