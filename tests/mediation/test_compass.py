"""The settlement compass, held against counting by hand."""

import random
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from accounts.models import User
from disputes.models import Claim, Dispute, Obligation, Party, Settlement
from disputes.services.comparing import keep_comparable
from disputes.states import SETTLED_OUTCOMES
from docket.models import Chain
from mediation.selectors.compass import Band, band_of, between_the_same, compass
from rulebook.selectors import compass_rule
from tests.cast import Cast, login
from tests.mediation.cases import Case

pytestmark = pytest.mark.both_stacks

COUNT = iter(range(1, 10**6))


def closed(
    cast: Cast,
    *,
    outcome: str = "settled",
    claimed: str | None = "3000",
    paid: str | None = "2000",
    days: int = 20,
    category: str = "unpaid_remuneration",
    sector: str = "zhongbao",
    remedy: str = "pay_remuneration",
    people: tuple[User | None, User | None] = (None, None),
    has_closing_day: bool = True,
    is_history: bool = False,
) -> Dispute:
    """A closed case as it lies in the database."""
    n = next(COUNT)
    filed_at = timezone.now() - timedelta(days=400)
    ended = filed_at + timedelta(days=days)
    dispute = Dispute.objects.create(
        reference=f"OLD-{n}",
        chain=Chain.objects.create(),
        state="closed",
        outcome=outcome,
        sector=sector,
        category=category,
        amount=Decimal(claimed) if claimed else None,
        created_by=cast.handler,
        filed_at=filed_at,
        closed_at=ended + timedelta(days=0 if is_history else 30),
        has_closing_day=has_closing_day,
    )
    one, other = (
        Party.objects.create(dispute=dispute, role=role, name=f"{role}{n}", user=user)
        for role, user in zip(("complainant", "respondent"), people, strict=True)
    )
    Claim.objects.create(dispute=dispute, remedy=remedy, amount=dispute.amount)
    if outcome in SETTLED_OUTCOMES and not is_history:
        settlement = Settlement.objects.create(dispute=dispute, source="mediation", reached_at=ended)
        if paid is not None:
            half = Decimal(paid) / 2
            for amount in (half, Decimal(paid) - half):
                Obligation.objects.create(
                    settlement=settlement,
                    obligor=other,
                    creditor=one,
                    action="pay",
                    amount=amount,
                    due_on=localdate(ended),
                )
    keep_comparable([dispute])
    return dispute


def many(cast: Cast, n: int, **given) -> None:
    for _n in range(n):
        closed(cast, **given)


def test_below_ten_cases_it_is_silent(case: Case):
    many(case.cast, 9)
    assert compass(case.dispute).is_silent
    many(case.cast, 1)
    found = compass(case.dispute)
    assert (found.share.cases, found.days.cases, found.rate.cases) == (10, 10, 10)


def test_the_circle_is_widened_step_by_step(case: Case):
    many(case.cast, 9)
    many(case.cast, 4, category="rejected_work", sector="zhongbao", remedy="other")
    found = compass(case.dispute)
    assert (found.share.step, found.share.cases) == ("sector", 13)
    many(case.cast, 1)
    found = compass(case.dispute)
    assert (found.share.step, found.share.cases) == ("category", 10)


def test_at_last_the_same_remedy_anywhere_counts(case: Case):
    many(case.cast, 11, category="refund_refused", sector="zhongchou")
    found = compass(case.dispute)
    assert (found.share.step, found.share.cases) == ("remedy", 11)


def test_only_comparable_sums_count(case: Case):
    many(case.cast, 12, claimed="300", paid="300")
    many(case.cast, 12, claimed="90000", paid="300")
    assert compass(case.dispute).is_silent


@pytest.mark.parametrize(
    ("amount", "band"),
    [
        (None, Band()),
        ("0", Band()),
        ("0.01", Band(0, 1000)),
        ("999.99", Band(0, 1000)),
        ("1000", Band(1000, 5000)),
        ("5000000", Band(5000000, None)),
    ],
)
def test_sums_fall_into_bands(amount, band):
    assert band_of(Decimal(amount) if amount else None) == band


def test_history_without_sums_counts_for_days_and_rate_only(case: Case):
    many(case.cast, 12, claimed=None, is_history=True, days=40)
    found = compass(case.dispute)
    assert found.share is None
    assert (found.days.cases, found.days.middle) == (12, 40)
    assert (found.rate.cases, found.rate.percent) == (12, 100)


def test_history_without_a_closing_day_has_no_days(case: Case):
    many(case.cast, 12, claimed=None, is_history=True, has_closing_day=False)
    found = compass(case.dispute)
    assert found.days is None
    assert found.rate.cases == 12


