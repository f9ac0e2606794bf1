"""The settlement compass 和解罗盘: what became of similar cases. Aggregates only, coarse enough that none shows itself.

The same figures for both sides and the mediator: nothing here asks who is looking. History without sums counts
for how many were settled and how long it took, not for how much.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any, TypeVar

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from disputes.models import Claim, Dispute, Party, Settlement
from disputes.states import SETTLED_OUTCOMES, Action, Outcome, PartyRole, State
from rulebook.selectors import compass_rule

#: Closed without the matter having been dealt with: they tell nothing of how such a matter ends.
NOT_DEALT_WITH = (Outcome.DECLINED, Outcome.LAPSED, Outcome.WITHDRAWN)
MONEY = (Action.PAY, Action.REFUND)


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


def circle_of(dispute: Dispute, step: str, apart: Sequence[int] = ()) -> QuerySet[Dispute]:
    """Closed cases that are similar in this step, dealt with, and not between the same two."""
    found = Dispute.objects.filter(state=State.CLOSED).exclude(outcome__in=NOT_DEALT_WITH)
    if step == Step.CATEGORY:
        found = found.filter(category=dispute.category)
    elif step == Step.SECTOR:
        found = found.filter(sector=dispute.sector)
    else:
        remedies = list(dispute.claims.values_list("remedy", flat=True))
        found = found.filter(Exists(Claim.objects.filter(dispute=OuterRef("pk"), remedy__in=remedies)))
    return found.exclude(pk__in=apart).order_by()


def between_the_same(dispute: Dispute) -> list[int]:
    """Other cases in which somebody of each side stands, whichever way round: known by account, office or name."""
    sides = {
        role: list(dispute.parties.filter(role=role))
        for role in (PartyRole.COMPLAINANT, PartyRole.RESPONDENT)
    }
    found: QuerySet[Party] = Party.objects.all()
    for parties in sides.values():
        users = [party.user_id for party in parties if party.user_id]
        bodies = [party.organisation_id for party in parties if party.organisation_id]
        names = [party.name for party in parties if party.name]
        here = found.filter(Q(user__in=users) | Q(organisation__in=bodies) | Q(name__in=names))
        found = Party.objects.filter(dispute__in=list(here.values_list("dispute", flat=True)))
    return sorted({pk for pk in found.values_list("dispute", flat=True) if pk != dispute.pk})


Circles = Sequence[tuple[str, QuerySet[Dispute]]]
Figure = TypeVar("Figure")


def _first(circles: Circles, figure: Callable[[str, QuerySet[Dispute]], Figure | None]) -> Figure | None:
    """The figure of the narrowest circle that holds enough cases."""
    return next((found for step, circle in circles if (found := figure(step, circle)) is not None), None)


def _share(step: str, circle: QuerySet[Dispute], band: Band) -> Spread | None:
    """What was agreed to be paid to those who complained, of what they had claimed."""
    settled = circle.filter(band.holds(), outcome__in=SETTLED_OUTCOMES, amount__gt=0)
    paid = Sum(
        "obligations__amount",
        filter=Q(obligations__action__in=MONEY, obligations__creditor__role=PartyRole.COMPLAINANT),
    )
    rows = (
        Settlement.objects.filter(dispute__in=settled, replaced_at=None)
        .order_by()
        .annotate(paid=paid)
        .exclude(paid=None)
        .values_list("dispute__amount", "paid")
    )
    shares = [Fraction(paid) * 100 / Fraction(claimed) for claimed, paid in rows if claimed]
    return _spread(step, shares, compass_rule().share_step)


def _days(step: str, circle: QuerySet[Dispute], band: Band) -> Spread | None:
    """From filing to the agreement; of history the day of closing, where it is known."""
    reached = Settlement.objects.filter(dispute=OuterRef("pk"), replaced_at=None).values("reached_at")
    ended = Coalesce(Subquery(reached), Case(When(has_closing_day=True, then=F("closed_at"))))
    rows = (
        circle.filter(band.holds() | Q(amount=None), outcome__in=SETTLED_OUTCOMES)
        .annotate(ended=ended)
        .exclude(ended=None)
        .values_list("filed_at", "ended")
    )
    return _spread(step, list(_between(rows)), compass_rule().days_step)


def _between(rows: Iterable[tuple[datetime | None, Any]]) -> Iterator[Fraction]:
    for filed_at, ended in rows:
        assert filed_at is not None, "a closed case was filed"
        yield Fraction((localdate(ended) - localdate(filed_at)).days)


def _rate(step: str, circle: QuerySet[Dispute], band: Band) -> Rate | None:
    counted = circle.filter(band.holds() | Q(amount=None)).aggregate(
        cases=Count("pk"), settled=Count("pk", filter=Q(outcome__in=SETTLED_OUTCOMES))
    )
    if counted["cases"] < compass_rule().cases:
        return None
    percent = Fraction(counted["settled"] * 100, counted["cases"])
    return Rate(step, counted["cases"], _near(percent, compass_rule().share_step))


def _spread(step: str, numbers: list[Fraction], coarse: int) -> Spread | None:
    """Nearest ranks: the smallest number that a quarter, a half, three quarters do not exceed."""
    rule = compass_rule()
    if len(numbers) < rule.cases:
        return None
    numbers.sort()

    def at(part: Fraction) -> int:
        return _near(numbers[ceil(part * len(numbers)) - 1], coarse)

    has_many = len(numbers) >= rule.spread_cases
    return Spread(
        step,
        len(numbers),
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
