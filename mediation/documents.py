"""What the papers of a mediation look like: which template, with what in it. Nothing is written here."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from disputes.documents import Document
from disputes.models import Dispute
from disputes.terms import from_json
from notices.states import PaperKind
from rulebook.models import Deadline
from rulebook.selectors import explain, ground, mediation_guard, next_deadline, roads

from .models import Agreement, Challenge, CoMediator, Disclosure, Mediation, MediationRecord
from .scope import matter_of
from .selectors import terms_in_words
from .states import SUSPICIONS, Office


def _document(
    kind: PaperKind, mediation: Mediation, facts: dict[str, Any] | None = None, **context: Any
) -> Document:
    dispute: Dispute = mediation.dispute
    return Document(
        kind=kind,
        template=f"papers/{kind.value}.html",
        context={
            "dispute": dispute,
            "parties": list(dispute.parties.all()),
            "mediation": mediation,
            **context,
        },
        facts={
            "reference": dispute.reference,
            "mediation": mediation.pk,
            "body": mediation.body.name,
            **(facts or {}),
        },
    )


def _until(mediation: Mediation | CoMediator) -> dict[str, Any]:
    deadline: Deadline | None = next_deadline(mediation)
    return {"deadline": deadline, "derivation": explain(deadline) if deadline else []}


def request(mediation: Mediation) -> Document:
    """调解申请书"""
    return _document(
        PaperKind.MEDIATION_REQUEST,
        mediation,
        claims=list(mediation.dispute.claims.all()),
        applicant=mediation.requested_by,
        **_until(mediation),
    )


def rights(mediation: Mediation) -> Document:
    """权利义务告知书 (人民调解法 23, 24)"""
    guard = mediation_guard(mediation.body.mediation_type, matter_of(mediation.dispute))
    return _document(PaperKind.MEDIATION_RIGHTS, mediation, guard=guard, is_free=guard.fee == "free")


def appointment(mediation: Mediation, disclosure: Disclosure) -> Document:
    """调解员选定/指定通知书, with what the mediator disclosed and until when the parties may challenge."""
    held = disclosure.appointment
    subject = held.co_office if held.office == Office.CO_MEDIATOR else mediation
    return _document(
        PaperKind.APPOINTMENT,
        mediation,
        {"mediator": held.mediator_id, "office": held.office, "how": held.how, "draw": held.draw},
        appointment=held,
        disclosure=disclosure,
        certificates=list(held.entry.certificates.in_force(timezone.localdate())),
        is_challengeable=subject.state == "challengeable",
        **_until(subject),
    )


def challenge_decision(mediation: Mediation, challenge: Challenge) -> Document:
    """回避决定书"""
    return _document(
        PaperKind.CHALLENGE_DECISION,
        mediation,
        {"is_upheld": challenge.state, "ground": challenge.ground, "refusal": challenge.refusal},
        challenge=challenge,
        asked_for=ground(challenge.ground),
        refused_for=ground(challenge.refusal) if challenge.refusal else None,
    )


def notice(mediation: Mediation) -> Document:
    """调解通知书: where, by whom, until when, what follows from staying away."""
    return _document(
        PaperKind.MEDIATION_NOTICE, mediation, appointment=mediation.appointment, **_until(mediation)
    )


def agreement(agreement: Agreement) -> Document:
    """调解协议书 (人民调解法 29): the words as signed, with every signature and the hash it covers."""
    mediation = agreement.mediation
    return _document(
        PaperKind.MEDIATION_AGREEMENT,
        mediation,
        {"terms": agreement.terms, "text_sha256": agreement.sha256},
        agreement=agreement,
        terms=terms_in_words(mediation.dispute, from_json(agreement.terms)),
        signatures=list(agreement.signatures.select_related("signer", "party")),
    )


def record(record: MediationRecord, *, is_agreed: bool) -> Document:
    """调解笔录 (人民调解法 27)"""
    mediation = record.mediation
    return _document(
        PaperKind.MEDIATION_RECORD,
        mediation,
        {"record_sha256": record.sha256},
        record=record,
        content=record.content,
        confirmations=list(record.confirmations.select_related("party")),
        is_agreed=is_agreed,
        ground=None if is_agreed else ground(mediation.ground),
    )


def termination(mediation: Mediation) -> Document:
    """终止调解决定书: the coded ground, and the roads that stay open (人民调解法 26)."""
    found = ground(mediation.ground)
    return _document(
        PaperKind.MEDIATION_TERMINATION,
        mediation,
        {"ground": mediation.ground},
        ground=found,
        roads=roads(found.roads),
        reason="" if mediation.ground in SUSPICIONS else mediation.reason,
        appointment=mediation.appointment,
    )
