"""From the application to the bundle at the commission's door."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.selectors import staff_of
from accounts.states import Role
from disputes.exceptions import NotLawfulNow, NotValid, Outdated
from disputes.policies import require
from disputes.services import issue
from notices.models import Paper
from notices.services import serve, tell, withdraw_paper
from notices.states import PaperKind

from .. import documents
from ..models import Referral
from ..policies import can_prepare
from ..selectors import application_version, issued_for, particulars_of
from ..states import WITHDRAWN, ReferralState
from .bundles import order_bundle
from .course import acting_in, note_in, return_to_choice, step

if TYPE_CHECKING:
    from accounts.models import User

#: What goes with the application and falls with it. An agreement to arbitrate binds on, a receipt stays true.
OWN_PAPERS = (PaperKind.ARBITRATION_REFERRAL, PaperKind.ARBITRATION_APPLICATION, PaperKind.EVIDENCE_LIST)


def revise_referral(
    referral: Referral,
    *,
    by: User,
    requests: str,
    facts: str,
    witnesses: str = "",
    particulars: Mapping[int, Mapping[str, Any]] | None = None,
    began_from: str | None = None,
) -> Referral:
    """The applicant's own words, as often as needed before it is sent. `particulars`: fields by key of the party.

    `began_from` is the `application_version` the writer had before them; when another is stored, `Outdated`.
    """
    with acting_in(referral, by=by) as locked:
        require(can_prepare(by, locked))
        if locked.state != ReferralState.PREPARING:
            raise NotLawfulNow()
        if began_from is not None and began_from != application_version(locked):
            raise Outdated()
        locked.requests, locked.facts, locked.witnesses = requests, facts, witnesses
        locked.save()
        for row in particulars_of(locked):
            for field, value in (particulars or {}).get(row.party_id, {}).items():
                setattr(row, field, value)
            row.save()
        note_in(locked, "arbitration.application_revised", by=by)
    return locked


def send_referral(referral: Referral, *, by: User) -> Referral:
    """Issue the application, the evidence list and the letter, hand them over, and have the bundle bound.

    The commission has the time of 仲裁法 35 to accept or refuse.
    """
    with acting_in(referral, by=by) as locked:
        require(can_prepare(by, locked))
        if not locked.requests.strip() or not locked.facts.strip():
            raise NotValid(_("请写明仲裁请求、事实和理由。"), code="incomplete_application")
        if not any(row.is_reachable for row in particulars_of(locked) if row.party_id == locked.applicant_id):
            raise NotValid(_("请写明申请人的电话或者电子邮箱。"), code="unreachable")
        step(locked, "send", by=by, verb="arbitration.referral_sent")
        enclosed = [
            issue(locked.dispute, document, by=by)
            for document in (documents.application(locked), documents.evidence(locked))
        ]
        letter = issue(locked.dispute, documents.letter(locked, enclosed), by=by)
        _hand_over(locked, letter, by=by)
        order_bundle(locked)
    return locked


def withdraw_referral(referral: Referral, *, by: User, reason: str = "") -> Referral:
    """The applicant takes the proposal or the application back; the complainant chooses another road."""
    with acting_in(referral, by=by) as locked:
        require(can_prepare(by, locked))
        was_sent = locked.sent_at is not None
        step(
            locked,
            "withdraw",
            by=by,
            verb="arbitration.withdrawn",
            sealed={"reason": reason} if reason.strip() else None,
        )
        return_to_choice(locked, by=by, ground=WITHDRAWN)
        for paper in issued_for(locked).filter(kind__in=OWN_PAPERS):
            withdraw_paper(paper, by=by, reason=reason)
        if was_sent:
            _tell_registrars(locked, gettext_lazy("申请人撤回了仲裁申请"))
    return locked


def _hand_over(referral: Referral, letter: Paper, *, by: User) -> None:
    """The commission gets the letter formally, with proof, and its registrars a line under the bell."""
    commission = referral.commission
    serve(
        letter,
        addressee_key=f"organisation:{commission.pk}",
        addressee_name=commission.name,
        organisation=commission,
        email=commission.email,
        by=by,
        link=reverse("arbitration:register", args=[referral.pk]),
    )
    _tell_registrars(referral, gettext_lazy("收到一份仲裁申请材料，请在期限内回复是否受理"))


def _tell_registrars(referral: Referral, text: Any) -> None:
    tell(
        staff_of(referral.commission, Role.REGISTRAR),
        chain=None,
        reference=referral.dispute.reference or "",
        text=text,
        url=reverse("arbitration:show", args=[referral.pk]),
    )
