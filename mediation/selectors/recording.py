"""What goes into papers: terms in words, and what the case knows for the record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.states import IdentityLevel
from disputes.models import Dispute
from disputes.states import Action, PartyRole
from disputes.terms import Term
from notices.states import PaperKind
from rulebook.exceptions import NoSuchTerm
from rulebook.selectors import remedy

from ..models import Mediation
from ..states import ChosenHow, Office, ProposalState
from .standing import current_agreement


@dataclass(frozen=True)
class TermInWords:
    """One term with the parties' names and the action in words."""

    number: int
    obligor: str
    creditor: str
    action: str
    is_money: bool
    amount: Decimal | None
    detail: str
    due_on: date | None


def terms_in_words(dispute: Dispute, terms: Iterable[Term]) -> list[TermInWords]:
    names = dict(dispute.parties.values_list("pk", "name"))
    return [
        TermInWords(
            number=number,
            obligor=names.get(term.obligor, ""),
            creditor=names.get(term.creditor, ""),
            action=str(Action(term.action).label),
            is_money=term.action in {Action.PAY, Action.REFUND},
            amount=term.amount,
            detail=term.detail,
            due_on=term.due_on,
        )
        for number, term in enumerate(terms, start=1)
    ]


def facts_for_record(mediation: Mediation) -> dict[str, Any]:
    """What the case itself knows of the mediation: who, when, what was told, positions, proposals. No word of talk."""
    dispute = mediation.dispute
    rights = dispute.chain.papers.filter(
        kind=PaperKind.MEDIATION_RIGHTS, issued_at__gte=mediation.requested_at
    ).first()
    return {
        "body": mediation.body.name,
        "requested_at": mediation.requested_at.isoformat(),
        "began_at": mediation.began_at.isoformat() if mediation.began_at else None,
        "mediators": [
            {
                "name": held.mediator.name,
                "office": str(Office(held.office).label),
                "how": str(ChosenHow(held.how).label),
                "from": held.made_at.isoformat(),
            }
            for held in mediation.appointments.select_related("mediator")
        ],
        "parties": [
            {
                "role": str(PartyRole(party.role).label),
                "name": party.name,
                "identity": str(IdentityLevel(party.user.identity_level).label) if party.user else "",
                "representatives": [r.name for r in party.representatives.filter(ends_on=None)],
            }
            for party in dispute.parties.select_related("user")
        ],
        "rights_told": rights.number if rights else None,
        "claims": [
            {"remedy": _remedy(claim.remedy), "amount": str(claim.amount or ""), "detail": claim.detail}
            for claim in dispute.claims.all()
        ],
        "answers": [
            {"party": response.party.name, "text": response.text}
            for response in dispute.responses.select_related("party")
        ],
        "proposals": [
            {
                "number": proposal.number,
                "result": str(ProposalState(proposal.state).label),
                "made_at": proposal.made_at.isoformat(),
            }
            for proposal in mediation.proposals.all()
        ],
        "agreement": (agreement.sha256 if (agreement := current_agreement(mediation)) else None),
    }


def _remedy(code: str) -> str:
    try:
        return remedy(code).label
    except NoSuchTerm:
        return code
