"""Agreed terms become a settlement: obligations with their clocks, the paper, the case in performance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from notices.models import Paper
from notices.services import replace_papers
from notices.states import PaperKind

from .. import documents
from ..engine import acting, transit
from ..exceptions import NotValid
from ..models import Dispute, Obligation, Settlement
from ..states import CLOCKS, Action, OfferState, SettlementSource
from ..terms import Term, to_json
from .obligations import breach_obligation, conclude_if_done, start_due_clock
from .papers import issue
from .roads import close_inside, stop_obligation_clocks

if TYPE_CHECKING:
    from accounts.models import User

__all__ = ["breach_obligation", "check_terms", "conclude_settlement"]


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
    dispute: Dispute,
    *,
    terms: Sequence[Term],
    source: str,
    by: User | None,
    text: str = "",
    accelerates: bool = False,
) -> Settlement:
    """The sides agree: obligations with their clocks, the paper, the case goes to performance.

    Without obligations (an opinion that supports no claim, accepted by both) the case closes at once.
    """
    with acting(dispute, by=by) as case:
        stop_obligation_clocks(case)
        case.settlements.filter(replaced_at=None).update(replaced_at=timezone.now())
        settlement = Settlement.objects.create(
            dispute=case, source=source, text=text, terms=to_json(terms), accelerates=accelerates
        )
        obligations = [_owe(settlement, term, position) for position, term in enumerate(terms)]
        transit(
            case,
            "settle",
            by=by,
            verb="disputes.settled",
            clocks=CLOCKS,
            facts={"source": source, "obligations": len(terms), "accelerates": accelerates},
            sealed={"terms": str(settlement.terms)},
        )
        for obligation in obligations:
            start_due_clock(obligation)
        case.offers.filter(state=OfferState.OPEN).update(state=OfferState.LAPSED, answered_at=timezone.now())
        close_inside(case, outcome="settled")
        if source != SettlementSource.MEDIATION:  # that agreement is a paper of its own, signed and sealed
            issue(case, documents.settlement(case, settlement), by=by)
        _replace_earlier(case, by=by)
        conclude_if_done(case, by=by)
    return settlement


def _replace_earlier(case: Dispute, *, by: User | None) -> None:
    """The newest agreement is the one in force: who looks up an earlier one is told so."""
    kinds = (PaperKind.SETTLEMENT, PaperKind.MEDIATION_AGREEMENT)
    papers = list(Paper.objects.filter(chain=case.chain, kind__in=kinds, replaced_by=None).order_by("pk"))
    if papers:
        replace_papers(papers[:-1], by_paper=papers[-1], by=by)


def _owe(settlement: Settlement, term: Term, position: int) -> Obligation:
    assert term.due_on is not None, "check_terms has seen to it"
    return Obligation.objects.create(
        settlement=settlement,
        obligor_id=term.obligor,
        creditor_id=term.creditor,
        action=term.action,
        detail=term.detail,
        amount=term.amount,
        due_on=term.due_on,
        position=position,
    )
