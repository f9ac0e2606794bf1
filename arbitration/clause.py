"""What an arbitration clause says, read by pattern: whether arbitration is wanted, by whom, for what, and what else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from .institutions import named_institutions

INTENT = re.compile(r"仲裁|公断|arbitrat", re.I)
NO_INTENT = re.compile(
    r"(?:不(?:得|能|适用|采用|采取|接受|同意|选择|进行|再|应|以|通过|约定)|未|没有|无需|无须|排除|放弃|拒绝)"
    r"(?:约定|提交|提请|通过|以|采取|采用|申请|进行|适用|接受|使用)?(?:任何)?仲裁"
    r"|(?:另行|再行?)(?:协商|商定|约定|达成|签订|订立|决定)[^,。;]{0,8}仲裁"
    r"|\b(?:shall|will|may|must|do|does|agrees?)\s+not\b(?:\s+\w+){0,6}?\s+arbitrat\w*"
    r"|\b(?:no|without|waives?|never|not\s+by)\b(?:\s+\w+){0,3}?\s+arbitrat\w*",
    re.I,
)
COURT = re.compile(r"法院|起诉|诉讼|\bcourts?\b|litigat|\bsues?\b|lawsuit", re.I)
#: Words with the court in them that choose nothing.
NOT_THE_COURT = re.compile(
    r"诉讼(?:费|时效|代理|请求|权利能力)|courts?\s+of\s+(?:international\s+)?arbitration|arbitration\s+courts?",
    re.I,
)
HARMLESS = re.compile(
    r"执行|保全|撤销|证据|禁令|临时措施|协助|认定|宣告|裁定|interim|injuncti|preliminary|provisional|conservatory|enforce|entered"
    r"|judge?ment (?:up)?on|set(?:ting)? aside|in aid of|invalid|unenforceable|severab",
    re.I,
)
NOT_TO_COURT = re.compile(
    r"(?:不得|不再|不能|不可|不应|不会|无权|放弃|排除|而非|而不是|不向|不通过|不以|不提起|不选择|代替|取代)[^,。;]{0,30}(?:法院|起诉|诉讼)"
    r"|\b(?:not|nor|no)\b(?:\s+\w+){0,3}?\s+(?:courts?\b|litigat\w*|sue\b|lawsuits?)"
    r"(?:\s+(?:in|before)\s+(?:any|a|the)\s+courts?\b)?"
    r"|\b(?:neither|waiv\w+|instead of|rather than|in lieu of|without|exclu\w+)\b[^.;]{0,80}"
    r"(?:\bcourts?\b|litigat\w*|\bsue\b|lawsuits?)",
    re.I,
)
APPEAL = re.compile(
    r"(?:裁决|仲裁)[^。;]{0,12}(?:不服|有异议|不接受|不满意)[^。;]{0,20}(?:法院|起诉|诉讼)"
    r"|不服[^。;]{0,8}(?:裁决|仲裁)[^。;]{0,20}(?:法院|起诉|诉讼)"
    r"|(?:appeal|dissatisfied)[^.;]{0,40}(?:award|arbitrat)[^.;]{0,60}court"
    r"|award[^.;]{0,60}(?:appeal\w*|dissatisfied)[^.;]{0,60}court",
    re.I,
)
RULES = re.compile(
    r"仲裁规则|rules\s+of\s+arbitration|arbitration\s+rules|\b(?:UNCITRAL|[A-Z]{3,6})\s+rules", re.I
)
PLACE = re.compile(
    r"(?:在|由|于|向|到|提交|提请|交由)[\u4e00-\u9fff]{1,12}?(?:的)?(?:仲裁机构|仲裁机关|仲裁部门|仲裁委员会|仲裁庭|进行仲裁|仲裁)"
    r"|(?:所在地|签订地|履行地|住所地|当地)(?:的)?(?:仲裁|有关仲裁)"
    r"|仲裁地(?:点)?(?:为|是|:|在)"
    r"|(?:arbitrat\w+|seat\w*|place of arbitration)[^.;]{0,40}?\b(?:in|at|is|be)\s+[A-Z][a-z]+",
)
#: "by the commission" alone says neither where nor which
NO_PLACE = re.compile(
    r"(?:在|由|于|向|到|提交|提请|交由)(?:有关|相关|仲裁|第三方|双方|国家|法定|专业|独立|以)?(?:的)?仲裁"
)
MATTERS = re.compile(
    r"争议|纠纷|分歧|争端|异议|一切事[项宜]|相关事[项宜]|有关的?事[项宜]|dispute|difference|controvers|\bclaims?\b|disagreement",
    re.I,
)
CHOOSING = re.compile(r"第[\s(_]*([一二三四五壹贰叁1-5ABCD])?[\s)_]*(?:种|项|款)", re.I)
OPTION = re.compile(r"\(\s*([一二三四五1-5ABCD])\s*\)|(?<=[:;。,\n])\s*([一二三四五1-5ABCD])\s*[、.]")
MARKED, UNMARKED = "☑☒✓✔√■🗹", "□☐◻▢"
BOX = re.compile(f"([{MARKED}{UNMARKED}])")
NUMBERS = dict(zip("一二三四五壹贰叁ABCD", "123451231234", strict=True))
CIRCLED = str.maketrans({"①": "(1)", "②": "(2)", "③": "(3)", "④": "(4)", "⑤": "(5)"})


@dataclass(frozen=True)
class Clause:
    institutions: tuple[str, ...]
    wants_arbitration: bool
    allows_court: bool
    allows_appeal: bool
    names_rules: bool
    names_place: bool
    names_matters: bool
    is_unmarked: bool


def read_clause(text: str, *, known_as: Collection[str] = ()) -> Clause:
    dense = densify(text)
    chosen, is_unmarked = chosen_part(dense)
    appeal = bool(APPEAL.search(chosen))
    return Clause(
        institutions=tuple(named_institutions(chosen, known_as=known_as)),
        wants_arbitration=bool(INTENT.search(NO_INTENT.sub("", chosen))),
        allows_court=_allows_court(APPEAL.sub("", chosen)),
        allows_appeal=appeal,
        names_rules=bool(RULES.search(chosen)),
        names_place=bool(PLACE.search(NO_PLACE.sub("", chosen))),
        names_matters=bool(MATTERS.search(dense)),
        is_unmarked=is_unmarked,
    )


def densify(text: str) -> str:
    """Full-width forms as half-width, invisible letters gone, no blanks beside Chinese: one way to write it."""
    plain = text.translate(CIRCLED)
    plain = unicodedata.normalize("NFKC", plain)
    plain = "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")
    plain = re.sub(r"(?<=[\u4e00-\u9fff,。;:()])[^\S\n]+|[^\S\n]+(?=[\u4e00-\u9fff,。;:()])", "", plain)
    return re.sub(r"(?<=[\u4e00-\u9fff])\n(?=[\u4e00-\u9fff])", "", plain)


def chosen_part(text: str) -> tuple[str, bool]:
    """Printed contracts list ways and leave a number or boxes to fill in. (the part that counts, nothing was filled in)"""
    for parts in (_by_boxes(text), _by_number(text)):
        if parts is None:
            continue
        head, options, chosen = parts
        ways = list(options.values())
        if not (any(INTENT.search(way) for way in ways) and any(COURT.search(way) for way in ways)):
            continue
        if not chosen:
            return text, True
        return head + "".join(options.get(key, "") for key in chosen), False
    return text, False


Parts = tuple[str, dict[str, str], list[str]]


def _by_boxes(text: str) -> Parts | None:
    pieces = BOX.split(text)
    if len(pieces) < 5:
        return None
    options = {str(n): pieces[n + 1] for n in range(1, len(pieces), 2)}
    return pieces[0], options, [str(n) for n in range(1, len(pieces), 2) if pieces[n] in MARKED]


def _by_number(text: str) -> Parts | None:
    choosing = CHOOSING.search(text)
    if choosing is None:
        return None
    rest = text[choosing.end() :]
    marks = list(OPTION.finditer(rest))
    if len(marks) < 2:
        return None
    ends = [mark.start() for mark in marks[1:]] + [len(rest)]
    options = {
        _number(next(group for group in mark.groups() if group)): rest[mark.end() : end]
        for mark, end in zip(marks, ends, strict=True)
    }
    head = text[: choosing.start()] + rest[: marks[0].start()]
    return head, options, [_number(choosing[1])] if choosing[1] else []


def _number(sign: str) -> str:
    return NUMBERS.get(sign.upper(), sign)


def _allows_court(text: str) -> bool:
    """Arbitration or the courts 或裁或审. Help from a court with enforcement or measures is not meant."""
    plain = NOT_TO_COURT.sub("", NOT_THE_COURT.sub("", text))
    parts = re.split(r"[。;\n]|(?<=[a-z)])\.\s|,(?=[\u4e00-\u9fff])", plain)
    return any(COURT.search(part) and not HARMLESS.search(part) for part in parts)
