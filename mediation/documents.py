"""What the papers of a mediation look like: which template, with what in it. Nothing is written here."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from disputes.documents import Document
from disputes.models import Dispute
from disputes.terms import from_json
from notices.states import Audience, PaperKind
from rulebook.models import Deadline
from rulebook.selectors import explain, ground, mediation_guard, next_deadline, roads

from .models import Agreement, Challenge, Confirmation, Disclosure, Mediation, MediationRecord
from .scope import matter_of
from .selectors import enclosed_papers, sheets_of, terms_in_words
from .states import SUSPICIONS


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


def _until(mediation: Mediation) -> dict[str, Any]:
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
    return _document(
        PaperKind.APPOINTMENT,
        mediation,
        {"mediator": held.mediator_id, "how": held.how, "draw": held.draw},
        appointment=held,
        disclosure=disclosure,
        **_until(mediation),
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


def _of_confirmation(kind: PaperKind, confirmation: Confirmation, **context: Any) -> Document:
    """Shared by the four papers of the confirmation."""
    agreement = confirmation.agreement
    found = enclosed_papers(confirmation).get(PaperKind.MEDIATION_AGREEMENT)
    return _document(
        kind,
        confirmation.mediation,
        {"confirmation": confirmation.pk, "agreement_sha256": agreement.sha256, **context.pop("facts", {})},
        confirmation=confirmation,
        agreement=agreement,
        agreement_number=found.number if found else "",
        sheets=sheets_of(confirmation),
        **context,
    )


def _for_sides(document: Document, confirmation: Confirmation) -> Document:
    """It holds where both live: for the two themselves, and whoever they hand it to."""
    named = tuple(sheet.party for sheet in sheets_of(confirmation))
    return replace(document, audience=Audience.NAMED, addressees=named)


def confirmation_application(confirmation: Confirmation) -> Document:
    """司法确认申请书 (民诉法 205, 解释 353, 354). Identity numbers are on a sheet of the bundle only."""
    terms = terms_in_words(confirmation.dispute, from_json(confirmation.agreement.terms))
    document = _of_confirmation(PaperKind.CONFIRMATION_APPLICATION, confirmation, terms=terms)
    return _for_sides(document, confirmation)


def confirmation_pledge(confirmation: Confirmation) -> Document:
    """承诺书: freely agreed, nothing false, no collusion, nobody else's rights."""
    return _for_sides(_of_confirmation(PaperKind.CONFIRMATION_PLEDGE, confirmation), confirmation)


def confirmation_certificate(confirmation: Confirmation) -> Document:
    """调解组织主持调解证明 (解释 354): what the body is, and that it conducted this mediation."""
    mediation = confirmation.mediation
    appointments = list(mediation.appointments.select_related("mediator").order_by("pk"))
    return _of_confirmation(PaperKind.CONFIRMATION_CERTIFICATE, confirmation, appointments=appointments)


def confirmation_result(confirmation: Confirmation) -> Document:
    """What the court answered, and what one may do now (民诉法 206)."""
    found = ground(confirmation.ground) if confirmation.ground else None
    return _of_confirmation(
        PaperKind.CONFIRMATION_RESULT,
        confirmation,
        ground=found,
        roads=roads(found.roads) if found else [],
        facts={"ruling": str(confirmation.state), "ground": confirmation.ground},
    )
