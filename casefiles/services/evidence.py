"""Taking evidence in, describing it, taking it back. The file itself is never changed."""

from __future__ import annotations

from pathlib import Path, PurePath
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.engine import acting, actor_of, note
from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.models import Dispute, Party
from disputes.policies import require
from disputes.scanning import ScanState, state_on_arrival
from disputes.states import PartyRole, State
from docket.services import record
from notices.policies import can_read_receipts

from ..contents import Content, identify
from ..imaging import previews_of
from ..models import Evidence
from ..policies import can_change_evidence, can_submit_evidence, is_reader_from_office, side_of
from ..states import EvidenceKind
from .examining import clean_name, copy_without_place, fingerprint_of, says_where
from .quarantine import scan_evidence

if TYPE_CHECKING:
    from accounts.models import User

PIECE = 1024 * 1024


def receive_file(dispute: Dispute, *, by: User, file: UploadedFile, **description: Any) -> Evidence:
    """A whole file at once, as a plain form sends it."""
    require_room(dispute, by=by, size=file.size or 0)
    with NamedTemporaryFile(prefix="jiefen-") as arrived:
        for piece in file.chunks(PIECE):
            arrived.write(piece)
        arrived.flush()
        return keep(dispute, Path(arrived.name), by=by, name=file.name or "", **description)


def require_room(dispute: Dispute, *, by: User, size: int, waiting: int = 0) -> None:
    """Refuses what may not be given, or is too big, or one too many, before it is sent."""
    require(can_submit_evidence(by, dispute))
    if dispute.state == State.CLOSED:
        raise NotLawfulNow(_("案件已经结案，不能再提交证据。"))
    if size <= 0:
        raise NotValid(_("文件是空的。请确认选对了文件。"), code="empty")
    if size > settings.EVIDENCE_MAX_BYTES:
        limit = settings.EVIDENCE_MAX_BYTES // (1024 * 1024)
        raise NotValid(
            _("文件太大：每个文件最多 %(limit)d MB。录像可以剪成几段，照片可以选“压缩”后再上传。")
            % {"limit": limit},
            code="too_big",
        )
    _require_one_more(dispute, by, waiting=waiting)


def _require_one_more(dispute: Dispute, by: User, *, waiting: int = 0) -> None:
    given = dispute.evidence.standing().filter(submitted_by=by).count()
    if given + waiting >= settings.EVIDENCE_MAX_FILES:
        raise NotValid(
            _("最多可以提交 %(count)d 份证据。可以把几张图片合成一份 PDF，或者先撤回不需要的。")
            % {"count": settings.EVIDENCE_MAX_FILES},
            code="too_many",
        )


def keep(
    dispute: Dispute, path: Path, *, by: User, name: str, though_closed: bool = False, **description: Any
) -> Evidence:
    """Hash a file that has arrived, store it and enter it. The same file given twice by one side is one piece.

    After the end nothing is taken any more, but (`though_closed`) the receipt for a paper that told of it.
    """
    name = clean_name(name)
    content = identify(path, name)
    fingerprint = fingerprint_of(path)
    receipt_for = str(description.get("addressee_key", ""))
    party = None if receipt_for else side_of(by, dispute)
    if (twin := _twin(dispute, party, fingerprint.sha256, receipt_for)) is not None:
        return twin
    evidence = Evidence(
        dispute=dispute,
        submitted_by_party=party,
        submitted_by=by,
        original_name=name,
        media_type=content.media_type,
        size=fingerprint.size,
        sha256=fingerprint.sha256,
        sm3=fingerprint.sm3,
        tells_place=says_where(path, content),
        scan=state_on_arrival(),
        **({"title": PurePath(name).stem[:120] or name[:120], "kind": usual_kind(content)} | description),
    )
    stored = _store(evidence, path, content)
    entered = None
    try:
        entered = _enter(evidence, by=by, though_closed=though_closed)
    finally:
        if entered is not evidence:  # refused, or given by another request in the same moment
            for field in stored:
                field.storage.delete(field.name)
    return entered


def _twin(dispute: Dispute, party: Party | None, sha256: str, receipt_for: str) -> Evidence | None:
    """One picture of two receipts is two, each of whom it is about."""
    alike = Evidence.kept.standing().filter(dispute=dispute, submitted_by_party=party)
    found = alike.filter(sha256=sha256, proves_service=bool(receipt_for), addressee_key=receipt_for)
    return found.exclude(file="").first()


def _store(evidence: Evidence, path: Path, content: Content) -> list[Any]:
    with path.open("rb") as file:
        evidence.file.save(f"file.{content.extension}", File(file), save=False)
    stored = [evidence.file]
    if evidence.tells_place:
        with copy_without_place(path, content) as copied:
            if copied is not None:
                with copied[0].open("rb") as file:
                    evidence.copy.save(f"copy.{copied[2]}", File(file), save=False)
                evidence.copy_media_type = copied[1]
                evidence.copy_sha256 = fingerprint_of(copied[0]).sha256
                stored.append(evidence.copy)
    previews = previews_of(path) if content.media_type.startswith("image/") else None
    if previews is not None:
        evidence.preview.save("preview.jpg", ContentFile(previews[0]), save=False)
        evidence.thumbnail.save("thumbnail.jpg", ContentFile(previews[1]), save=False)
        stored += [evidence.preview, evidence.thumbnail]
    return stored


