"""Judicial confirmation: whether this road is there, who still has to say something, what is known of the parties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.states import IdentityDocument, MediationType, OrganisationKind, Role
from disputes.models import Party
from disputes.states import PartyKind
from notices.models import Paper
from notices.states import PaperKind
from rulebook.exceptions import NoSuchTerm
from rulebook.selectors import confirmation_courts, mediation_guard, period_of, rule_in_force

from ..models import Agreement, Confirmation, ConfirmationParticulars, Mediation
from ..states import AgreementState
from .standing import deciding_parties

if TYPE_CHECKING:
    from accounts.models import User
    from rulebook.terms import Advice


@dataclass(frozen=True)
class Entitlement:
    """Whether an agreement made before this body can be confirmed by a court, and why, in plain words."""

    is_open: bool
    reasons: tuple[str, ...]


def entitlement(body: Organisation) -> Entitlement:
    """Only a lawfully established mediation organisation (民诉法 205); a doubt is the court's to decide."""
    confirmable = _confirmable(body)
    if confirmable == "no" or not body.is_lawfully_established:
        said = _(
            "法律规定，只有依法设立的调解组织主持达成的协议，才能申请司法确认（民诉法 205）。“%(body)s”没有登记为这样的组织。"
        )
        kept = _("协议照样有约束力：对方不履行的，可以凭协议起诉（人民调解法 32；民法典 119、509）。")
        return Entitlement(False, (said % {"body": body.name}, kept))
    if confirmable == "maybe":
        said = _("“%(body)s”算不算“依法设立的调解组织”，由受理的法院审查决定。")
        return Entitlement(True, (said % {"body": body.name},))
    return Entitlement(True, ())


def _confirmable(body: Organisation) -> str:
    try:
        return mediation_guard(body.mediation_type, "civil").confirmable
    except NoSuchTerm:
        return "no"


def courts_for(mediation: Mediation) -> list[Advice]:
    """To which courts the two may go together (民诉法 205)."""
    return confirmation_courts(is_court_invited=mediation.body.mediation_type == MediationType.COURT_INVITED)


def registered_courts() -> QuerySet[Organisation]:
    return Organisation.objects.of_kind(OrganisationKind.COURT).order_by("name")


def agreement_in_force(mediation: Mediation) -> Agreement | None:
    return mediation.agreements.filter(state=AgreementState.SIGNED).first()


def parties_to_speak(confirmation: Confirmation) -> list[Party]:
    """Who has not said whether to apply."""
    said = set(confirmation.words.values_list("party", flat=True))
    return [party for party in deciding_parties(confirmation.dispute) if party.pk not in said]


def unwilling_parties(confirmation: Confirmation) -> list[Party]:
    return [word.party for word in confirmation.words.filter(is_willing=False).select_related("party")]


def willing_parties(confirmation: Confirmation) -> list[Party]:
    return [word.party for word in confirmation.words.filter(is_willing=True).select_related("party")]


def sheets_of(confirmation: Confirmation) -> list[ConfirmationParticulars]:
    """One sheet for each deciding party; what is not stored yet comes from the case."""
    stored = {
        sheet.party_id: sheet
        for sheet in confirmation.particulars.select_related("party__organisation", "party__user")
    }
    return [
        stored.get(party.pk) or _known(confirmation, party)
        for party in deciding_parties(confirmation.dispute)
    ]


def _known(confirmation: Confirmation, party: Party) -> ConfirmationParticulars:
    body, person = party.organisation, party.user
    address = party.address or (body.address if body else "")
    number, kind = party.id_number, party.id_document
    if not number and body is not None and body.credit_code:
        number, kind = body.credit_code, IdentityDocument.CREDIT_CODE
    if not kind and party.kind == PartyKind.ORGANISATION:
        kind = IdentityDocument.CREDIT_CODE
    return ConfirmationParticulars(
        confirmation=confirmation,
        party=party,
        name=party.name,
        id_document=kind or IdentityDocument.RESIDENT_ID,
        id_number=number,
        domicile=address,
        service_address=address,
        phone=party.phone or (body.phone if body else "") or (person.phone if person else "") or "",
    )


def is_ready(confirmation: Confirmation) -> bool:
    """Every side has given what the court wants, and has signed the pledge."""
    sheets = sheets_of(confirmation)
    return bool(sheets) and all(sheet.pk and sheet.is_complete for sheet in sheets)


#: What the bundle holds of the house's own papers, in its order. The record of the talk is not among them: what is
#: conceded there for the sake of peace is nobody's evidence (法释〔2016〕14号 22); the court may ask the body itself.
ENCLOSED = (
    PaperKind.CONFIRMATION_APPLICATION,
    PaperKind.CONFIRMATION_PLEDGE,
    PaperKind.MEDIATION_AGREEMENT,
    PaperKind.CONFIRMATION_CERTIFICATE,
    PaperKind.MEDIATION_RIGHTS,
    PaperKind.APPOINTMENT,
    PaperKind.MEDIATION_NOTICE,
)


def enclosed_papers(confirmation: Confirmation) -> dict[str, Paper]:
    """The newest paper of each kind that belongs to this mediation."""
    issued = Paper.objects.filter(
        chain=confirmation.dispute.chain, kind__in=ENCLOSED, facts__mediation=confirmation.mediation_id
    )
    found = {paper.kind: paper for paper in issued.select_related("issuer", "signer").order_by("pk")}
    return {kind: found[kind] for kind in ENCLOSED if kind in found}


def court_times(confirmation: Confirmation) -> list[str]:
    """How long a court takes, by the rules in force when it was handed in."""
    filed_at = confirmation.dispute.filed_at or confirmation.opened_at
    found = []
    for code, words in (
        ("jc_accept", _("法院收到后一般在%(period)s内决定是否受理（%(source)s）。")),
        ("jc_decide", _("受理后一般在%(period)s内作出裁定，特殊情况可以延长（%(source)s）。")),
    ):
        rule = rule_in_force(code, on=filed_at.date(), known_at=filed_at)
        found.append(words % {"period": period_of(rule), "source": rule.source})
    return [*found, _("申请司法确认不收费（法释〔2011〕5号 第11条）。")]


def confirmations_for(user: User) -> QuerySet[Confirmation]:
    """For a body's office and a court's registry: what they may help with, the running ones first."""
    offices = user.memberships.in_force().filter(role__in=[Role.SECRETARY, Role.SUPERVISOR, Role.REGISTRAR])
    bodies = offices.values("organisation")
    return (
        Confirmation.objects.visible_to(user)
        .filter(Q(mediation__body__in=bodies) | Q(court__in=bodies, handed_in_on__isnull=False))
        .select_related("mediation__dispute", "mediation__body", "court")
        .order_by(F("ended_at").desc(nulls_first=True), "-opened_at")
    )
