"""What can be read of evidence and case files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import LegalHold
from disputes.models import Dispute, Party
from disputes.policies import party_of
from notices.models import Paper
from notices.selectors import is_intact

from .models import CaseFile, Evidence, PrintedPaper
from .states import EvidenceAudience

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def evidence_of(dispute: Dispute, *, user: User) -> QuerySet[Evidence]:
    """The evidence of a case that this person may read, each side's in its order."""
    return (
        Evidence.objects.visible_to(user)
        .filter(dispute=dispute)
        .select_related("submitted_by_party", "dispute")
        .in_order()
    )


def shows_evidence(user: User, dispute_id: int, pk: int) -> bool:
    """Whether it is of this case, stands, and may be read by this person."""
    standing = Evidence.objects.visible_to(user).filter(dispute_id=dispute_id, withdrawn_at=None)
    return standing.filter(pk=pk).exists()


def evidence_for_all(dispute: Dispute) -> QuerySet[Evidence]:
    """What every party may read, and so what may go with the case to another body."""
    return (
        Evidence.objects.standing()
        .filter(dispute=dispute, audience=EvidenceAudience.ALL_PARTIES)
        .select_related("submitted_by_party", "dispute")
        .in_order()
    )


def receipts_visible_to(user: User) -> QuerySet[Evidence]:
    """Receipts of service in the cases this person sees; who of them may open one is `can_read_receipts`."""
    seen = Dispute.objects.visible_to(user).values("pk")
    return Evidence.kept.filter(proves_service=True, dispute__in=seen)


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
    "casefiles.evidence_scanned": _("查毒"),
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


@dataclass(frozen=True)
class Finding:
    """What the verification page says of a code or a file. Names nobody.

    case_file (the very bytes made here), printed (likewise, one paper), listed (a code of ours; nothing was compared),
    signed (by our key, unchanged; not in the record), altered, forged, paper (its code), unsure (one of our papers,
    which is not stored as it was issued), exhibit, unknown.
    """

    kind: str
    number: str = ""
    at: datetime | None = None
    pages: int = 0
    sha256: str = ""
    faults: tuple[str, ...] = ()
    paper: Paper | None = None


SHORTEST_CODE = 16


def finding_by_code(code: str) -> Finding:
    """By the beginning of a hash, however it is grouped when somebody copies it. A code can be copied onto anything."""
    digest = "".join(code.split()).replace("-", "").lower()
    if len(digest) < SHORTEST_CODE or len(digest) > 64 or set(digest) - set("0123456789abcdef"):
        return Finding("unknown")
    case_file = CaseFile.objects.filter(manifest_sha256__startswith=digest).first()
    if case_file is not None:
        return _of_case_file(case_file, "listed")
    paper = Paper.objects.filter(sha256__startswith=digest).select_related("chain", "replaced_by").first()
    if paper is not None:
        kind = "paper" if is_intact(paper) else "unsure"
        return Finding(kind, paper.number, paper.issued_at, sha256=paper.sha256, paper=paper)
    return Finding("unknown")


def finding_by_hash(sha256: str, *, user: User | AnonymousUser) -> Finding:
    """By the hash of a whole file: a copy we made; or evidence, told only to who may read that very piece."""
    case_file = CaseFile.objects.filter(sha256=sha256).first()
    if case_file is not None:
        return _of_case_file(case_file, "case_file")
    printed = (
        PrintedPaper.objects.filter(sha256=sha256)
        .select_related("paper__chain", "paper__replaced_by", "paper__issuer")
        .first()
    )
    if printed is not None:
        return _of_printed(printed)
    piece = Evidence.objects.visible_to(user).filter(sha256=sha256).order_by("received_at").first()
    if piece is not None:
        return Finding("exhibit", at=piece.received_at, sha256=sha256)
    return Finding("unknown", sha256=sha256)


def _of_printed(printed: PrintedPaper) -> Finding:
    paper = printed.paper
    kind = "printed" if is_intact(paper) else "unsure"
    return Finding(kind, paper.number, paper.issued_at, printed.pages, printed.sha256, paper=paper)


def _of_case_file(case_file: CaseFile, kind: str) -> Finding:
    return Finding(kind, case_file.number, case_file.made_at, case_file.pages, case_file.sha256)


def holds_visible_to(user: User) -> QuerySet[LegalHold]:
    """Of cases this person sees, and of the parties of such cases."""
    seen = Dispute.objects.visible_to(user)
    parties = Party.objects.filter(dispute__in=seen.values("pk")).exclude(user=None).values("user")
    found = LegalHold.objects.filter(Q(chain__in=seen.values("chain")) | Q(user__in=parties))
    return found.select_related("user", "chain__dispute", "set_by")
