"""What the commission answers: accepted, refused with reasons, and in the end an award or a settlement."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.exceptions import NotValid
from disputes.policies import require
from disputes.services import close_proceeding, conclude_arbitration, issue
from disputes.states import Outcome
from rulebook.exceptions import NoSuchTerm
from rulebook.selectors import ground as ground_of

from .. import documents
from ..models import Referral
from ..policies import can_register
from ..states import REFUSED_OTHERWISE
from .course import acting_in, return_to_choice, start_clock, step

if TYPE_CHECKING:
    from accounts.models import User


def accept_referral(referral: Referral, *, by: User, case_number: str) -> Referral:
    """受理, with the commission's own case number (仲裁法 35: within five days)."""
    if not case_number.strip():
        raise NotValid(_("请填写仲裁案号。"), code="no_case_number")
    with acting_in(referral, by=by) as locked:
        require(can_register(by, locked))
        step(
            locked,
            "accept",
            by=by,
            verb="arbitration.referral_accepted",
            case_number=case_number.strip()[:60],
        )
        locked.proceeding.number = locked.case_number
        locked.proceeding.save()
        issue(locked.dispute, documents.receipt(locked, registrar=by), by=by)
    return locked


def refuse_referral(
    referral: Referral, *, by: User, reason: str, ground: str = REFUSED_OTHERWISE
) -> Referral:
    """不予受理, in writing, with a coded ground and reasons (仲裁法 35); the complainant chooses another road."""
    if not reason.strip():
        raise NotValid(_("请写明不予受理的理由。"), code="no_reasons")
    if not _is_refusal_ground(ground):
        raise NotValid(_("请选择不予受理的依据。"), code="no_ground")
    with acting_in(referral, by=by) as locked:
        require(can_register(by, locked))
        step(
            locked,
            "refuse",
            by=by,
            verb="arbitration.referral_refused",
            facts={"ground": ground},
            sealed={"reason": reason},
            ground=ground,
            reason=reason,
        )
        issue(locked.dispute, documents.receipt(locked, registrar=by), by=by)
        return_to_choice(locked, by=by, ground=ground)
    return locked


def report_pending(referral: Referral, *, by: User) -> Referral:
    """Still at work: the wait for a result begins again, so that no running arbitration is taken for lost."""
    with acting_in(referral, by=by) as locked:
        require(can_register(by, locked))
        step(locked, "report_pending", by=by, verb="arbitration.still_pending")
        start_clock(locked)
    return locked


def record_award(
    referral: Referral, *, by: User, number: str, summary: str, awarded_on: date, file: File | None = None
) -> Referral:
    """The award: final, and enforceable by a court. It ends the matter here (仲裁法 10, 70)."""
    if not number.strip() or not summary.strip():
        raise NotValid(_("请填写裁决书编号和裁决结果。"), code="incomplete_award")
    if awarded_on > timezone.localdate():
        raise NotValid(_("裁决日期不能晚于今天。"), code="future_award")
    if file is not None:
        require_pdf(file)
    with acting_in(referral, by=by) as locked:
        require(can_register(by, locked))
        facts = {"awarded_on": awarded_on.isoformat()}
        if file is not None:
            locked.award_sha256 = facts["file_sha256"] = _sha256(file)
            locked.award_file.save(f"award-{locked.pk}.pdf", file, save=False)
        step(
            locked,
            "record_award",
            by=by,
            verb="arbitration.awarded",
            facts=facts,
            sealed={"summary": summary},
            number=number.strip()[:60],
            summary=summary,
            awarded_on=awarded_on,
        )
        issue(locked.dispute, documents.receipt(locked, registrar=by), by=by)
        close_proceeding(locked.proceeding, outcome=locked.state, by=by)
        conclude_arbitration(locked.dispute, outcome=Outcome.AWARDED, by=by)
    return locked


def record_settlement(referral: Referral, *, by: User, summary: str) -> Referral:
    """The parties settled before the tribunal (仲裁法 62–65)."""
    if not summary.strip():
        raise NotValid(_("请填写和解内容。"), code="incomplete_settlement")
    with acting_in(referral, by=by) as locked:
        require(can_register(by, locked))
        step(
            locked,
            "record_settlement",
            by=by,
            verb="arbitration.settled",
            sealed={"summary": summary},
            summary=summary,
        )
        issue(locked.dispute, documents.receipt(locked, registrar=by), by=by)
        close_proceeding(locked.proceeding, outcome=locked.state, by=by)
        conclude_arbitration(locked.dispute, outcome=Outcome.ARBITRATION_SETTLED, by=by)
    return locked


def require_pdf(file: File) -> None:
    """By content, never by name."""
    if (file.size or 0) > settings.EVIDENCE_MAX_BYTES:
        limit = settings.EVIDENCE_MAX_BYTES // (1024 * 1024)
        raise NotValid(_("文件太大，最多 %(limit)d MB。") % {"limit": limit}, code="too_big")
    file.seek(0)
    head = file.read(1024)
    file.seek(0)
    if b"%PDF-" not in head:
        raise NotValid(_("裁决书请上传 PDF 文件。"), code="not_pdf")


def _sha256(file: File) -> str:
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def _is_refusal_ground(code: str) -> bool:
    try:
        return ground_of(code).kind == "arbitration_refused"
    except NoSuchTerm:
        return False
