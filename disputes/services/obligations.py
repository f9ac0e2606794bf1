"""What every act about an obligation stands on: read under the lock, one writer of its state, its clock, its breach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from rulebook.services import cancel_deadlines, set_deadline_on

from .. import documents
from ..engine import acting, deadline_kind, note, transit
from ..exceptions import NotLawfulNow
from ..models import Dispute, Obligation, Settlement
from ..states import (
    CLOCKS,
    DUE_REMINDERS,
    OBLIGATION_CLOCKS,
    ObligationState,
    Outcome,
    PaymentState,
    SettlementSource,
    State,
)
from .papers import issue
from .roads import end_case

if TYPE_CHECKING:
    from accounts.models import User

OUTCOME_OF = {
    SettlementSource.NEGOTIATION: Outcome.SETTLED,
    SettlementSource.OPINION: Outcome.OPINION_ACCEPTED,
    SettlementSource.MEDIATION: Outcome.MEDIATED,
}


def owed_now(obligation: Obligation | int) -> Obligation:
    """As it stands now. What a closed case left open is a matter for elsewhere."""
    pk = obligation if isinstance(obligation, int) else obligation.pk
    rows = Obligation.objects.select_related("settlement__dispute__chain", "obligor", "creditor")
    owed = rows.get(pk=pk)
    if owed.dispute.state == State.CLOSED:
        raise NotLawfulNow()
    return owed


def move(owed: Obligation, name: str, by: User | None, verb: str, **data: Any) -> None:
    transit(owed, name, by=by, verb=verb, clocks=OBLIGATION_CLOCKS, facts={"obligation": owed.pk}, **data)


def start_due_clock(owed: Obligation) -> None:
    set_deadline_on(owed, deadline_kind(owed, ObligationState.DUE), owed.due_on, remind_days=DUE_REMINDERS)


def stop_due_clock(owed: Obligation) -> None:
    cancel_deadlines(owed, kinds=[deadline_kind(owed, ObligationState.DUE)])


def reopen(owed: Obligation, *, by: User | None, verb: str) -> None:
    """It has not been done after all: due again, and breached when its day has passed."""
    move(owed, "dispute_done", by, verb)
    if owed.due_on < timezone.localdate():
        breach_obligation(owed, by=by)
    else:
        start_due_clock(owed)


def breach_obligation(obligation: Obligation, *, by: User | None) -> Obligation:
    """Its day has passed and it is not done: the next roads are offered."""
    with acting(obligation.dispute, by=by) as case:
        owed = owed_now(obligation)
        stop_due_clock(owed)
        move(owed, "breach", by, "disputes.obligation_breached")
        if case.state == State.PERFORMING:
            Settlement.objects.filter(pk=owed.settlement_id).update(breached_at=timezone.now())
            transit(case, "breach", by=by, verb="disputes.settlement_breached", clocks=CLOCKS)
    return owed


def stop_payment_clocks(owed: Obligation) -> None:
    for payment in owed.payments.filter(state=PaymentState.REPORTED):
        cancel_deadlines(payment)


def conclude_if_done(case: Dispute, *, by: User | None) -> None:
    """The last obligation is done or waived: performed, closed, the performance confirmed on paper."""
    if case.state not in {State.PERFORMING, State.BREACHED}:
        return
    settlement = case.settlements.get(replaced_at=None)
    if settlement.obligations.exclude(state__in=[ObligationState.PERFORMED, ObligationState.WAIVED]).exists():
        return
    settlement.performed_at = timezone.now()
    settlement.save()
    transit(
        case,
        "conclude_performance",
        by=by,
        verb="disputes.performed",
        clocks=CLOCKS,
        outcome=OUTCOME_OF[SettlementSource(settlement.source)],
    )
    if settlement.obligations.exists():
        issue(case, documents.performance(case, settlement), by=by)
    end_case(case, by=by)


def resume_if_possible(case: Dispute, by: User | None) -> None:
    if case.state != State.BREACHED:
        return
    settlement = case.settlements.get(replaced_at=None)
    if not settlement.obligations.filter(state=ObligationState.BREACHED).exists():
        note(case, "disputes.breach_mended", by=by)
        transit(case, "resume_performance", by=by, verb="disputes.performance_resumed", clocks=CLOCKS)