def test_declined_withdrawn_and_lapsed_cases_do_not_count(case: Case):
    many(case.cast, 10)
    for outcome in ("declined", "withdrawn", "lapsed"):
        many(case.cast, 3, outcome=outcome)
    many(case.cast, 10, outcome="unresolved")
    found = compass(case.dispute)
    assert (found.rate.cases, found.rate.percent) == (20, 50)


def test_cases_of_the_same_two_do_not_count(case: Case):
    li, wang = case.cast.complainant, case.cast.respondent
    old = [closed(case.cast, people=pair) for pair in ((li, wang), (wang, li))]
    closed(case.cast, people=(li, case.cast.outsider))
    assert between_the_same(case.dispute) == [one.pk for one in old]
    many(case.cast, 9)
    assert compass(case.dispute).share.cases == 10


def test_an_agreement_without_money_is_no_share(case: Case):
    many(case.cast, 10)
    many(case.cast, 10, paid=None)
    found = compass(case.dispute)
    assert (found.share.cases, found.days.cases) == (10, 20)


def test_the_ends_are_shown_only_when_there_are_many(case: Case):
    many(case.cast, 49)
    assert compass(case.dispute).share.tenth is None
    many(case.cast, 1)
    assert compass(case.dispute).share.tenth == 65


def test_figures_agree_with_counting_by_hand(case: Case):
    luck = random.Random(7)
    rows = []
    for _n in range(63):
        row = {
            "outcome": luck.choice(
                ["settled", "mediated", "unresolved", "breached", "declined", "opinion_accepted"]
            ),
            "claimed": luck.choice(["1500", "3000", "4999.99", "7000", None]),
            "paid": luck.choice(["100", "999.50", "1500", "3000", None]),
            "days": luck.randrange(0, 90),
            "category": luck.choice(["unpaid_remuneration", "unpaid_remuneration", "rejected_work"]),
        }
        closed(case.cast, **row)
        rows.append(row)
    similar = [
        row for row in rows if row["category"] == "unpaid_remuneration" and row["outcome"] != "declined"
    ]
    banded = [r for r in similar if r["claimed"] and 1000 <= Decimal(r["claimed"]) < 5000]
    counted = [r for r in similar if r in banded or r["claimed"] is None]
    settled = [r for r in counted if r["outcome"] in SETTLED_OUTCOMES]
    shares = sorted(
        Fraction(Decimal(r["paid"])) * 100 / Fraction(Decimal(r["claimed"]))
        for r in banded
        if r["outcome"] in SETTLED_OUTCOMES and r["paid"]
    )
    days = sorted(r["days"] for r in settled)

    def quarters(numbers, coarse=5):
        at = [numbers[ceil(Fraction(n, 4) * len(numbers)) - 1] for n in (1, 2, 3)]
        return [int(Fraction(number, coarse) + Fraction(1, 2)) * coarse for number in at]

    found = compass(case.dispute)
    assert len(shares) >= 10
    assert (found.share.step, found.share.cases) == ("category", len(shares))
    assert [found.share.low, found.share.middle, found.share.high] == quarters(shares)
    assert (found.days.cases, [found.days.low, found.days.middle, found.days.high]) == (
        len(days),
        quarters(days),
    )
    percent = Fraction(100 * len(settled), len(counted))
    assert (found.rate.cases, found.rate.percent) == (len(counted), int(percent / 5 + Fraction(1, 2)) * 5)


def test_no_figure_is_finer_than_the_rule(case: Case):
    luck = random.Random(3)
    for _n in range(60):
        closed(case.cast, paid=str(luck.randrange(1, 3000)), days=luck.randrange(90))
    found = compass(case.dispute)
    rule = compass_rule()
    shares = [found.share.low, found.share.middle, found.share.high, found.share.tenth, found.share.ninetieth]
    assert all(number % rule.share_step == 0 for number in (*shares, found.rate.percent))
    assert all(number % rule.days_step == 0 for number in (found.days.low, found.days.high))
    assert found.share.at_least == 60


def test_both_sides_and_the_mediator_read_the_same(case: Case):
    case.mediating()
    many(case.cast, 13)
    page = reverse("mediation:compass", args=[case.mediation.pk])
    figures = []
    for person in (case.cast.complainant, case.cast.respondent, case.cast.mediator):
        answer = login(Client(), person).get(page)
        assert answer.status_code == 200
        figures.append(answer.context["compass"])
        assert "不少于 10 件" in answer.content.decode()
    assert figures[0] == figures[1] == figures[2]
    assert login(Client(), case.cast.secretary).get(page).status_code == 403
    assert login(Client(), case.cast.outsider).get(page).status_code == 404
