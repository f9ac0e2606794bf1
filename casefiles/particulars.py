"""What a stranger who holds a paper is told of it, to compare: enough to find a changed sum, not enough to meet people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from html import unescape

from django.utils import timezone

from disputes.models import Party
from disputes.states import PartyKind
from notices.models import Paper

NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?"
#: A sum as papers write it: with two decimals, before 元, or after a sign for money. Never a rate.
SUM = re.compile(
    rf"(?<![\d.,])(?:[¥￥]\s*(?P<signed>{NUMBER})|(?P<named>{NUMBER})\s*(?:</?\w+>)*\s*元"
    r"|(?P<plain>(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{2}))(?![\d.,]*[%‰\d])"
)
MARKUP = re.compile(r"<[^>]*>")
DAY = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})")
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
    standing: str  # valid, replaced, withdrawn
    since: datetime | None = None
    replaced_by: str = ""


def particulars_of(paper: Paper, pages: int) -> Particulars:
    standing, since, successor = "valid", None, paper.replaced_by
    if paper.withdrawn_at is not None:
        standing, since = "withdrawn", paper.withdrawn_at
    elif successor is not None:
        standing, since = "replaced", successor.issued_at
    return Particulars(
        title=paper.title,
        number=paper.number,
        body=paper.issuer.name if paper.issuer else "",
        on=issued_on(paper),
        names=tuple(_names(paper)),
        sums=tuple(sums_of(paper)),
        pages=pages,
        standing=standing,
        since=since,
        replaced_by=successor.number if successor and standing == "replaced" else "",
    )


def is_fact_of(paper: Paper, told: str) -> bool:
    """Whether this is the day of the paper, or one of its sums, however it is written."""
    text = unicodedata.normalize("NFKC", told).strip()
    if (day := _day(text)) is not None:
        return day == issued_on(paper)
    amount = _amount(text)
    return amount is not None and amount in set(sums_of(paper))


def issued_on(paper: Paper) -> date:
    return timezone.localdate(paper.issued_at)


def sums_of(paper: Paper) -> list[Decimal]:
    """Every sum in the text, in order, each once."""
    text = unescape(MARKUP.sub(" ", paper.html))
    found = (match["signed"] or match["named"] or match["plain"] for match in SUM.finditer(text))
    return list(dict.fromkeys(Decimal(number.replace(",", "")).quantize(Decimal("0.01")) for number in found))


def masked(name: str, kind: str = PartyKind.PERSON) -> str:
    """Surname and two circles; a company whole, for it is public."""
    if kind == PartyKind.ORGANISATION:
        return name
    surname = next((each for each in COMPOUND_SURNAMES if name.startswith(each) and len(name) > 2), name[:1])
    return surname + HIDDEN


def _names(paper: Paper) -> Iterator[str]:
    """The parties of the case that the paper names."""
    text = unescape(MARKUP.sub("", paper.html))
    for party in Party.objects.filter(dispute__chain=paper.chain_id).order_by("role", "position", "pk"):
        if party.name and party.name in text:
            yield masked(party.name, party.kind)


def _day(text: str) -> date | None:
    if (found := DAY.fullmatch(text)) is None:
        return None
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _amount(text: str) -> Decimal | None:
    number = re.fullmatch(rf"[¥￥]?\s*({NUMBER})\s*元?", text)
    try:
        return Decimal(number[1].replace(",", "")).quantize(Decimal("0.01")) if number else None
    except InvalidOperation:
        return None
