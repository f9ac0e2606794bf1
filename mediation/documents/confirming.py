"""Papers of the judicial confirmation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from disputes.documents import Document
from disputes.terms import from_json
from notices.states import Audience, PaperKind
from rulebook.selectors import ground, roads

from ..models import (
    Confirmation,
)
from ..selectors import (
    enclosed_papers,
    held_offices,
    sheets_of,
    terms_in_words,
)
from .frame import document_of

if TYPE_CHECKING:
    from accounts.models import User


def _of_confirmation(kind: PaperKind, confirmation: Confirmation, **context: Any) -> Document:
    """Shared by the four papers of the confirmation."""
    agreement = confirmation.agreement
    found = enclosed_papers(confirmation).get(PaperKind.MEDIATION_AGREEMENT)
    return document_of(
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
