"""Does this text send this dispute to this commission? A check by rule; each finding is explained with its source.

仲裁法 27–29 and the 2006 interpretation, arts 3–7. It reads words, not minds: the commission and the court decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.utils.translation import get_language

from rulebook.selectors import category as category_of

from .states import AgreementForm, Verdict

INSTITUTION = re.compile(
    r"[\u4e00-\u9fff]{0,16}?(?:仲裁委员会|仲裁委|仲裁院|仲裁中心)|贸仲|北仲|上仲|深国仲|CIETAC|SHIAC|HKIAC|SIAC",
    re.I,
)
OR_COURT = re.compile(
    r"仲裁[^。；;]{0,24}?(?:或者?|也可以?|亦可|均可)[^。；;]{0,24}?(?:起诉|诉讼|法院)"
    r"|(?:起诉|诉讼|法院)[^。；;]{0,24}?(?:或者?|也可以?|亦可|均可)[^。；;]{0,24}?仲裁"
    r"|arbitrat\w*[^.;]{0,60}\bor\b[^.;]{0,60}(?:court|litigat|sue)"
    r"|(?:court|litigat|sue)[^.;]{0,60}\bor\b[^.;]{0,60}arbitrat",
    re.I,
)
RULES = re.compile(r"仲裁规则|rules of arbitration|arbitration rules", re.I)
PLACE = re.compile(
    r"(?:在|由|于)[\u4e00-\u9fff]{2,8}(?:市|省|区|县|地)?(?:的)?(?:仲裁机构|仲裁部门|进行仲裁|仲裁)"
)
MATTERS = re.compile(r"争议|纠纷|分歧|dispute|difference|controversy", re.I)
INTENT = re.compile(r"仲裁|arbitrat", re.I)
LEADING = re.compile(r"^.*(?:提交|提请|交由|申请|向|由|至|给|到|选定|选择|约定|或者?|和|与|、|，|,)")
SUFFIX = re.compile(r"(?:仲裁委员会|仲裁委|仲裁院|仲裁中心)$")


@dataclass(frozen=True)
class Rule:
    code: str
    verdict: str
    zh: str
    en: str
    advice_zh: str
    advice_en: str
    source: str

    @property
    def message(self) -> str:
        return self.en if (get_language() or "zh").startswith("en") else self.zh

    @property
    def advice(self) -> str:
        return self.advice_en if (get_language() or "zh").startswith("en") else self.advice_zh


@dataclass(frozen=True)
class Finding:
    """The verdict and everything that was found. Without findings the agreement stands."""

    verdict: str
    rules: tuple[Rule, ...]
    institutions: tuple[str, ...]

    @property
    def codes(self) -> list[str]:
        return [rule.code for rule in self.rules]


@cache
def rules() -> dict[str, Rule]:
    rows = yaml.safe_load((Path(__file__).parent / "data/agreement.yaml").read_text(encoding="utf-8"))
    return {row["code"]: Rule(**row) for row in rows}


def check_agreement(
    text: str, *, form: str, category: str, commission: str, is_taken_elsewhere: bool = False
) -> Finding:
    """Check an agreement or clause for one dispute and the commission chosen (full name)."""
    institutions = named_institutions(text)
    codes = list(_objections(text, form, category, commission, institutions, is_taken_elsewhere))
    found = tuple(rules()[code] for code in codes)
    verdicts = {rule.verdict for rule in found}
    verdict = next((v for v in (Verdict.INVALID, Verdict.CURABLE) if v in verdicts), Verdict.VALID)
    return Finding(verdict, found, tuple(institutions))


def named_institutions(text: str) -> list[str]:
    """The institutions a text names, each once, in order."""
    names = (LEADING.sub("", match) for match in INSTITUTION.findall("".join(text.split())))
    unique: list[str] = []
    for name in names:
        if name not in ("仲裁委员会", "仲裁委", "仲裁院", "仲裁中心", "") and not any(
            _same(name, u) for u in unique
        ):
            unique.append(name)
    return unique


def _objections(
    text: str, form: str, category: str, commission: str, institutions: list[str], is_taken_elsewhere: bool
) -> Iterator[str]:
    matter = category_of(category)
    if matter.matter == "labour":
        yield "labour"
    elif "not_arbitrable" in matter.flags or matter.matter == "family":
        yield "not_arbitrable"
    if not INTENT.search(text):
        yield "no_intent"
    else:
        if OR_COURT.search(text):
            yield "or_court"
        yield from _institution_objections(text, commission, institutions)
        if not MATTERS.search(text):
            yield "no_matters"
    if is_taken_elsewhere:
        yield "taken_elsewhere"
    if form == AgreementForm.CLAUSE and "consumer" in matter.flags:
        yield "consumer_clause"


def _institution_objections(text: str, commission: str, institutions: list[str]) -> Iterator[str]:
    if len(institutions) > 1:
        yield "two_institutions"
    elif len(institutions) == 1:
        if not _same(institutions[0], commission):
            yield "other_institution"
    elif PLACE.search("".join(text.split())):
        yield "place_only"
    elif RULES.search(text):
        yield "rules_only"
    else:
        yield "no_institution"


def _same(named: str, official: str) -> bool:
    """An inexact name that still identifies the institution is good enough (2006 interpretation, art 3)."""
    short, full = SUFFIX.sub("", named), SUFFIX.sub("", official)
    return bool(short) and (short in full or full in short)
