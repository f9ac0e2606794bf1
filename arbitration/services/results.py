"""What the commission answers: accepted, refused with reasons, and in the end an award or a settlement."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.files.base import File
from django.utils.translation import gettext as _

from disputes.engine import acting, transit
from disputes.exceptions import NotValid
from disputes.policies import require
from disputes.services import close_proceeding, conclude_arbitration, issue
from disputes.states import Outcome

from .. import documents
from ..models import Referral
from ..policies import can_register
from ..states import CLOCKS
from .referring import locked_referral, return_to_choice

if TYPE_CHECKING:
    from accounts.models import User


def accept_referral(referral: Referral, *, by: User, case_number: str) -> Referral:
    """受理, with the commission's own case number (仲裁法 35: within five days)."""
    if not case_number.strip():
        raise NotValid(_("请填写仲裁案号。"), code="no_case_number")
    with acting(referral.dispute_id, by=by) as case:
        locked = locked_referral(referral.pk)
        require(can_register(by, locked))
        transit(
            locked,
            "accept",
            by=by,
            verb="arbitration.referral_accepted",
            clocks=CLOCKS,
            facts={"referral": locked.pk},
            case_number=case_number.strip(),
        )
        locked.proceeding.number = locked.case_number
        locked.proceeding.save()
        issue(case, documents.receipt(locked), by=by, issuer=locked.commission)
    return locked


def refuse_referral(referral: Referral, *, by: User, reason: str) -> Referral:
    """不予受理, in writing and with reasons (仲裁法 35); the complainant chooses another road."""
    if not reason.strip():
        raise NotValid(_("请写明不予受理的理由。"), code="no_reasons")
    with acting(referral.dispute_id, by=by) as case:
        locked = locked_referral(referral.pk)
        require(can_register(by, locked))
        transit(
            locked,
            "refuse",
            by=by,
            verb="arbitration.referral_refused",
            clocks=CLOCKS,
            facts={"referral": locked.pk},
            sealed={"reason": reason},
            reason=reason,
        )
        issue(case, documents.receipt(locked), by=by, issuer=locked.commission)
        return_to_choice(case, locked, by=by, ground="arbitration_refused")
    return locked


def record_award(
    referral: Referral, *, by: User, number: str, summary: str, awarded_on: date, file: File | None = None
) -> Referral:
    """The award: final, and enforceable by a court. It ends the matter here (仲裁法 10, 70)."""
    if not number.strip() or not summary.strip():
        raise NotValid(_("请填写裁决书编号和裁决结果。"), code="incomplete_award")
    with acting(referral.dispute_id, by=by) as case:
        locked = locked_referral(referral.pk)
        require(can_register(by, locked))
        if file is not None:
            locked.award_file.save(f"award-{locked.pk}.pdf", file, save=False)
        transit(
            locked,
            "record_award",
            by=by,
            verb="arbitration.awarded",
            clocks=CLOCKS,
            facts={"referral": locked.pk, "awarded_on": awarded_on.isoformat()},
            sealed={"summary": summary},
            number=number.strip(),
            summary=summary,
            awarded_on=awarded_on,
        )
        issue(case, documents.receipt(locked), by=by, issuer=locked.commission)
        close_proceeding(locked.proceeding, outcome=locked.state, by=by)
        conclude_arbitration(case, outcome=Outcome.AWARDED, by=by)
    return locked


def record_settlement(referral: Referral, *, by: User, summary: str) -> Referral:
    """The parties settled before the tribunal (仲裁法 62–65)."""
    if not summary.strip():
        raise NotValid(_("请填写和解内容。"), code="incomplete_settlement")
    with acting(referral.dispute_id, by=by) as case:
        locked = locked_referral(referral.pk)
        require(can_register(by, locked))
        transit(
            locked,
            "record_settlement",
            by=by,
            verb="arbitration.settled",
            clocks=CLOCKS,
            facts={"referral": locked.pk},
            sealed={"summary": summary},
            summary=summary,
        )
        issue(case, documents.receipt(locked), by=by, issuer=locked.commission)
        close_proceeding(locked.proceeding, outcome=locked.state, by=by)
        conclude_arbitration(case, outcome=Outcome.ARBITRATION_SETTLED, by=by)
    return locked
