"""What an arbitration clause says, read by pattern: whether arbitration is wanted, by whom, for what, and what else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from .institutions import lends_rules, mask_institutions, named_institutions, stand_side_by_side
from .plain import NAME, SOME, is_damaged, read_plainness

INTENT = re.compile(r"仲裁|公断|arbitrat", re.I)
COURT = re.compile(
    r"法院|起诉|诉讼|诉至|司法途径|司法程序|司法解决|打官司|\bcourts?\b|litigat|\bsues?\b|lawsuit", re.I
)
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
    r"(?:不走|不经|不作|不再?进行|不构成|并非|不得|不再|不能|不可|不应|不会|无权|放弃|排除|而非|而不是|不向|不通过|不以|不提起|不选择|代替|取代)[^,。;]{0,30}(?:法院|起诉|诉讼|司法途径|司法程序)(?:程序|途径|方式)?"
    r"|\b(?:not|nor|no)\b(?:\s+\w+){0,3}?\s+(?:courts?\b|litigat\w*|sue\b|lawsuits?)"
    r"(?:\s+(?:in|before)\s+(?:any|a|the)\s+courts?\b)?"
    r"|\b(?:neither|waiv\w+|instead of|rather than|in lieu of|without|exclu\w+)\b[^.;]{0,80}"
    r"(?:\bcourts?\b|litigat\w*|\bsue\b|lawsuits?)",
    re.I,
)
#: Some disputes for the court, the others for arbitration: not "either, as one likes".
MATTERS_FOR_COURT = re.compile(r"除[^。;]{0,40}(?:法院|起诉|诉讼)[^。;,]{0,10}外")
#: What was talked about before the agreement.
TALK = re.compile(r"曾|起初|讨论|谈判经过")
APPEAL = re.compile(
    r"(?:对)?(?:不服|不满意?|不接受|不认可|不同意)[^,。;]{0,8}(?:裁决|仲裁)[^。;]{0,24}?(?:诉至法院|法院起诉|法院|起诉|诉讼)(?:起诉)?"
    r"|(?:对)?(?:(?:仲裁)?裁决[^。;]{0,12}?|仲裁[^,。;]{0,12}?)(?:不服|有异议|不接受|不满意)[^。;]{0,20}(?:法院|起诉|诉讼)"
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
CHANGED = re.compile(
    r"(?:变更|修改|更改|改)(?:为|成):?(?=[^。;]{0,6}(?:提交|提请|由|交由|向)[^。;]{0,24}仲裁)"
)
#: What no rule can settle: each is said to the reader under its own code in data/agreement.yaml.
DOUBTS = {
    "family_words": re.compile(r"夫妻|配偶|离婚|婚姻|子女抚养|抚养权|赡养|继承|遗嘱|遗产|收养|监护"),
    "administrative_words": re.compile(r"(?:行政|监督管理局|公安|税务)[^。;]{0,14}?(?:处罚|许可|强制|征收)(?:决定)?"),
    "matters_apart": re.compile(
        r"(?:(?<!解)除(?!争议)|仅|只|限)[^。;]{0,24}?(?:争议|纠纷)[^。;]{0,20}?(?:法院|外|仲裁)"
        r"|其余(?:的)?(?:争议|纠纷)"
    ),
    "branch_by_date": re.compile(r"(?:贸易仲裁委员会|贸仲|CIETAC)\W{0,2}(?:上海|华南|深圳)(?:分会|分支)"),
    "foreign_seat": re.compile(
        r"香港国际仲裁|HKIAC|新加坡国际仲裁|SIAC|国际商会|\bICC\b|伦敦国际仲裁|LCIA|斯德哥尔摩"
        r"|在(?:巴黎|伦敦|新加坡|香港|纽约|日内瓦)",
        re.I,
    ),
    "ad_hoc": re.compile(r"临时仲裁|ad\s*hoc", re.I),
}  # fmt: skip
#: A foreign or Hong Kong company, or goods abroad: arbitration there may be agreed (民诉法 288).
FOREIGN = re.compile(
    r"境外|涉外|自由贸易|(?:香港|澳门|台湾|外国|[美英法德日韩]国)[^,。;]{0,6}(?:公司|企业|人)|\b(?:a|an)\s+(?!PRC|Chinese)\w+\s+(?:company|corporation)",
    re.I,
)
CHOOSING = re.compile(r"第[\s(_]*([一二三四五壹贰叁1-5ABCD])?[\s)_]*(?:种|项|款)", re.I)
OPTION = re.compile(r"\(\s*([一二三四五1-5ABCD])\s*\)|(?<=[:;。,\n])\s*([一二三四五1-5ABCD])\s*[、.]")
MARKED, UNMARKED = "☑☒✓✔√■🗹", "□☐◻▢"
BOX = re.compile(f"([{MARKED}{UNMARKED}])")
NUMBERS = dict(zip("一二三四五壹贰叁ABCD", "123451231234", strict=True))
#: The letters of clauses in Hong Kong and Taiwan; only those that occur in what is looked for and in names of places.
SIMPLIFIED = str.maketrans(
    "爭議糾紛雙員會國際約協與規則決終對當選擇廣東訴訟請應進機構據專門經貿濟發產關於從為無論時個萬灣業務財標準價條項達責執華島寧慶漢償須並賠貨與權請號層號區縣陽陰龍鄭濱貴遼",
    "争议纠纷双员会国际约协与规则决终对当选择广东诉讼请应进机构据专门经贸济发产关于从为无论时个万湾业务财标准价条项达责执华岛宁庆汉偿须并赔货与权请号层号区县阳阴龙郑滨贵辽",
)
CIRCLED = str.maketrans({"①": "(1)", "②": "(2)", "③": "(3)", "④": "(4)", "⑤": "(5)"})


@dataclass(frozen=True)
class Clause:
    institutions: tuple[str, ...]
    wants_arbitration: bool
    is_plain: bool
    is_cancelled: bool
    is_spoken: bool
    is_damaged: bool
    allows_court: bool
    allows_appeal: bool
    names_rules: bool
    names_place: bool
    names_matters: bool
    is_unmarked: bool
    doubts: tuple[str, ...]
    is_either_or: bool
    rules_of: tuple[str, ...]


def read_clause(text: str, *, known_as: Collection[str] = ()) -> Clause:
    dense = densify(text)
    chosen, is_unmarked = chosen_part(dense)
    chosen = _last_word(chosen)
    appeal = bool(APPEAL.search(chosen))
    said = read_plainness(_without_courts(mask_institutions(chosen, name=NAME, some=SOME, known_as=known_as)))
    return Clause(
        institutions=tuple(named_institutions(chosen, known_as=known_as)),
        wants_arbitration=said.agrees or (said.leaves_doubt and said.mentions),
        is_plain=said.is_plain,
        is_cancelled=said.cancels,
        is_spoken=said.is_spoken,
        is_damaged=is_damaged(dense),
        allows_court=_allows_court(APPEAL.sub("", chosen)),
        allows_appeal=appeal,
        names_rules=bool(RULES.search(chosen)),
        names_place=bool(PLACE.search(NO_PLACE.sub("", chosen))),
        names_matters=bool(MATTERS.search(dense)),
        is_unmarked=is_unmarked,
        doubts=_doubts(chosen),
        is_either_or=stand_side_by_side(chosen, known_as=known_as),
        rules_of=tuple(lends_rules(chosen, known_as=known_as)),
    )


def _doubts(text: str) -> tuple[str, ...]:
    found = [code for code, sign in DOUBTS.items() if sign.search(text)]
    if not FOREIGN.search(text):
        return tuple(found)
    return (*(code for code in found if code != "foreign_seat"), "foreign_element")


def _last_word(text: str) -> str:
    """What an amendment puts in the place of an older text counts, the older text does not."""
    changed = CHANGED.search(text)
    return text[changed.start() :] if changed else text


def _without_courts(text: str) -> str:
    """The courts are looked at apart; "no suit in court" is no doubt about arbitration."""
    for sign in (NOT_THE_COURT, APPEAL, NOT_TO_COURT):
        text = sign.sub("·", text)
    return text


def densify(text: str) -> str:
    """Full-width forms as half-width, invisible letters gone, no blanks beside Chinese: one way to write it."""
    plain = text.translate(CIRCLED)
    plain = unicodedata.normalize("NFKC", plain).translate(SIMPLIFIED)
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
    plain = MATTERS_FOR_COURT.sub("", NOT_TO_COURT.sub("", NOT_THE_COURT.sub("", text)))
    parts = re.split(r"[。;\n]|(?<=[a-z)])\.\s|,(?=[\u4e00-\u9fff])", plain)
    return any(COURT.search(part) and not HARMLESS.search(part) and not TALK.search(part) for part in parts)
