"""What a stranger who holds a paper is told of it, to compare: enough to find a changed sum, not enough to meet people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from html import unescape

from django.utils import timezone

from accounts.personal import NOBODY, REMOVED
from disputes.models import Party
from disputes.states import PartyKind
from inputs.dates import days_in, read_day
from inputs.sums import read_sum, sums_in
from notices.models import Paper
from notices.states import Standing

MARKUP = re.compile(r"<[^>]*>")
#: Of two characters (百家姓); every other Chinese surname has one.
COMPOUND_SURNAMES = tuple(
    re.findall(
        "..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容"
        "仲孙钟离长孙宇文司徒鲜于司空闾丘令狐呼延西门百里第五",
    )
)
HIDDEN = "○○"


@dataclass(frozen=True)
class Particulars:
    """As the record says it now."""

    title: str
    number: str
    body: str
    on: date
    names: tuple[str, ...]
    sums: tuple[Decimal, ...]
    pages: int
    standing: Standing
    since: datetime | None = None
    replaced_by: str = ""
    has_lost_names: bool = False  # somebody was erased from it since


def particulars_of(paper: Paper, pages: int) -> Particulars:
    successor = paper.replaced_by if paper.standing == Standing.REPLACED else None
    return Particulars(
        title=paper.title,
        number=paper.number,
        body=paper.issuer.name if paper.issuer else "",
        on=issued_on(paper),
        names=tuple(_names(paper)),
        sums=tuple(sums_of(paper)),
        pages=pages,
        standing=paper.standing,
        since=paper.changed_at,
        replaced_by=successor.number if successor else "",
        has_lost_names=NOBODY in paper.html or REMOVED in paper.html,
    )


def is_fact_of(paper: Paper, told: str) -> bool:
    """Whether this is a day or a sum that stands on the paper, however it is written."""
    if (day := read_day(told)) is not None:
        return day in days_of(paper)
    amount = read_sum(told)
    return amount is not None and amount in sums_of(paper)


def issued_on(paper: Paper) -> date:
    return timezone.localdate(paper.issued_at)


def days_of(paper: Paper) -> list[date]:
    """The day it was issued on, and every day that its text writes out, each once."""
    return list(dict.fromkeys([issued_on(paper), *days_in(_text(paper))]))


def sums_of(paper: Paper) -> list[Decimal]:
    """Every sum that is found in the text, in order, each once."""
    return sums_in(_text(paper))


def _text(paper: Paper) -> str:
    return unescape(MARKUP.sub(" ", paper.html))


def masked(name: str, kind: str = PartyKind.PERSON) -> str:
    """Surname and two circles; a company whole, for it is public; who was erased has no name to hide."""
    if kind == PartyKind.ORGANISATION or name == NOBODY:
        return name
    surname = next((each for each in COMPOUND_SURNAMES if name.startswith(each) and len(name) > 2), name[:1])
    return surname + HIDDEN


def _names(paper: Paper) -> Iterator[str]:
    """The parties of the case that the paper names."""
    text = unescape(MARKUP.sub("", paper.html))
    for party in Party.objects.filter(dispute__chain=paper.chain_id).order_by("role", "position", "pk"):
        if party.name and party.name in text:
            yield masked(party.name, party.kind)