def _enter(evidence: Evidence, *, by: User, though_closed: bool) -> Evidence:
    with acting(evidence.dispute_id, by=by) as dispute:
        if dispute.state == State.CLOSED and not though_closed:
            raise NotLawfulNow(_("案件已经结案，不能再提交证据。"))
        twin = _twin(dispute, evidence.submitted_by_party, evidence.sha256, evidence.addressee_key)
        if twin is not None:
            return twin
        if not though_closed and not evidence.proves_service:
            _require_one_more(dispute, by)
        evidence.dispute = dispute
        if dispute.state != State.DRAFT and not evidence.proves_service:
            evidence.number = next_number(dispute, evidence.submitted_by_party)
        evidence.save(force_insert=True)
        note(
            dispute,
            "casefiles.receipt_kept" if evidence.proves_service else "casefiles.evidence_received",
            by=by,
            facts={
                "evidence": evidence.pk,
                "media_type": evidence.media_type,
                "sha256": evidence.sha256,
                "size": evidence.size,
                "sm3": evidence.sm3,
            }
            | ({"addressee": evidence.addressee_key} if evidence.addressee_key else {})
            | ({"copy_sha256": evidence.copy_sha256} if evidence.copy else {}),
            sealed={"name": evidence.original_name},
        )
        if evidence.scan == ScanState.WAITING:
            scan_evidence.enqueue(evidence.pk)
    return evidence


def describe_evidence(
    evidence: Evidence,
    *,
    by: User,
    title: str,
    kind: str,
    audience: str,
    source: str = "",
    purpose: str = "",
    summary: str = "",
    shares_place: bool = False,
) -> Evidence:
    """Say what it is and what it proves. `shares_place`: a yes to showing the others where it was taken."""
    require(can_change_evidence(by, evidence))
    with acting(evidence.dispute_id, by=by) as dispute:
        current = _changeable(evidence, dispute)
        given = {
            "title": title, "kind": kind, "audience": audience, "source": source, "purpose": purpose, "summary": summary,
            "shares_place": shares_place and current.tells_place,
        }  # fmt: skip
        changed = sorted(field for field, value in given.items() if getattr(current, field) != value)
        if not changed:
            return current
        for field in changed:
            setattr(current, field, given[field])
        current.save(update_fields=changed)
        note(
            dispute,
            "casefiles.evidence_described",
            by=by,
            facts={"evidence": current.pk, "fields": changed, "audience": current.audience}
            | ({"shares_place": current.shares_place} if "shares_place" in changed else {}),
        )
    return current


def withdraw_evidence(evidence: Evidence, *, by: User) -> Evidence:
    """Out of sight for everybody; the file and its entry stay, because it was here."""
    require(can_change_evidence(by, evidence))
    with acting(evidence.dispute_id, by=by) as dispute:
        current = _changeable(evidence, dispute)
        current.withdrawn_at = timezone.now()
        current.save(update_fields=["withdrawn_at"])
        note(dispute, "casefiles.evidence_withdrawn", by=by, facts={"evidence": current.pk})
    return current


def _changeable(evidence: Evidence, dispute: Dispute) -> Evidence:
    current = Evidence.kept.select_for_update(of=("self",)).get(pk=evidence.pk)
    current.dispute = dispute
    if not current.is_open:
        raise NotLawfulNow()
    return current


def record_reading(evidence: Evidence, *, by: User) -> None:
    """Whoever reads for an office leaves a trace; a side reading its own case does not."""
    if not evidence.proves_service and not Evidence.objects.visible_to(by).filter(pk=evidence.pk).exists():
        raise NotPermitted()
    if evidence.proves_service:
        require(can_read_receipts(by, evidence.dispute.chain))
    if not is_reader_from_office(by, evidence.dispute):
        return
    with transaction.atomic():
        record(
            evidence.dispute.chain,
            f"casefiles.{evidence.docket_word}_read",
            by=actor_of(by),
            facts={"evidence": evidence.pk},
        )


def number_exhibits(dispute: Dispute) -> None:
    """Once a draft is filed its evidence belongs to the complainant and gets its numbers, in order of arrival."""
    waiting = list(dispute.evidence.standing().filter(number=None).order_by("pk"))
    if not waiting or dispute.state == State.DRAFT:
        return
    complainant = dispute.parties.filter(role=PartyRole.COMPLAINANT).first()
    number = next_number(dispute, complainant)
    for offset, evidence in enumerate(waiting):
        evidence.submitted_by_party, evidence.number = complainant, number + offset
        evidence.save(update_fields=["submitted_by_party", "number"])


def next_number(dispute: Dispute, party: Party | None) -> int:
    """Numbers are never used twice, not even a withdrawn one's."""
    return (dispute.evidence.filter(submitted_by_party=party).aggregate(last=Max("number"))["last"] or 0) + 1


def usual_kind(content: Content) -> str:
    return (
        EvidenceKind.AUDIOVISUAL
        if content.media_type.startswith(("audio/", "video/"))
        else EvidenceKind.ELECTRONIC
    )
