"""The settlement compass 和解罗盘: what became of similar cases. Aggregates only, coarse enough that none shows itself.

The same figures for both sides and the mediator: nothing here asks who is looking. History without sums counts
for how many were settled and how long it took, not for how much.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from itertools import accumulate
from math import ceil
from operator import or_
from typing import TypeVar

from django.db import models
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from disputes.models import ComparableCase, Dispute, Party
from disputes.states import PartyRole
from rulebook.selectors import compass_rule


class Step(models.TextChoices):
    """How similar: tried in this order, until there are enough cases."""

    CATEGORY = "category", _("同一类别")
    SECTOR = "sector", _("同一领域")
    REMEDY = "remedy", _("同一种诉求")


@dataclass(frozen=True)
class Band:
    """Sums claimed from `least` up to below `limit`; no limit at the top; of no sum when both are None."""

    least: int | None = None
    limit: int | None = None

    @property
    def is_known(self) -> bool:
        return self.least is not None

    def holds(self, prefix: str = "") -> Q:
        if not self.is_known:
            return Q()
        found = Q(**{f"{prefix}amount__gte": self.least})
        return found & Q(**{f"{prefix}amount__lt": self.limit}) if self.limit is not None else found


@dataclass(frozen=True)
class Spread:
    """The middle half of a row of numbers, coarse; `tenth` and `ninetieth` only when there are many."""

    step: str
    cases: int
    low: int
    middle: int
    high: int
    tenth: int | None = None
    ninetieth: int | None = None

    @property
    def at_least(self) -> int:
        return _down(self.cases, compass_rule().cases_step)


@dataclass(frozen=True)
class Rate:
    step: str
    cases: int
    percent: int

    @property
    def at_least(self) -> int:
        return _down(self.cases, compass_rule().cases_step)


@dataclass(frozen=True)
class Compass:
    """What is shown. A figure that too few cases stand behind is None."""

    band: Band
    share: Spread | None  # per cent of the sum claimed
    days: Spread | None  # from filing to the agreement
    rate: Rate | None  # per cent settled

    @property
    def is_silent(self) -> bool:
        return self.share is None and self.days is None and self.rate is None


def compass(dispute: Dispute) -> Compass:
    band = band_of(dispute.amount)
    apart = between_the_same(dispute)
    circles = [(step, circle_of(dispute, step, apart)) for step in Step.values]
    return Compass(
        band=band,
        share=_first(circles, lambda step, circle: _share(step, circle, band)) if band.is_known else None,
        days=_first(circles, lambda step, circle: _days(step, circle, band)),
        rate=_first(circles, lambda step, circle: _rate(step, circle, band)),
    )


def band_of(amount: Decimal | None) -> Band:
    if not amount:
        return Band()
    edges = [0, *compass_rule().bands]
    least = max(edge for edge in edges if edge <= amount)
    higher = [edge for edge in edges if edge > amount]
    return Band(least, min(higher) if higher else None)


def circle_of(dispute: Dispute, step: str, apart: Sequence[int] = ()) -> QuerySet[ComparableCase]:
    """Closed cases that are similar in this step, dealt with, and not between the same two."""
    found = ComparableCase.objects.exclude(pk__in=apart) if apart else ComparableCase.objects.all()
    if step == Step.CATEGORY:
        return found.filter(category=dispute.category)
    if step == Step.SECTOR:
        return found.filter(sector=dispute.sector)
    asked = [Q(remedies__contains=f"|{code}|") for code in {claim.remedy for claim in dispute.claims.all()}]
    return found.filter(reduce(or_, asked)) if asked else found.none()


def between_the_same(dispute: Dispute) -> list[int]:
    """Other cases in which somebody of each side stands, whichever way round: known by account, office or name."""
    one, other = (_standing_in(dispute, role) for role in (PartyRole.COMPLAINANT, PartyRole.RESPONDENT))
    found = other.filter(dispute__in=one.values("dispute")).exclude(dispute=dispute.pk)
    return sorted(set(found.values_list("dispute", flat=True)))


def _standing_in(dispute: Dispute, role: str) -> QuerySet[Party]:
    """In any case: whoever is of this side here."""
    parties = list(dispute.parties.filter(role=role))
    users = [party.user_id for party in parties if party.user_id]
    bodies = [party.organisation_id for party in parties if party.organisation_id]
    names = [party.name for party in parties if party.name]
    return Party.objects.filter(Q(user__in=users) | Q(organisation__in=bodies) | Q(name__in=names)).order_by()


Circles = Sequence[tuple[str, QuerySet[ComparableCase]]]
Figure = TypeVar("Figure")


def _first(
    circles: Circles, figure: Callable[[str, QuerySet[ComparableCase]], Figure | None]
) -> Figure | None:
    """The figure of the narrowest circle that holds enough cases."""
    return next((found for step, circle in circles if (found := figure(step, circle)) is not None), None)


def _share(step: str, circle: QuerySet[ComparableCase], band: Band) -> Spread | None:
    """What was agreed to be paid to those who complained, of what they had claimed: in half per cents, rounded down,
    which lie on the same side of every edge between two shown steps as the exact share does."""
    settled = circle.filter(band.holds(), is_settled=True, amount__gt=0)
    return _spread(step, _heaps(settled, "halves"), 2, compass_rule().share_step)


def _days(step: str, circle: QuerySet[ComparableCase], band: Band) -> Spread | None:
    """From filing to the agreement; of history the day of closing, where it is known."""
    settled = circle.filter(band.holds() | Q(amount=None), is_settled=True)
    return _spread(step, _heaps(settled, "days"), 1, compass_rule().days_step)


def _rate(step: str, circle: QuerySet[ComparableCase], band: Band) -> Rate | None:
    counted = dict(_heaps(circle.filter(band.holds() | Q(amount=None)), "is_settled"))
    cases = sum(counted.values())
    if cases < compass_rule().cases:
        return None
    percent = Fraction(counted.get(True, 0) * 100, cases)
    return Rate(step, cases, _near(percent, compass_rule().share_step))


def _heaps(cases: QuerySet[ComparableCase], column: str) -> list[tuple[int, int]]:
    """Each number that stands in the column and how many cases have it, the smallest first; counted where they lie."""
    known = cases.exclude(**{column: None}).order_by(column)
    return list(known.values(column).annotate(cases=Count("*")).values_list(column, "cases"))


def _spread(step: str, heaps: list[tuple[int, int]], parts: int, coarse: int) -> Spread | None:
    """Nearest ranks: the smallest number that a quarter, a half, three quarters do not exceed.

    Numbers are given in heaps, and of each the `parts`-fold.
    """
    rule = compass_rule()
    ends = list(accumulate(cases for _number, cases in heaps))
    total = ends[-1] if ends else 0
    if total < rule.cases:
        return None

    def at(part: Fraction) -> int:
        number, _cases = heaps[bisect_left(ends, ceil(part * total))]
        return _near(Fraction(number, parts), coarse)

    has_many = total >= rule.spread_cases
    return Spread(
        step,
        total,
        at(Fraction(1, 4)),
        at(Fraction(1, 2)),
        at(Fraction(3, 4)),
        at(Fraction(1, 10)) if has_many else None,
        at(Fraction(9, 10)) if has_many else None,
    )


def _near(number: Fraction, coarse: int) -> int:
    """To the nearest step, halves up."""
    return int((number / coarse + Fraction(1, 2)) // 1) * coarse


def _down(number: int, coarse: int) -> int:
    return number // coarse * coarse
