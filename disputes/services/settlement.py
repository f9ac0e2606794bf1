"""Agreed terms, and the doing of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from rulebook.services import cancel_deadlines, set_deadline_on

from .. import documents
from ..engine import acting, deadline_kind, note, transit
from ..exceptions import NotLawfulNow, NotPermitted, NotValid
from ..models import Dispute, Obligation, Settlement
from ..policies import speaks_for
from ..states import (
    CLOCKS,
    OBLIGATION_CLOCKS,
    Action,
    ObligationState,
    OfferState,
    Outcome,
    SettlementSource,
    State,
)
from ..terms import Term, to_json
from .papers import issue
from .roads import close_inside, end_case, stop_obligation_clocks

if TYPE_CHECKING:
    from accounts.models import User

OUTCOME_OF = {
    SettlementSource.NEGOTIATION: Outcome.SETTLED,
    SettlementSource.OPINION: Outcome.OPINION_ACCEPTED,
    SettlementSource.MEDIATION: Outcome.MEDIATED,
}


def check_terms(case: Dispute, terms: Sequence[Term], *, may_be_empty: bool = False) -> None:
    """Clear, performable terms: who, what, how much, by when. Vague ones fail in court (民诉法解释 358(5))."""
    if not terms and not may_be_empty:
        raise NotValid(_("请至少写明一项履行内容。"), code="no_terms")
    parties = set(case.parties.values_list("pk", flat=True))
    for number, term in enumerate(terms, start=1):
        if {term.obligor, term.creditor} - parties or term.obligor == term.creditor:
            raise NotValid(_("第%(n)d项：请选择由谁向谁履行。") % {"n": number}, code="bad_parties")
        if term.action not in Action.values:
            raise NotValid(_("第%(n)d项：请选择履行方式。") % {"n": number}, code="bad_action")
        if term.action in {Action.PAY, Action.REFUND} and not (term.amount and term.amount > 0):
            raise NotValid(_("第%(n)d项：请写明金额。") % {"n": number}, code="no_amount")
        if term.action not in {Action.PAY, Action.REFUND} and not term.detail.strip():
            raise NotValid(_("第%(n)d项：请写明具体做什么。") % {"n": number}, code="no_detail")
        if term.due_on is None or term.due_on < timezone.localdate():
            raise NotValid(_("第%(n)d项：履行日期不能早于今天。") % {"n": number}, code="bad_date")


def conclude_settlement(
    dispute: Dispute, *, terms: Sequence[Term], source: str, by: User | None, text: str = ""
) -> Settlement:
    """The sides agree: obligations with their clocks, the paper, the case goes to performance.

    Without obligations (an opinion that supports no claim, accepted by both) the case closes at once.
    """
    with acting(dispute, by=by) as case:
        stop_obligation_clocks(case)
        case.settlements.filter(replaced_at=None).update(replaced_at=timezone.now())
        settlement = Settlement.objects.create(dispute=case, source=source, text=text, terms=to_json(terms))
        transit(
            case,
            "settle",
            by=by,
            verb="disputes.settled",
            clocks=CLOCKS,
            facts={"source": source, "obligations": len(terms)},
            sealed={"terms": str(settlement.terms)},
        )
        for position, term in enumerate(terms):
            _owe(settlement, term, position)
        case.offers.filter(state=OfferState.OPEN).update(state=OfferState.LAPSED, answered_at=timezone.now())
        close_inside(case, outcome="settled")
        if source != SettlementSource.MEDIATION:  # that agreement is a paper of its own, signed and sealed
            issue(case, documents.settlement(case, settlement), by=by)
        conclude_if_done(case, by=by)
    return settlement


def claim_performance(obligation: Obligation, *, by: User, note_text: str = "") -> Obligation:
    """The obligor says it is done; the creditor confirms, or is silent for the confirmation period."""
    with acting(obligation.dispute, by=by) as case:
        owed = _owed(obligation)
        if not speaks_for(by, owed.obligor):
            raise NotPermitted()
        _stop_due_clock(owed)
        _step(owed, "claim_done", by, "disputes.performance_claimed", note=note_text)
        _resume_if_possible(case, by)
    return owed


def confirm_performance(obligation: Obligation, *, by: User | None) -> Obligation:
    """The creditor has what was promised (`by` None: silent after notice, which confirms)."""
    with acting(obligation.dispute, by=by) as case:
        owed = _owed(obligation)
        if by is not None and not speaks_for(by, owed.creditor):
            raise NotPermitted()
        _stop_due_clock(owed)
        owed.settled_by = by
        _step(owed, "confirm", by, "disputes.performance_confirmed")
        conclude_if_done(case, by=by)
        _resume_if_possible(case, by)
    return owed


def contest_performance(obligation: Obligation, *, by: User) -> Obligation:
    """The creditor says it has not been done: it is due again, and breached when its day has passed."""
    with acting(obligation.dispute, by=by):
        owed = _owed(obligation)
        if not speaks_for(by, owed.creditor):
            raise NotPermitted()
        _step(owed, "dispute_done", by, "disputes.performance_contested")
        if owed.due_on < timezone.localdate():
            breach_obligation(owed, by=by)
        else:
            _start_due_clock(owed)
    return owed


def waive_obligation(obligation: Obligation, *, by: User) -> Obligation:
    """The creditor lets it go. Needs a special mandate (民诉法 62)."""
    with acting(obligation.dispute, by=by) as case:
        owed = _owed(obligation)
        if not speaks_for(by, owed.creditor, needs_special_mandate=True):
            raise NotPermitted()
        _stop_due_clock(owed)
        owed.settled_by = by
        _step(owed, "waive", by, "disputes.obligation_waived")
        conclude_if_done(case, by=by)
        _resume_if_possible(case, by)
    return owed


def extend_obligation(obligation: Obligation, *, by: User, due_on: date) -> Obligation:
    """After a breach the creditor gives more time; the case goes back to performance when nothing is overdue."""
    if due_on < timezone.localdate():
        raise NotValid(_("新的履行日期不能早于今天。"), code="bad_date")
    with acting(obligation.dispute, by=by) as case:
        owed = _owed(obligation)
        if not speaks_for(by, owed.creditor, needs_special_mandate=True):
            raise NotPermitted()
        _step(owed, "extend", by, "disputes.obligation_extended", due_on=due_on)
        _start_due_clock(owed)
        _resume_if_possible(case, by)
    return owed


def breach_obligation(obligation: Obligation, *, by: User | None) -> Obligation:
    """Its day has passed and it is not done: the next roads are offered."""
    with acting(obligation.dispute, by=by) as case:
        owed = _owed(obligation)
        _stop_due_clock(owed)
        _step(owed, "breach", by, "disputes.obligation_breached")
        if case.state == State.PERFORMING:
            Settlement.objects.filter(pk=owed.settlement_id).update(breached_at=timezone.now())
            transit(case, "breach", by=by, verb="disputes.settlement_breached", clocks=CLOCKS)
    return owed


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


def _owe(settlement: Settlement, term: Term, position: int) -> None:
    assert term.due_on is not None, "check_terms has seen to it"
    obligation = Obligation.objects.create(
        settlement=settlement,
        obligor_id=term.obligor,
        creditor_id=term.creditor,
        action=term.action,
        detail=term.detail,
        amount=term.amount,
        due_on=term.due_on,
        position=position,
    )
    _start_due_clock(obligation)


def _owed(obligation: Obligation) -> Obligation:
    """As it stands now. What a closed case left open is a matter for elsewhere."""
    rows = Obligation.objects.select_related("settlement__dispute__chain", "obligor", "creditor")
    owed = rows.get(pk=obligation.pk)
    if owed.dispute.state == State.CLOSED:
        raise NotLawfulNow()
    return owed


def _step(owed: Obligation, name: str, by: User | None, verb: str, **data: Any) -> None:
    transit(owed, name, by=by, verb=verb, clocks=OBLIGATION_CLOCKS, facts={"obligation": owed.pk}, **data)


def _start_due_clock(owed: Obligation) -> None:
    set_deadline_on(owed, deadline_kind(owed, ObligationState.DUE), owed.due_on, remind_days=(3, 1))


def _stop_due_clock(owed: Obligation) -> None:
    cancel_deadlines(owed, kinds=[deadline_kind(owed, ObligationState.DUE)])


def _resume_if_possible(case: Dispute, by: User | None) -> None:
    if case.state != State.BREACHED:
        return
    settlement = case.settlements.get(replaced_at=None)
    if not settlement.obligations.filter(state=ObligationState.BREACHED).exists():
        note(case, "disputes.breach_mended", by=by)
        transit(case, "resume_performance", by=by, verb="disputes.performance_resumed", clocks=CLOCKS)
