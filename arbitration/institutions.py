"""Which arbitration institutions a text names, and whether two names mean the same one."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import yaml

SUFFIX = re.compile(r"(?:仲裁委员会|仲裁委|仲裁院|仲裁中心)$")
CHINESE_NAME = re.compile(r"([\u4e00-\u9fff]{0,20}?)(仲裁委员会|仲裁委(?!员)|仲裁院|仲裁中心)")
ENGLISH_NAME = re.compile(
    r"((?:[A-Z][\w&.'’-]*\s+(?:(?:of|and|the|for)\s+)?){1,8}?"
    r"(?:International\s+)?(?:Arbitration\s+(?:Commission|Cent(?:re|er)|Court|Institute|Institution|Association)"
    r"|(?:Court|Chamber)\s+of\s+(?:International\s+)?Arbitration))"
)
#: A name begins after these; it may be joined to the one before by those.
BEFORE = re.compile(
    r"^.*(?:提交|提请|提起|交由|递交|交予|申请|应当|可以|选定|选择|约定|同意|指定|双方|共同|按照|依照|依据|根据|适用|不成"
    r"|采用|通过|起诉|诉讼|法院|(?<!劳动)(?<!人事)争议|纠纷|一律|的|向|由|至|给|到|可|应|均|(?<!所)在|为|是|即|按|受|请|交(?![城口通])|除)"
)
JOINED = re.compile(r"^(?:或者?|和|与|以及|及)")
#: What is left is no name: "the commission where party A lives", "the said commission".
NOBODY = re.compile(
    r"^$|^地$|(?:所在地|签订地|履行地|住所地|发生地|注册地|经营地|当地|本地|异地)$|^(?:该|本|此|上述|前述|有关|相关|任一|任何|一个|某|某个"
    r"|国内|涉外|具有管辖权|有管辖权|有权|约定|对方|甲方|乙方|买方|卖方|国家|地方|中国)$"
)
LABOUR = re.compile(r"劳动|人事争议|劳动人事")
#: The name is only part of the name of rules, not the choice of who arbitrates.
RULES_AFTER = re.compile(
    r"^(?:['’]s)?(?:\([^)]{0,20}\))?[的\s》]*(?:(?:then|届时|现行|当时|最新|最近|有效|施行|生效|公布|适用|网络|网上|在线|金融|简易"
    r"|current|prevailing|applicable|effective|的)[\s的]*)*(?:arbitration\s+|仲裁)?(?:rules|规则)",
    re.I,
)
RULES_BEFORE = re.compile(r"rules\s+(?:of\s+arbitration\s+)?of\s+(?:the\s+)?$", re.I)
#: Between two names of the same institution: 北京仲裁委员会（北京国际仲裁中心）, 贸仲（CIETAC）
ALIAS = re.compile(r"^[\s,]*[(\[【/\"“][^)\]】]{0,10}$")
OR = re.compile(r"(?:仲裁|提交|申请|向|由|[\s,、]|或者?|和|与|及|以及|\bor\b|\band\b|也可以?|可以?|either)*")
FILLERS = re.compile(r"自治区|特别行政区|市|省|国际|经济|贸易|民商事|商事|民事|合同")


@cache
def known_institutions() -> dict[str, str]:
    """Every name in use, and the official one it stands for; the longest first, so that it is found first."""
    rows = yaml.safe_load((Path(__file__).parent / "data/institutions.yaml").read_text(encoding="utf-8"))
    names = {name: row[0] for row in rows for name in row}
    return dict(sorted(names.items(), key=lambda item: -len(item[0])))


@cache
def rules_that_identify() -> frozenset[str]:
    """Institutions whose own rules say that who agrees on the rules has agreed on the institution."""
    rows = yaml.safe_load(
        (Path(__file__).parent / "data/rules_that_identify.yaml").read_text(encoding="utf-8")
    )
    return frozenset(row["institution"] for row in rows)


def lends_rules(text: str, *, known_as: Collection[str] = ()) -> list[str]:
    """The institutions after whose rules is to be arbitrated, though they are not named as the one who arbitrates."""
    names = sorted(_names(text, known_as))
    return [
        name
        for start, end, name in names
        if RULES_AFTER.match(text[end:]) or RULES_BEFORE.search(text[:start])
    ]


def stand_side_by_side(text: str, *, known_as: Collection[str] = ()) -> bool:
    """Two institutions in one breath, "A or B"; not one here and another there."""
    names = sorted(_names(text, known_as))
    return any(OR.fullmatch(text[end:start]) for (_s, end, _n), (start, _e, _o) in pairwise(names))


def named_institutions(text: str, *, known_as: Collection[str] = ()) -> list[str]:
    """The institutions chosen in a text (in dense form), each once, in order; those that only lend rules are not."""
    found: list[str] = []
    end_of_last = -1
    for start, end, name in sorted(_names(text, known_as)):
        is_alias = found and start > end_of_last and bool(ALIAS.match(text[end_of_last:start]))
        if start < end_of_last or is_alias:
            end_of_last = max(end, end_of_last)
            continue
        is_branch = start == end_of_last and name.endswith("仲裁中心")
        end_of_last = end
        if is_branch or RULES_AFTER.match(text[end:]) or RULES_BEFORE.search(text[:start]):
            continue
        if not any(same_institution(name, other) for other in found):
            found.append(name)
    return found


def mask_institutions(text: str, *, name: str, some: str, known_as: Collection[str] = ()) -> str:
    """The text with `name` for each institution and `some` for one without a name, with its branch and its alias."""
    pieces, last = [], 0
    for start, end, _official in sorted(_names(text, known_as)):
        if start >= last:
            pieces += [text[last:start], name]
            last = end
    masked = re.sub(
        rf"({name})(?:分会|(?:[(/][^)/]{{0,12}}?)?{name}\)?)+", r"\1", "".join([*pieces, text[last:]])
    )
    masked = re.sub(rf"{name}(?:\s*(?:或者?|和|与|及|以及|、|,|\bor\b|\band\b)\s*{name})+", name, masked)
    masked = re.sub(rf"({name})[^,。;()]{{0,6}}分会", r"\1", masked)
    return re.sub(
        r"[\u4e00-\u9fff]{0,10}?(?:仲裁委员会|仲裁委(?!员)|仲裁机构|仲裁机关|仲裁部门)",
        _as_some(some),
        masked,
    )


def _as_some(some: str) -> Callable[[re.Match[str]], str]:
    """What stands before "commission" without being its name is kept: "to the" is not part of it."""

    def replace(match: re.Match[str]) -> str:
        said = BEFORE.match(match[0])
        return f"{said[0] if said else ''}{some}"

    return replace


def _names(text: str, known_as: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """Where a name stands and what it is. Known names are blanked out before the pattern looks for others."""
    rest = text
    ours = sorted((name for name in known_as if len(name) > 1), key=len, reverse=True)
    for alias, official in [*((name, name) for name in ours), *known_institutions().items()]:
        pattern = re.escape(alias)
        if not is_chinese(alias):
            pattern = rf"(?<![A-Za-z]){pattern}(?![A-Za-z])"
        elif alias.endswith("仲"):
            pattern += "(?!裁)"  # 网上仲裁 is not 上仲
        flags = re.I if " " in alias else 0
        for match in re.finditer(pattern, rest, flags):
            yield match.start(), match.end(), official
        rest = re.sub(pattern, lambda match: "\x00" * len(match[0]), rest, flags=flags)
    for match in CHINESE_NAME.finditer(rest):
        prefix = JOINED.sub("", BEFORE.sub("", match[1]))
        if not NOBODY.search(prefix):
            name = prefix + match[2]
            yield match.end() - len(name), match.end(), name
    for match in ENGLISH_NAME.finditer(rest):
        name = re.sub(r"^The\s+", "", " ".join(match[1].split()))
        yield match.start(), match.end(), name


def is_chinese(name: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in name)


def is_labour_institution(name: str) -> bool:
    return bool(LABOUR.search(SUFFIX.sub("", name)))


def same_institution(one: str, other: str) -> bool:
    """An inexact name that still identifies the institution is good enough (2006 interpretation, art 3)."""
    if one == other:
        return True
    one_known, other_known = _known(one), _known(other)
    if one_known and other_known:
        return one_known == other_known
    if is_labour_institution(one) != is_labour_institution(other):
        return False
    short, long = sorted((_place(one), _place(other)), key=len)
    return len(short) > 1 and long.endswith(short)


def _known(name: str) -> str:
    """The official name, also of one written with the province before it or 市 in it; "" when it is none of ours."""
    known = known_institutions()
    plain = re.sub(r"^[\u4e00-\u9fff]{2,3}省", "", name)
    return known.get(name) or known.get(plain) or known.get(plain.replace("市", "", 1), "")


def _place(name: str) -> str:
    return FILLERS.sub("", SUFFIX.sub("", name))
