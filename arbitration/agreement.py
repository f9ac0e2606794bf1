"""Does this text send this dispute to this commission? A check by rule; each finding is explained with its source.

仲裁法 27–29 and the 2006 interpretation, arts 3–7. It reads words, not minds: the commission and the court decide.
What is not plainly an agreement is never said to be one: a person must look.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml
from django.utils.translation import get_language

from rulebook.selectors import category as category_of

from .clause import Clause, read_clause
from .institutions import is_chinese, is_labour_institution, rules_that_identify, same_institution
from .states import AgreementForm, Verdict


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

    @property
    def bars(self) -> bool:
        """Nothing can begin on the agreement as long as this stands."""
        return self.verdict in (Verdict.INVALID, Verdict.CURABLE)

    @property
    def asks_a_person(self) -> bool:
        """No rule can tell: somebody has to read the text before anything begins on it."""
        return self.verdict == Verdict.UNCLEAR


@dataclass(frozen=True)
class Finding:
    """The verdict and everything that was found. Without findings the text is plainly an agreement."""

    verdict: str
    rules: tuple[Rule, ...]
    institutions: tuple[str, ...]

    @property
    def codes(self) -> list[str]:
        return [rule.code for rule in self.rules]

    @property
    def is_valid(self) -> bool:
        return self.verdict == Verdict.VALID

    def can_begin(self, *, is_read: bool) -> bool:
        """Plainly an agreement; or nobody can say by rule, and a person says to have compared the original."""
        return self.is_valid or (self.verdict == Verdict.UNCLEAR and is_read)


@cache
def rules() -> dict[str, Rule]:
    rows = yaml.safe_load((Path(__file__).parent / "data/agreement.yaml").read_text(encoding="utf-8"))
    return {row["code"]: Rule(**row) for row in rows}


def rules_of(codes: Collection[str]) -> list[Rule]:
    """What was found at the time, in words again."""
    return [rules()[code] for code in codes if code in rules()]


def check_agreement(
    text: str,
    *,
    form: str,
    category: str,
    commission: str,
    known_as: Collection[str] = (),
    is_taken_elsewhere: bool = False,
) -> Finding:
    """Check an agreement or clause for one dispute and the commission chosen (full name; `known_as`: other names)."""
    names = (commission, *known_as)
    clause = read_clause(text, known_as=names)
    if form == AgreementForm.SUBMISSION:  # its wish stands in the product's own words
        clause = replace(clause, wants_arbitration=True, is_spoken=False)
    codes = [*_objections_to_matter(category), *_objections_to_words(clause, names)]
    if form != AgreementForm.SUBMISSION and not any(rules()[code].bars for code in codes):
        codes += _doubts(clause)
    codes += _cautions(clause, form, category, is_taken_elsewhere)
    found = tuple(rules()[code] for code in dict.fromkeys(codes))
    verdicts = {rule.verdict for rule in found}
    verdict = next(
        (v for v in (Verdict.INVALID, Verdict.CURABLE, Verdict.UNCLEAR) if v in verdicts), Verdict.VALID
    )
    return Finding(verdict, found, clause.institutions)


def _objections_to_matter(category: str) -> Iterator[str]:
    matter = category_of(category)
    if matter.matter == "labour":
        yield "labour"
    elif "not_arbitrable" in matter.flags:
        yield "not_arbitrable"


def _objections_to_words(clause: Clause, names: tuple[str, ...]) -> Iterator[str]:
    if clause.is_unmarked:
        yield "not_chosen"
        return
    if not clause.wants_arbitration:
        yield from _why_nothing_is_wanted(clause)
        return
    if clause.is_spoken:
        yield "not_in_writing"
    if clause.allows_court:
        yield "or_court"
    yield from _objections_to_institution(clause, names)
    if not clause.names_matters:
        yield "no_matters"


def _why_nothing_is_wanted(clause: Clause) -> Iterator[str]:
    if clause.is_damaged:
        yield "unreadable"
    elif clause.is_cancelled:
        yield "withdrawn"
    else:
        yield "no_intent"


def _doubts(clause: Clause) -> Iterator[str]:
    """What a rule must not settle: words that are not plainly an agreement, and matters that law may keep away."""
    if clause.wants_arbitration and not clause.is_plain:
        yield "not_plain"
    yield from (code for code in clause.doubts if code != "foreign_element")


def _objections_to_institution(clause: Clause, names: tuple[str, ...]) -> Iterator[str]:
    if any(is_labour_institution(name) for name in clause.institutions):
        yield "labour_institution"
    elif len(clause.institutions) > 1:
        yield "two_institutions" if clause.is_either_or else "two_by_case"
    elif clause.institutions:
        named = clause.institutions[0]
        if named in names:
            return
        if any(same_institution(named, name) for name in names):
            yield "inexact_name"
        elif not is_chinese(named) and is_chinese(names[0]):
            yield "name_in_other_script"
        else:
            yield "other_institution"
    elif "ad_hoc" in clause.doubts and "foreign_element" in clause.doubts:
        return
    elif clause.rules_of and any(same_institution(clause.rules_of[0], name) for name in names):
        yield "rules_identify" if clause.rules_of[0] in rules_that_identify() else "rules_perhaps"
    elif clause.names_place:
        yield "place_only"
    elif clause.names_rules:
        yield "rules_only"
    else:
        yield "no_institution"


def _cautions(clause: Clause, form: str, category: str, is_taken_elsewhere: bool) -> Iterator[str]:
    matter = category_of(category)
    if is_taken_elsewhere:
        yield "taken_elsewhere"
    if clause.allows_appeal:
        yield "not_final"
    if form == AgreementForm.CLAUSE and "consumer" in matter.flags:
        yield "consumer_clause"
    if matter.matter != "labour" and "labour_possible" in matter.flags:
        yield "labour_possible"
