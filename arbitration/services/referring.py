"""From the agreement check to the bundle at the commission's door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.states import OrganisationKind
from disputes.engine import acting, note, transit
from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.models import Dispute
from disputes.policies import require_party, speaks_for
from disputes.services import close_proceeding, issue, leave_unresolved, open_proceeding
from disputes.states import CLOCKS as DISPUTE_CLOCKS
from disputes.states import Channel, PartyRole
from rulebook.services import set_deadline

from .. import documents
from ..agreement import check_agreement
from ..models import Referral
from ..states import CLOCKS, ReferralState, Verdict
from .bundles import order_bundle

if TYPE_CHECKING:
    from accounts.models import User


def prepare_referral(
    dispute: Dispute, *, by: User, commission: Organisation, agreement_form: str, agreement_text: str
) -> Referral:
    """Begin a referral on an agreement that passes the check; the application is filled from what is known.

    Raises `NotValid` with every objection in words when the agreement does not carry it: nothing is begun, the
    other roads stay as they were.
    """
    if commission.kind != OrganisationKind.ARBITRATION_COMMISSION:
        raise NotValid(_("请选择一个仲裁机构。"), code="no_commission")
    with acting(dispute, by=by) as case:
        applicant = require_party(by, case, PartyRole.COMPLAINANT, needs_special_mandate=True)
        finding = check_agreement(
            agreement_text,
            form=agreement_form,
            category=case.category,
            commission=commission.name,
            is_taken_elsewhere=case.is_taken_elsewhere,
        )
        if finding.verdict != Verdict.VALID:
            reasons = " ".join(f"{rule.message}{rule.advice}" for rule in finding.rules)
            raise NotValid(reasons, code="agreement_" + finding.verdict)
        transit(case, "enter_arbitration", by=by, verb="disputes.arbitration_entered", clocks=DISPUTE_CLOCKS)
        proceeding = open_proceeding(case, channel=Channel.ARBITRATION, body=commission, by=by)
        referral = Referral(
            dispute=case,
            proceeding=proceeding,
            applicant=applicant,
            commission=commission,
            agreement_form=agreement_form,
            agreement_text=agreement_text,
            agreement_checks=finding.codes,
            agreement_verdict=finding.verdict,
            facts=case.narrative,
            created_by=by,
        )
        referral.requests = documents.suggested_requests(referral)
        referral.save()
        clock = CLOCKS[ReferralState.PREPARING]
        set_deadline(
            referral,
            f"arbitration.referral.{ReferralState.PREPARING}",
            clock.rule,
            filed_at=case.filed_at,
            remind_days=clock.remind_days,
        )
        note(
            case,
            "arbitration.referral_prepared",
            by=by,
            facts={"referral": referral.pk, "commission": commission.pk, "checks": finding.codes},
        )
    return referral


def revise_referral(referral: Referral, *, by: User, requests: str, facts: str) -> Referral:
    """The applicant's own words for claims and facts, as often as needed before it is sent."""
    with acting(referral.dispute_id, by=by) as case:
        locked = _own(referral, by)
        if locked.state != ReferralState.PREPARING:
            raise NotLawfulNow()
        locked.requests, locked.facts = requests, facts
        locked.save()
        note(case, "arbitration.application_revised", by=by, facts={"referral": locked.pk})
    return locked


def send_referral(referral: Referral, *, by: User) -> Referral:
    """Issue the application, the evidence list and the letter, hand them over, and have the bundle bound.

    The commission has the time of 仲裁法 35 to accept or refuse.
    """
    with acting(referral.dispute_id, by=by) as case:
        locked = _own(referral, by)
        if not locked.requests.strip() or not locked.facts.strip():
            raise NotValid(_("请写明仲裁请求、事实和理由。"), code="incomplete_application")
        transit(
            locked,
            "send",
            by=by,
            verb="arbitration.referral_sent",
            clocks=CLOCKS,
            facts={"referral": locked.pk},
        )
        for document in (documents.application(locked), documents.evidence(locked), documents.letter(locked)):
            issue(case, document, by=by)
        order_bundle(locked)
    return locked


def withdraw_referral(referral: Referral, *, by: User, reason: str = "") -> Referral:
    """The applicant takes the application back; the complainant chooses another road."""
    with acting(referral.dispute_id, by=by) as case:
        locked = _own(referral, by)
        transit(
            locked, "withdraw", by=by, verb="arbitration.withdrawn", clocks=CLOCKS, sealed={"reason": reason}
        )
        return_to_choice(case, locked, by=by, ground="arbitration_withdrawn")
    return locked


def return_to_choice(case: Dispute, referral: Referral, *, by: User | None, ground: str) -> None:
    close_proceeding(referral.proceeding, outcome=referral.state, ground=ground, by=by)
    leave_unresolved(case, by=by, ground=ground)


def _own(referral: Referral, by: User) -> Referral:
    locked = locked_referral(referral.pk)
    if not speaks_for(by, locked.applicant, needs_special_mandate=True):
        raise NotPermitted()
    return locked


def locked_referral(pk: int) -> Referral:
    return Referral.objects.select_related(
        "dispute__chain", "dispute__desk", "applicant", "commission", "proceeding"
    ).get(pk=pk)
