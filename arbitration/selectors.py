"""What can be read of arbitration referrals."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.forms.models import model_to_dict
from django.utils import timezone
from stdnum.cn import ric
from stdnum.exceptions import ValidationError as NumberError

from accounts.models import Organisation
from accounts.states import IdentityDocument, OrganisationKind, Role
from disputes.models import Dispute, Party
from disputes.states import PartyRole
from notices.models import Paper
from notices.selectors import released_papers
from notices.states import PaperKind

from .agreement import Finding, check_agreement
from .models import Particulars, Referral
from .states import RUNNING, Sex

if TYPE_CHECKING:
    from accounts.models import User

#: The papers of a referral in the order of the bundle, the receipt last.
PAPERS = (
    PaperKind.ARBITRATION_REFERRAL,
    PaperKind.ARBITRATION_APPLICATION,
    PaperKind.ARBITRATION_AGREEMENT,
    PaperKind.EVIDENCE_LIST,
    PaperKind.ARBITRATION_RECEIPT,
)


def commissions() -> QuerySet[Organisation]:
    return Organisation.objects.of_kind(OrganisationKind.ARBITRATION_COMMISSION).order_by("name")


def running_referral(dispute: Dispute) -> Referral | None:
    return (
        dispute.arbitration_referrals.filter(state__in=RUNNING)
        .select_related("commission", "applicant")
        .first()
    )


def referrals_to_offices_of(user: User) -> QuerySet[Referral]:
    """What was sent to the commissions this person works for, what waits longest first."""
    offices = user.memberships.in_force().filter(role__in=[Role.REGISTRAR, Role.SUPERVISOR])
    return (
        Referral.objects.visible_to(user)
        .filter(commission__in=offices.values("organisation"), sent_at__isnull=False)
        .select_related("dispute", "commission", "applicant")
        .order_by("sent_at")
    )


def check_for(dispute: Dispute, commission: Organisation, *, form: str, text: str) -> Finding:
    """The check of an agreement for this case and this commission."""
    return check_agreement(
        text,
        form=form,
        category=dispute.category,
        commission=commission.name,
        known_as=[commission.short_name] if commission.short_name else [],
        is_taken_elsewhere=dispute.is_taken_elsewhere,
    )


def issued_for(referral: Referral) -> QuerySet[Paper]:
    """Every paper that was issued for this referral, the oldest first."""
    issued = Paper.objects.filter(chain=referral.dispute.chain, facts__referral=referral.pk, kind__in=PAPERS)
    return issued.select_related("issuer", "signer", "replaced_by").order_by("pk")


def papers_of(referral: Referral) -> list[Paper]:
    """The newest paper of each kind that was issued for this referral, in the order of the bundle.

    At the end what all parties have let go to a tribunal, whichever app it came from.
    """
    newest = {paper.kind: paper for paper in issued_for(referral)}
    released = released_papers(referral.dispute.chain).filter(
        issued_at__lte=referral.sent_at or timezone.now()
    )
    return [
        *(newest[kind] for kind in PAPERS if kind in newest),
        *released.select_related("issuer", "signer", "replaced_by"),
    ]


def particulars_of(referral: Referral) -> list[Particulars]:
    """One row for each party, as far as known; rows not stored yet come from the case."""
    stored = {row.party_id: row for row in referral.particulars.select_related("party__organisation")}
    parties = referral.dispute.parties.select_related("organisation", "user").exclude(
        role=PartyRole.THIRD_PARTY
    )
    return [stored.get(party.pk) or _known_particulars(referral, party) for party in parties]


def application_version(referral: Referral) -> str:
    """Names the words and particulars of an application: two equal versions, two equal texts."""
    rows = [model_to_dict(row, exclude=["id"]) for row in particulars_of(referral)]
    words = [referral.requests, referral.facts, referral.witnesses]
    said = json.dumps([words, rows], cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:20]


def _known_particulars(referral: Referral, party: Party) -> Particulars:
    body, person = party.organisation, party.user
    age, sex = _from_number(party)
    return Particulars(
        referral=referral,
        party=party,
        name=party.name,
        age=age,
        sex=sex,
        domicile=party.address or (body.address if body else ""),
        phone=party.phone or (body.phone if body else "") or (person.phone if person else "") or "",
        email=party.email or (body.email if body else "") or (person.email if person else "") or "",
    )


def _from_number(party: Party) -> tuple[int | None, str]:
    """A resident's number tells the day of birth and the sex (GB 11643)."""
    if party.id_document != IdentityDocument.RESIDENT_ID or not party.id_number:
        return None, Sex.UNSAID
    try:
        born = ric.get_birth_date(party.id_number)
    except (NumberError, ValueError):
        return None, Sex.UNSAID
    today = timezone.localdate()
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return age, Sex.MALE if int(party.id_number[16]) % 2 else Sex.FEMALE


def page_of(kind: str, dispute: Dispute) -> tuple[str, dict[str, object]]:
    """The page that takes a turn of this app: URL name and arguments."""
    referral = running_referral(dispute)
    name = {
        "arbitration.answer_proposal": "arbitration:submission",
        "arbitration.prepare": "arbitration:prepare",
        "arbitration.answer_referral": "arbitration:register",
        "arbitration.report_result": "arbitration:result",
    }[kind]
    return name, {"pk": referral.pk if referral else 0}
