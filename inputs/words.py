"""What people type, cleaned once at the edge: names, free text, codes. Every form, socket and import comes through here.

No library fits: precis refuses the middle dot of Uyghur and Kazakh names and characters newer than its tables.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

#: Letters that show nothing, or reserve a place for a letter that never comes.
FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5\u2065\u180e\ufffc")
JOINERS = "\u200c\u200d"
#: Scripts in which a joiner changes what is read: Arabic, Syriac, the Indic ones.
JOINED = re.compile(r"[\u0600-\u08ff\u0900-\u0dff\ufb50-\ufdff\ufe70-\ufefc]")
#: Chinese characters newer than Python's tables, and the private ones of GB 18030, are names of people.
RARE = range(0x20000, 0x3FFFE)
HAN = r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]"
DOTS = "·•‧∙⋅・･．.●∘"
MIDDLE_DOT = re.compile(rf"(?<={HAN})\s*[{DOTS}]\s*(?={HAN})")
LINE_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
FORMULA = tuple("=+-@|%")
MOST_MARKS_OF_A_NAME, MOST_MARKS = 2, 4
ROLES = (
    "人民调解员|特邀调解员|首席调解员|调解员|调解委员|调解主任|仲裁员|审判长|审判员|陪审员|法官|书记员"
    "|管理员|版主|客服|工作人员|系统消息|系统通知|平台方"
)
ROLES_IN_ENGLISH = (
    "mediator|arbitrator|judge|clerk|admin|administrator|moderator|official|support|staff|system"
)
CLAIM = re.compile(
    rf"^(?:{ROLES})|(?:{ROLES}|官方)\W*$|[(\[【「『<《{{·\-—_/|,:\s](?:{ROLES}|官方)"
    rf"|[(\[【<{{][^)\]】>}}]*\b(?:{ROLES_IN_ENGLISH})\b",
    re.I,
)

#: 調解員 is one, too, and so is 调 解 员.
TRADITIONAL = str.maketrans("調員審長書記統臺會陪級", "调员审长书记统台会陪级")
SPREAD = re.compile(rf"(?<={HAN})[\s{DOTS}]+(?={HAN})")


def clean_name(text: str) -> str:
    """A name on one line: nothing invisible, nothing that turns writing round, one kind of dot between Han letters.

    NFC, for display. It changes a few compatibility ideographs; where a name must match a card, keep what was typed.
    """
    text = re.sub(r"\s", " ", LINE_BREAKS.sub(" ", text))
    text = "".join(_kept(unicodedata.normalize("NFC", text), is_name=True, marks=MOST_MARKS_OF_A_NAME))
    text = re.sub(r"\s+", " ", text).strip()
    return MIDDLE_DOT.sub("·", text)


def clean_text(text: str) -> str:
    """Free text: line breaks are line breaks, also Word's; what no page or paper can show is gone. Emoji stay whole."""
    return "".join(_kept(LINE_BREAKS.sub("\n", text), is_name=False, marks=MOST_MARKS))


def clean_values(value: Any) -> Any:
    """Every text in what a program sent, however deep it lies."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [clean_values(each) for each in value]
    if isinstance(value, dict):
        return {key: clean_values(each) for key, each in value.items()}
    return value


def plain_cell(value: Any) -> Any:
    """For a table that a spreadsheet opens: what it would take for a formula, in full width too, stays text."""
    is_formula = isinstance(value, str) and unicodedata.normalize("NFKC", value).lstrip()[:1] in FORMULA
    return f"'{value}" if is_formula and value.strip() else value


def comparing_key(text: str) -> str:
    """What two ways of writing one name have in common: for signatures and searches, never for display."""
    text = unicodedata.normalize("NFKC", clean_name(text)).casefold()
    return "".join(letter for letter in text if not letter.isspace() and letter not in DOTS)


def plain_code(text: str) -> str:
    """A code as it was printed: half width, no blanks or invisible letters."""
    return "".join(unicodedata.normalize("NFKC", clean_name(text)).split())


def claims_role(name: str) -> bool:
    """Does a name say that somebody holds an office? Offices are shown by the house, never by the person."""
    plain = unicodedata.normalize("NFKC", name).translate(TRADITIONAL)
    return bool(CLAIM.search(plain) or CLAIM.search(SPREAD.sub("", plain)))


def _kept(text: str, *, is_name: bool, marks: int) -> Iterator[str]:
    row = 0
    for place, letter in enumerate(text):
        if not _stays(text, place, is_name=is_name):
            continue
        row = row + 1 if unicodedata.category(letter) in ("Mn", "Me") and letter not in "\ufe0e\ufe0f" else 0
        if row <= marks:
            yield letter


def _stays(text: str, place: int, *, is_name: bool) -> bool:
    letter, code = text[place], ord(text[place])
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    if letter in "\n\t" and not is_name:
        return True
    if letter in JOINERS:
        return bool(JOINED.match(before) and JOINED.match(after)) or (
            not is_name and letter == "\u200d" and _is_emoji(before) and _is_emoji(after)
        )
    if letter in "\ufe0e\ufe0f":  # picks the picture of an emoji
        return not is_name and (_is_emoji(before) or before in tuple("0123456789#*"))
    if (
        letter in FILLERS
        or 0xFE00 <= code <= 0xFE0F
        or 0x180B <= code <= 0x180F
        or 0xE0000 <= code <= 0xE0FFF
    ):
        return False
    category = unicodedata.category(letter)
    if category == "Cn":
        is_no_character = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
        return not is_no_character and (not is_name or code in RARE)
    return category not in ("Cc", "Cf", "Cs")


def _is_emoji(letter: str) -> bool:
    return bool(letter) and (unicodedata.category(letter) in ("So", "Sk") or letter in "\ufe0f\u2640\u2642")
