"""Saying that it is done, that it is not, or that it need not be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from ..engine import acting
from ..exceptions import NotLawfulNow, NotPermitted
from ..models import Obligation
from ..policies import speaks_for
from ..states import ObligationState, PaymentState
from .obligations import (
    conclude_if_done,
    move,
    owed_now,
    reopen,
    resume_if_possible,
    stop_due_clock,
    stop_payment_clocks,
)
from .paying import count_payment, refuse_payment, report_payment

if TYPE_CHECKING:
    from accounts.models import User

O = ObligationState  # noqa: E741


def claim_performance(obligation: Obligation, *, by: User, note_text: str = "") -> Obligation:
    """The obligor says it is done, of money: that all that was left is paid. The creditor confirms, or is silent for
    the confirmation period."""
    with acting(obligation.dispute, by=by) as case:
        owed = owed_now(obligation)
        if not speaks_for(by, owed.obligor):
            raise NotPermitted()
        if owed.is_money and owed.state in {O.DUE, O.BREACHED} and owed.unreported > 0:
            today = timezone.localdate()
            report_payment(owed, by=by, amount=owed.unreported, paid_on=today, note_text=note_text)
            return owed_now(owed)
        stop_due_clock(owed)
        move(owed, "claim_done", by, "disputes.performance_claimed", note=note_text)
        resume_if_possible(case, by)
    return owed


def confirm_performance(obligation: Obligation, *, by: User | None) -> Obligation:
    """The creditor has what was promised (`by` None: silent after notice, which confirms)."""
    with acting(obligation.dispute, by=by) as case:
        owed = owed_now(obligation)
        if by is not None and not speaks_for(by, owed.creditor):
            raise NotPermitted()
        if not owed.is_open:
            raise NotLawfulNow()
        for payment in owed.payments.filter(state=PaymentState.REPORTED):
            count_payment(payment, by=by)
        stop_due_clock(owed)
        owed.settled_by = by
        move(owed, "confirm", by, "disputes.performance_confirmed")
        conclude_if_done(case, by=by)
        resume_if_possible(case, by)
    return owed


def contest_performance(obligation: Obligation, *, by: User) -> Obligation:
    """The creditor says it has not been done: it is due again, and breached when its day has passed."""
    with acting(obligation.dispute, by=by):
        owed = owed_now(obligation)
        if not speaks_for(by, owed.creditor):
            raise NotPermitted()
        if owed.state != O.CLAIMED:
            raise NotLawfulNow()
        for payment in owed.payments.filter(state=PaymentState.REPORTED):
            refuse_payment(payment, by=by)
        reopen(owed, by=by, verb="disputes.performance_contested")
    return owed


def waive_obligation(obligation: Obligation, *, by: User) -> Obligation:
    """The creditor lets it go. Needs a special mandate (民诉法 62)."""
    with acting(obligation.dispute, by=by) as case:
        owed = owed_now(obligation)
        if not speaks_for(by, owed.creditor, needs_special_mandate=True):
            raise NotPermitted()
        stop_due_clock(owed)
        stop_payment_clocks(owed)
        owed.settled_by = by
        move(owed, "waive", by, "disputes.obligation_waived")
        conclude_if_done(case, by=by)
        resume_if_possible(case, by)
    return owed
