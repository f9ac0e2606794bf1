"""The draft: saved page by page, found again on another device, its author's alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from docket.services import open_chain

from ..engine import acting, note
from ..models import Claim, Dispute, Party
from ..policies import can_file_at_desk, require, require_draft_of
from ..sides import require_two_sides
from ..states import Origin, PartyKind, PartyRole, State

if TYPE_CHECKING:
    from accounts.models import Organisation, User

#: What the form may set on a draft, page by page.
DRAFT_FIELDS = frozenset(
    {
        "sector",
        "category",
        "title",
        "narrative",
        "happened_on",
        "region",
        "order_number",
        "prior_steps",
        "is_taken_elsewhere",
        "platform",
        "is_against_platform",
        "step",
        "language",
    }
)


@transaction.atomic
def start_draft(*, by: User, origin: str = Origin.ONLINE, language: str = "zh-hans") -> Dispute:
    """A draft from the first page on, so that it is found again on another device. At a desk only by a receptionist."""
    if origin == Origin.DESK:
        require(can_file_at_desk(by))
    dispute = Dispute.objects.create(chain=open_chain(), created_by=by, origin=origin, language=language)
    note(dispute, "disputes.draft_started", by=by, facts={"origin": origin})
    own = {"user": by, "name": by.name, "phone": by.phone or "", "email": by.email or ""}
    Party.objects.create(
        dispute=dispute, role=PartyRole.COMPLAINANT, **({} if origin == Origin.DESK else own)
    )
    return dispute


def save_draft(dispute: Dispute, *, by: User, **fields: Any) -> Dispute:
    """Save one page of the form. Incomplete is fine here; `file_dispute` asks for the whole."""
    with acting(dispute, by=by) as draft:
        require_draft_of(by, draft)
        if unknown := set(fields) - DRAFT_FIELDS:
            raise TypeError(f"not fields of a draft: {sorted(unknown)}")
        for name, value in fields.items():
            setattr(draft, name, value)
        draft.save()
    return draft


def replace_claims(dispute: Dispute, *, by: User, claims: Iterable[dict[str, Any]]) -> None:
    """What is asked, as a whole: `remedy`, `amount` in yuan or None, `detail`."""
    with acting(dispute, by=by) as draft:
        require_draft_of(by, draft)
        draft.claims.all().delete()
        Claim.objects.bulk_create(
            Claim(dispute=draft, position=position, **claim) for position, claim in enumerate(claims)
        )
        draft.amount = draft.claims.aggregate(total=Sum("amount"))["total"]
        draft.save()


def name_respondent(
    dispute: Dispute,
    *,
    by: User,
    platform: Organisation | None,
    is_against_platform: bool,
    name: str = "",
    kind: str = PartyKind.PERSON,
    phone: str = "",
    email: str = "",
    address: str = "",
    order_number: str = "",
) -> Party:
    """Against whom: the platform itself, somebody on it, or somebody of whom only something is known."""
    with acting(dispute, by=by) as draft:
        require_draft_of(by, draft)
        draft.platform = platform
        draft.is_against_platform = is_against_platform and platform is not None
        draft.order_number = order_number
        draft.save()
        party = draft.parties.filter(role=PartyRole.RESPONDENT).first()
        party = party or Party(dispute=draft, role=PartyRole.RESPONDENT)
        if draft.is_against_platform and platform is not None:
            party.organisation, party.kind, party.name = platform, PartyKind.ORGANISATION, platform.name
            party.phone, party.email, party.address = platform.phone, platform.email, platform.address
        else:
            party.organisation, party.kind, party.name = None, kind, name
            party.phone, party.email, party.address = phone, email, address
        require_two_sides(draft, party)
        party.save()
    return party


def describe_complainant(
    dispute: Dispute,
    *,
    by: User,
    name: str,
    phone: str = "",
    email: str = "",
    address: str = "",
    id_document: str = "",
    id_number: str = "",
    window_fact: str = "",
    consents_publication: bool = False,
    consents_entrusted_mediation: bool = False,
    consents_e_service: bool = False,
) -> Party:
    """Who complains, how to reach them, and to what they agree: three consents, each for itself."""
    with acting(dispute, by=by) as draft:
        require_draft_of(by, draft)
        party = draft.parties.get(role=PartyRole.COMPLAINANT)
        party.name, party.phone, party.email, party.address = name, phone, email, address
        party.id_document, party.id_number, party.window_fact = id_document, id_number, window_fact
        party.consents_publication_at = _since(party.consents_publication_at, consents_publication)
        party.consents_entrusted_mediation_at = _since(
            party.consents_entrusted_mediation_at, consents_entrusted_mediation
        )
        party.consents_e_service_at = _since(party.consents_e_service_at, consents_e_service)
        require_two_sides(draft, party)
        party.save()
    return party


@transaction.atomic
def discard_draft(dispute: Dispute, *, by: User) -> None:
    """The author throws a draft away. Nothing was handed in, so nothing of the matter is kept but its chain."""
    with acting(dispute, by=by) as draft:
        require_draft_of(by, draft)
        note(draft, "disputes.draft_discarded", by=by)
    Dispute.objects.filter(pk=dispute.pk, state=State.DRAFT).delete()


def _since(before: datetime | None, agrees: bool) -> datetime | None:
    return (before or timezone.now()) if agrees else None
