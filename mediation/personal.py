"""What a mediation holds about persons."""

from __future__ import annotations

import hashlib
from typing import Any

from accounts.personal import NOBODY, Personal

from .models import (
    Agreement,
    Appointment,
    Attendance,
    Bidding,
    CalendarFeed,
    Certificate,
    Challenge,
    ConductComplaint,
    Confirmation,
    ConfirmationParticulars,
    Disclosure,
    Draw,
    DrawWord,
    Fact,
    FactList,
    FactReply,
    FactSignature,
    FigureObjection,
    Mediation,
    MediationConsent,
    MediationRecord,
    OfferedTerm,
    PrivateRange,
    Proposal,
    RecordConfirmation,
    RosterEntry,
    Session,
    SessionChange,
    SessionReply,
    Signature,
    SigningCode,
    TableOffer,
)
from .selectors import record_hash
from .selectors.drawing import erased_draw, row_of

CASE = "mediation__dispute__chain"


def _text_hash(row: Any) -> dict[str, str]:
    return {"sha256": hashlib.sha256(row.text.encode()).hexdigest()} if row.sha256 else {}


def _record_hash(record: Any) -> dict[str, str]:
    return {"sha256": record_hash(record.content, record.summary, record.undisputed)}


PERSONAL = (
    Personal(
        Mediation, "dispute__chain", mine=("requested_by__user",), words=("request_text",), shared=("reason",)
    ),
    Personal(MediationConsent, CASE, mine=("party__user",), words=("reason",)),
    Personal(Proposal, CASE, shared=("terms", "message")),
    Personal(
        Agreement,
        CASE,
        shared=(
            *("facts", "disputed_items", "terms", "performance", "default_clause"),
            *("confidentiality", "text"),
        ),
        rehash=_text_hash,
        sha256="sha256",
    ),
    Personal(SigningCode, f"agreement__{CASE}", mine=("user",), words=("sent_to",), deleted=True),
    Personal(
        Signature,
        f"agreement__{CASE}",
        mine=("signer",),
        names=("typed_name",),
        words=("sent_to", "strokes"),
        blank={"typed_name": NOBODY},
    ),
    Personal(
        MediationRecord,
        CASE,
        shared=("content", "summary", "undisputed"),
        rehash=_record_hash,
        sha256="sha256",
        told=lambda record: f"mediation.record:{record.pk}",
    ),
    Personal(
        RecordConfirmation,
        f"record__{CASE}",
        mine=("party__user",),
        names=("typed_name",),
        words=("objection",),
        blank={"typed_name": NOBODY},
    ),
    Personal(Bidding, CASE, shared=("about",)),
    Personal(RosterEntry, mine=("mediator",), words=("bio",)),
    Personal(Certificate, mine=("entry__mediator",), words=("number", "issuer")),
    Personal(Appointment, CASE, shared=("reason", "end_reason", "draw")),
    Personal(Disclosure, f"appointment__{CASE}", mine=("appointment__mediator",), words=("text",)),
    Personal(
        Challenge,
        f"appointment__{CASE}",
        mine=("party__user",),
        words=("reasons",),
        shared=("refusal", "decision"),
    ),
    Personal(
        ConductComplaint,
        CASE,
        mine=("party__user",),
        words=("text",),
        shared=("statement", "decision"),
        own_chain="chain",
    ),
    Personal(
        FigureObjection,
        CASE,
        mine=("made_by",),
        words=("reason",),
        shared=("decision",),
        own_chain="chain",
    ),
    Personal(
        Confirmation,
        CASE,
        shared=("court_name", "supplement_text", "decision_note"),
        files=("bundle",),
        drops_files=lambda row, changed: True,
    ),
    Personal(
        ConfirmationParticulars,
        f"confirmation__{CASE}",
        mine=("party__user",),
        names=(
            *("name", "id_number", "domicile", "service_address", "phone"),
            *("legal_representative", "pledged_name"),
        ),
        files=("id_copy",),
    ),
    Personal(DrawWord, f"draw__{CASE}", mine=("party__user",), words=("word", "salt")),
    # after the words, which stand in its seed, too
    Personal(
        Draw,
        CASE,
        shared=("roster", "tickets", "passed_over"),
        rehash=erased_draw,
        sha256="names_sha256",
        told=row_of,
        always=True,
    ),
    Personal(FactList, CASE, shared=("text",), rehash=_text_hash, sha256="sha256"),
    Personal(Fact, f"list__{CASE}", shared=("text", "source")),
    Personal(FactReply, f"fact__list__{CASE}", mine=("party__user",), words=("change",)),
    Personal(
        FactSignature,
        f"list__{CASE}",
        mine=("signer",),
        names=("typed_name",),
        blank={"typed_name": NOBODY},
    ),
    Personal(TableOffer, CASE, mine=("by_party__user",), words=("message",)),
    Personal(OfferedTerm, f"offer__{CASE}", shared=("terms",)),
    Personal(PrivateRange, CASE, mine=("party__user",), words=("words",), deleted=True),
    Personal(Session, CASE, shared=("place", "message")),
    Personal(SessionReply, f"session__{CASE}", mine=("party__user",), words=("note",)),
    Personal(Attendance, f"session__{CASE}", mine=("party__user",), words=("explanation",)),
    Personal(SessionChange, f"session__{CASE}", shared=("reason",)),
    Personal(CalendarFeed, mine=("user",), deleted=True),
)
