"""What goes into papers: terms in words, and what the case knows for the record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.states import IdentityLevel
from disputes.models import Dispute
from disputes.states import Action, PartyRole
from disputes.terms import Term
from notices.states import PaperKind
from rulebook.exceptions import NoSuchTerm
from rulebook.selectors import remedy

from ..amounts import in_capitals, in_figures
from ..models import Appointment, Mediation
from ..states import PAST_SESSIONS, ChosenHow, EndOfOffice, Office, ProposalState, SessionState, SessionWay
from .standing import current_agreement


@dataclass(frozen=True)
class TermInWords:
    """One term with the parties' names and the action in words."""

    number: int
    obligor: str
    creditor: str
    action: str
    is_money: bool
    amount: str | None
    capitals: str
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
            amount=None if term.amount is None else in_figures(term.amount),
            capitals="" if term.amount is None else in_capitals(term.amount),
            detail=term.detail,
            due_on=term.due_on,
        )
        for number, term in enumerate(terms, start=1)
    ]


def held_offices(mediation: Mediation) -> list[Appointment]:
    """Everybody who took office as a mediator of this case, those before a replacement too, in that order."""
    held = mediation.appointments.exclude(accepted_at=None)
    return list(held.select_related("mediator", "entry").order_by("accepted_at", "pk"))


def led_to_the_end(mediation: Mediation) -> Appointment | None:
    """Who leads now, or led when it ended. Nobody after a lead had gone and none was named in time."""
    lead = mediation.appointment
    return lead if lead and (lead.ended_at is None or lead.end == EndOfOffice.CONCLUDED) else None


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
                "from": held.accepted_at.isoformat() if held.accepted_at else None,
                "until": held.ended_at.isoformat() if held.ended_at else None,
                "end": str(EndOfOffice(held.end).label) if held.end else "",
            }
            for held in held_offices(mediation)
        ],
        "parties": [
            {
                "role": str(PartyRole(party.role).label),
                "name": party.name,
                "has_joined": party.joined_at is not None,
                "identity": str(IdentityLevel(party.user.identity_level).label) if party.user else "",
                "representatives": [r.name for r in party.representatives.filter(ends_on=None)],
            }
            for party in dispute.parties.select_related("user")
        ],
        "rights_told": rights.number if rights else None,
        "claims": [
            {
                "remedy": remedy_in_words(claim.remedy),
                "amount": str(claim.amount or ""),
                "detail": claim.detail,
            }
            for claim in dispute.claims.all()
        ],
        "answers": [
            {"party": response.party.name, "text": response.text}
            for response in dispute.responses.select_related("party")
        ],
        "sessions": _sessions(mediation),
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


def _sessions(mediation: Mediation) -> list[dict[str, Any]]:
    """Joint sessions that took place or were to, and who came. A session with one side alone is never named."""
    past = mediation.sessions.joint().filter(state__in=PAST_SESSIONS).prefetch_related("attendances__party")
    return [
        {
            "starts_at": session.starts_at.isoformat() if session.starts_at else None,
            "began_at": session.began_at.isoformat() if session.began_at else None,
            "ended_at": session.ended_at.isoformat() if session.ended_at else None,
            "way": str(SessionWay(session.way).label),
            "place": session.place if session.way == SessionWay.PLACE else "",
            "result": str(SessionState(session.state).label),
            "came": [row.party.name for row in session.attendances.all() if row.came],
            "absent": [
                {"name": row.party.name, "is_excused": row.is_excused}
                for row in session.attendances.all()
                if row.came is False
            ],
        }
        for session in past.order_by("starts_at", "pk")
    ]


def remedy_in_words(code: str) -> str:
    try:
        return remedy(code).label
    except NoSuchTerm:
        return code


def record_hash(content: dict[str, Any], summary: str, undisputed: str) -> str:
    """Of everything that a record says."""
    body = {"content": content, "summary": summary, "undisputed": undisputed}
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
