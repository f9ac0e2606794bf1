"""What can be read of evidence and case files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from disputes.policies import party_of

from .models import CaseFile, Evidence
from .states import EvidenceAudience

if TYPE_CHECKING:
    from accounts.models import User
    from disputes.models import Dispute


def evidence_of(dispute: Dispute, *, user: User) -> QuerySet[Evidence]:
    """The evidence of a case that this person may read, each side's in its order."""
    return (
        Evidence.objects.visible_to(user)
        .filter(dispute=dispute)
        .select_related("submitted_by_party", "dispute")
        .in_order()
    )


def evidence_for_all(dispute: Dispute) -> QuerySet[Evidence]:
    """What every party may read, and so what may go with the case to another body."""
    return (
        Evidence.objects.standing()
        .filter(dispute=dispute, audience=EvidenceAudience.ALL_PARTIES)
        .select_related("submitted_by_party", "dispute")
        .in_order()
    )


def case_files_visible_to(user: User) -> QuerySet[CaseFile]:
    return CaseFile.objects.visible_to(user)


@dataclass(frozen=True)
class Custody:
    """One link of the chain of custody: when, what, by which side or office."""

    at: datetime
    what: str
    who: str


CUSTODY = {
    "casefiles.evidence_received": _("收到并计算指纹"),
    "casefiles.evidence_described": _("补充说明"),
    "casefiles.evidence_read": _("查阅或下载"),
    "casefiles.evidence_withdrawn": _("撤回"),
}


def custody_of(evidence: Evidence) -> list[Custody]:
    """Who held or read it, from the docket. Persons are named by side: the docket itself names nobody."""
    entries = evidence.dispute.chain.entries.filter(verb__in=CUSTODY, facts__evidence=evidence.pk).order_by(
        "seq"
    )
    sides: dict[str, str] = {}
    for entry in entries:
        sides.setdefault(entry.actor, _side_of_actor(entry.actor, evidence))
    return [Custody(entry.at, str(CUSTODY[entry.verb]), sides[entry.actor]) for entry in entries]


def _side_of_actor(actor: str, evidence: Evidence) -> str:
    pk = actor.removeprefix("user:")
    if actor == f"user:{evidence.submitted_by_id}":
        return evidence.side
    user = get_user_model().objects.filter(pk=pk).first() if pk.isdigit() else None
    party = party_of(user, evidence.dispute) if user else None
    return str(party.get_role_display()) if party else str(_("办案机构"))
