"""What the papers of a mediation look like: which template, with what in it. Nothing is written here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from disputes.documents import Document
from disputes.models import Dispute, Party
from disputes.selectors import officer_in_charge
from disputes.states import PartyRole
from disputes.terms import from_json
from notices.drawings import DRAWINGS
from notices.kinds import Signs, form_of
from notices.states import RELEASED, Audience, PaperKind
from rulebook.models import Deadline
from rulebook.selectors import explain, ground, mediation_guard, next_deadline, roads

from .models import (
    Agreement,
    Challenge,
    CoMediator,
    Confirmation,
    Disclosure,
    FactList,
    Mediation,
    MediationRecord,
    Session,
    Signature,
)
from .moments import When
from .scope import confirmable, matter_of
from .selectors import (
    absences_needed,
    deciding_parties,
    enclosed_papers,
    facts_for_record,
    held_offices,
    led_to_the_end,
    sheets_of,
    terms_in_words,
    undisputed_facts,
)
from .states import PARTYS_OWN, UNTOLD, Office, SignerRole

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from accounts.models import User


def _document(
    kind: PaperKind,
    mediation: Mediation,
    facts: dict[str, Any] | None = None,
    *,
    only_for: Sequence[Party] = (),
    signing: Sequence[Party] = (),
    signs_as: str | _StrPromise = "",
    officer: User | None = None,
    not_signed_by: User | None = None,
    **context: Any,
) -> Document:
    dispute: Dispute = mediation.dispute
    return Document(
        body=mediation.body,
        officer=officer or (mediation.accepted_by if form_of(kind).signs == Signs.OFFICER else None),
        not_signed_by=not_signed_by,
        signing=tuple(signing),
        signs_as=signs_as,
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
        audience=Audience.NAMED if only_for else Audience.ALL_PARTIES,
        addressees=tuple(only_for),
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
        signing=(mediation.requested_by,),
        signs_as=gettext_lazy("申请人"),
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
        not_signed_by=held.mediator,
        **_until(subject),
    )


def challenge_decision(mediation: Mediation, challenge: Challenge) -> Document:
    """回避决定书"""
    return _document(
        PaperKind.CHALLENGE_DECISION,
        mediation,
        {"is_upheld": challenge.state, "ground": challenge.ground, "refusal": challenge.refusal},
        challenge=challenge,
        officer=challenge.decided_by,
        not_signed_by=challenge.appointment.mediator,
        asked_for=ground(challenge.ground),
        refused_for=ground(challenge.refusal) if challenge.refusal else None,
    )


def notice(mediation: Mediation) -> Document:
    """调解通知书: where, by whom, until when, what follows from staying away."""
    return _document(
        PaperKind.MEDIATION_NOTICE, mediation, appointment=mediation.appointment, **_until(mediation)
    )


def session_notice(session: Session) -> Document:
    """调解会议通知书: when, where, with whom, what to bring, what follows from staying away. Also when it was moved."""
    assert session.starts_at is not None and session.ends_at is not None
    last = session.changes.last()
    document = _document(
        PaperKind.MEDIATION_NOTICE,
        session.mediation,
        {
            "session": str(session.key),
            "sequence": session.sequence,
            "starts_at": session.starts_at.isoformat(),
            "ends_at": session.ends_at.isoformat(),
        },
        session=session,
        when=When(session.starts_at, session.ends_at, with_year=True),
        appointment=session.appointment,
        absences_needed=absences_needed(session.dispute),
        is_moved=session.sequence > 1,
        reason=last.reason if last and session.sequence > 1 else "",
    )
    return replace(document, template="papers/session_notice.html", title=gettext_lazy("调解会议通知书"))


def agreement(agreement: Agreement) -> Document:
    """调解协议书 (人民调解法 29): the words as signed, with every signature and the hash it covers."""
    mediation = agreement.mediation
    signatures = sorted(agreement.signatures.select_related("signer", "party"), key=_place_of_signature)
    drawn = {str(place): one.strokes for place, one in enumerate(signatures, start=1) if one.strokes}
    return _document(
        PaperKind.MEDIATION_AGREEMENT,
        mediation,
        officer=next((one.signer for one in signatures if one.role == SignerRole.MEDIATOR), None),
        facts={
            "terms": agreement.terms,
            "text_sha256": agreement.sha256,
            **({DRAWINGS: drawn} if drawn else {}),
        },
        agreement=agreement,
        terms=terms_in_words(mediation.dispute, from_json(agreement.terms)),
        signatures=signatures,
        is_confirmable=confirmable(mediation) != "no",
    )


def _place_of_signature(signature: Signature) -> tuple[int, int, int]:
    """Parties as they are named above, then the mediator, the body last."""
    party = signature.party
    sides = list(PartyRole.values)
    place = (sides.index(party.role), party.position) if party else (0, 0)
    return (list(SignerRole.values).index(signature.role), *place)


def record(record: MediationRecord, *, is_agreed: bool) -> Document:
    """调解笔录 (人民调解法 27): the words as confirmed; course, people and attendance as they are at the end."""
    mediation = record.mediation
    led = led_to_the_end(mediation)
    confirmations = list(record.confirmations.select_related("party"))
    said = {one.party_id for one in confirmations}
    return _document(
        PaperKind.MEDIATION_RECORD,
        mediation,
        {"record_sha256": record.sha256},
        officer=led.mediator if led else None,
        record=record,
        content=record.content,
        course=facts_for_record(mediation),
        led=led,
        confirmations=confirmations,
        unconfirmed="、".join(
            party.name for party in deciding_parties(mediation.dispute) if party.pk not in said
        ),
        is_agreed=is_agreed,
        ground=None if is_agreed else ground(mediation.ground),
    )


def facts(fact_list: FactList) -> Document:
    """无争议事实确认书 (在线调解规则 22). For the parties and the body; for a tribunal when every side has said so."""
    agreed = undisputed_facts(fact_list)
    signatures = list(fact_list.signatures.select_related("party"))
    sides = deciding_parties(fact_list.mediation.dispute)
    is_released = all(signature.may_be_used for signature in signatures)
    return _document(
        PaperKind.UNDISPUTED_FACTS,
        fact_list.mediation,
        {
            "list": fact_list.number,
            "text_sha256": fact_list.sha256,
            "undisputed": [fact.text for fact in agreed],
            RELEASED: is_released,
        },
        only_for=sides,
        officer=fact_list.closed_by,
        parties=sides,
        fact_list=fact_list,
        agreed=agreed,
        signatures=signatures,
        is_released=is_released,
    )


def termination(mediation: Mediation, party: Party | None = None) -> Document:
    """终止调解决定书: the coded ground, and the roads that stay open (人民调解法 26).

    Where a party used its own right nobody decided: the paper tells so, of which party, and not why. A body that
    was never asked does not speak: then the desk tells.
    """
    found = ground(mediation.ground)
    is_own = mediation.ground in PARTYS_OWN
    document = _document(
        PaperKind.MEDIATION_TERMINATION,
        mediation,
        {"ground": mediation.ground},
        ground=found,
        roads=roads(found.roads),
        reason="" if mediation.ground in UNTOLD else mediation.reason,
        party=party,
        is_own=is_own,
        appointments=held_offices(mediation),
    )
    if is_own:
        document = replace(document, title=gettext_lazy("调解终止通知书"))
    if mediation.proceeding.body_id is None:
        dispute = mediation.dispute
        document = replace(document, body=dispute.desk, officer=officer_in_charge(dispute))
    return document


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
    return replace(document, audience=Audience.NAMED, addressees=named, signing=named)


def confirmation_application(confirmation: Confirmation) -> Document:
    """司法确认申请书 (民诉法 205, 解释 353, 354). Identity numbers are on a sheet of the bundle only."""
    terms = terms_in_words(confirmation.dispute, from_json(confirmation.agreement.terms))
    document = _of_confirmation(PaperKind.CONFIRMATION_APPLICATION, confirmation, terms=terms)
    return _for_sides(document, confirmation)


def confirmation_pledge(confirmation: Confirmation) -> Document:
    """承诺书: freely agreed, nothing false, no collusion, nobody else's rights."""
    return _for_sides(_of_confirmation(PaperKind.CONFIRMATION_PLEDGE, confirmation), confirmation)


def confirmation_certificate(confirmation: Confirmation, *, secretary: User) -> Document:
    """调解组织主持调解证明 (解释 354): what the body is, and that it conducted this mediation."""
    mediation = confirmation.mediation
    appointments = held_offices(mediation)
    return _of_confirmation(
        PaperKind.CONFIRMATION_CERTIFICATE, confirmation, appointments=appointments, officer=secretary
    )


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
