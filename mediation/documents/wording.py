"""Papers with words that people confirm or sign: agreement, record, undisputed facts."""

from __future__ import annotations

from disputes.documents import Document
from disputes.states import PartyRole
from disputes.terms import from_json
from notices.drawings import DRAWINGS
from notices.states import RELEASED, PaperKind
from rulebook.selectors import ground

from ..models import (
    Agreement,
    FactList,
    MediationRecord,
    Signature,
)
from ..scope import confirmable
from ..selectors import (
    deciding_parties,
    facts_for_record,
    led_to_the_end,
    terms_in_words,
    undisputed_facts,
)
from ..states import SignerRole
from .frame import document_of


def agreement(agreement: Agreement) -> Document:
    """调解协议书 (人民调解法 29): the words as signed, with every signature and the hash it covers."""
    mediation = agreement.mediation
    signatures = sorted(agreement.signatures.select_related("signer", "party"), key=_place_of_signature)
    drawn = {str(place): one.strokes for place, one in enumerate(signatures, start=1) if one.strokes}
    return document_of(
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
    return document_of(
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
    return document_of(
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
