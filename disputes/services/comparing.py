"""Keeping of each closed case what the settlement compass counts: at closing, at import, and after every migrate."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import islice

from django.db.models import QuerySet
from django.utils.timezone import localdate

from ..models import Claim, ComparableCase, Dispute, Obligation, Settlement
from ..states import NOT_DEALT_WITH, SETTLED_OUTCOMES, Action, PartyRole, State

BATCH = 500
MONEY = (Action.PAY, Action.REFUND)
FIELDS = ("sector", "category", "remedies", "amount", "is_settled", "halves", "days")


def keep_comparable(disputes: Iterable[Dispute]) -> None:
    """Write or renew the rows of those that are closed and were dealt with."""
    waiting = (one for one in disputes if _is_comparable(one))
    while batch := list(islice(waiting, BATCH)):
        ComparableCase.objects.bulk_create(
            _rows(batch), update_conflicts=True, unique_fields=["dispute"], update_fields=FIELDS
        )


def keep_missing_comparable() -> None:
    keep_comparable(comparable_disputes().filter(comparable=None).iterator(BATCH))


def comparable_disputes() -> QuerySet[Dispute]:
    closed = Dispute.objects.filter(state=State.CLOSED).exclude(outcome__in=NOT_DEALT_WITH)
    return closed.defer("narrative", "prior_steps").order_by()


def _is_comparable(dispute: Dispute) -> bool:
    return dispute.state == State.CLOSED and dispute.outcome not in NOT_DEALT_WITH


def _rows(batch: Iterable[Dispute]) -> list[ComparableCase]:
    disputes = {dispute.pk: dispute for dispute in batch}
    settlements = {
        one.dispute_id: one
        for one in Settlement.objects.filter(dispute__in=disputes, replaced_at=None).defer("text", "terms")
    }
    agreed = _agreed(settlements.values())
    remedies: dict[int, set[str]] = {}
    for pk, remedy in Claim.objects.filter(dispute__in=disputes).values_list("dispute", "remedy"):
        remedies.setdefault(pk, set()).add(remedy)
    return [
        ComparableCase(
            dispute=dispute,
            sector=dispute.sector,
            category=dispute.category,
            remedies="".join(f"|{code}|" for code in sorted(remedies.get(pk, ()))),
            amount=dispute.amount,
            is_settled=dispute.outcome in SETTLED_OUTCOMES,
            halves=_halves(dispute, agreed.get(pk)),
            days=_days(dispute, settlements.get(pk)),
        )
        for pk, dispute in disputes.items()
    ]


def _agreed(settlements: Iterable[Settlement]) -> dict[int, Decimal]:
    """Sums of money by dispute; no entry where none was agreed."""
    dispute_of = {one.pk: one.dispute_id for one in settlements}
    found: dict[int, Decimal] = {}
    owed = Obligation.objects.filter(
        settlement__in=dispute_of,
        action__in=MONEY,
        creditor__role=PartyRole.COMPLAINANT,
        amount__isnull=False,
    )
    for settlement, amount in owed.values_list("settlement", "amount"):
        assert amount is not None, "asked for above"
        pk = dispute_of[settlement]
        found[pk] = found.get(pk, Decimal(0)) + amount
    return found


def _halves(dispute: Dispute, agreed: Decimal | None) -> int | None:
    if agreed is None or not dispute.amount or dispute.amount <= 0:
        return None
    return int(agreed * 200 // dispute.amount)


def _days(dispute: Dispute, settlement: Settlement | None) -> int | None:
    """To the agreement; of history to the day of closing, where it is known."""
    ended = settlement.reached_at if settlement else dispute.closed_at if dispute.has_closing_day else None
    if ended is None or dispute.filed_at is None:
        return None
    return (localdate(ended) - localdate(dispute.filed_at)).days
