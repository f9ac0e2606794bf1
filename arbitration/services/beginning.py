"""Two ways to begin: on an agreement that the parties have, or on one that they make now."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.states import OrganisationKind
from disputes.engine import acting, transit
from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.models import Dispute, Party
from disputes.policies import require_party
from disputes.selectors import complainants, respondents
from disputes.services import invite_party, issue, open_proceeding
from disputes.services.roads import close_inside
from disputes.states import CLOCKS as DISPUTE_CLOCKS
from disputes.states import Channel, PartyRole

from .. import documents
from ..agreement import Finding
from ..models import Referral, SubmissionAcceptance, SubmissionAgreement
from ..policies import spoken_for
from ..selectors import check_for, particulars_of
from ..states import NOT_AGREED, AgreementForm, ReferralState
from .course import acting_in, note_in, return_to_choice, start_clock, step

if TYPE_CHECKING:
    from accounts.models import User


def prepare_referral(
    dispute: Dispute,
    *,
    by: User,
    commission: Organisation,
    agreement_form: str,
    agreement_text: str,
    is_read: bool = False,
) -> Referral:
    """Begin a referral on an agreement that passes the check; the application is filled from what is known.

    `is_read`: the applicant says that they compared the original themselves. Without it nothing begins on a text
    that no rule can settle; with it the letter asks the commission to look first.

    Raises `NotValid` with every objection in words when the agreement does not carry it: nothing is begun, the
    other roads stay as they were.
    """
    if agreement_form == AgreementForm.SUBMISSION:
        raise NotValid(_("请用“向对方提议签订仲裁协议”。"), code="propose_instead")
    with acting(dispute, by=by) as case:
        referral = _begin(
            case, by=by, commission=commission, form=agreement_form, text=agreement_text, is_read=is_read
        )
        start_clock(referral)
        _fill_in(referral)
        facts = {
            "commission": commission.pk,
            "checks": referral.agreement_checks,
            "verdict": str(referral.agreement_verdict),
            "read_by_applicant": is_read,
        }
        note_in(referral, "arbitration.referral_prepared", by=by, facts=facts)
    return referral


def propose_submission(
    dispute: Dispute,
    *,
    by: User,
    commission: Organisation,
    name: str,
    matters: str = "",
    is_online: bool = True,
) -> Referral:
    """Propose an agreement to arbitrate, made now (仲裁法 27; better for consumers than any printed clause).

    The proposer's own acceptance is in it. Everybody else is served and asked; silence is no agreement.
    """
    with acting(dispute, by=by) as case:
        if not respondents(case):
            raise NotLawfulNow(_("还没有明确的被投诉人，不能签订仲裁协议。"), code="nobody_to_ask")
        matters = matters.strip() or documents.suggested_matters(case)
        text = documents.submission_text(case, commission, matters=matters, is_online=is_online)
        referral = _begin(
            case,
            by=by,
            commission=commission,
            form=AgreementForm.SUBMISSION,
            text=text,
            state=ReferralState.AGREEING,
        )
        submission = SubmissionAgreement.objects.create(
            referral=referral,
            matters=matters,
            text=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            is_online=is_online,
            proposed_by=referral.applicant,
        )
        start_clock(referral)
        facts = {"commission": commission.pk, "sha256": submission.sha256}
        note_in(referral, "arbitration.submission_proposed", by=by, facts=facts)
        for party in spoken_for(by, referral, [referral.applicant, *complainants(case)]):
            _accept(submission, party, by=by, name=name)
        _serve_proposal(referral, by=by)
    return referral


def accept_submission(referral: Referral, *, by: User, name: str) -> Referral:
    """Yes to exactly these words, for each party this person speaks for. The last yes makes the agreement.

    It gives up the courts for this matter, so a representative needs a special mandate (民诉法 62).
    """
    with acting_in(referral, by=by) as locked:
        submission = _open_submission(locked)
        for party in _still_asked(locked, submission, by):
            _accept(submission, party, by=by, name=name)
        if not submission.missing_parties():
            submission.concluded_at = timezone.now()
            submission.save()
            step(
                locked,
                "agree",
                by=by,
                verb="arbitration.submission_concluded",
                facts={"sha256": submission.sha256},
            )
            _fill_in(locked)
            issue(locked.dispute, documents.agreement(locked), by=by)
    return locked


def refuse_submission(referral: Referral, *, by: User, reason: str = "") -> Referral:
    """Nobody has to arbitrate who did not agree to (仲裁法 4); the complainant chooses another road."""
    with acting_in(referral, by=by) as locked:
        submission = _open_submission(locked)
        submission.refused_by = _still_asked(locked, submission, by)[0]
        submission.refusal_reason = reason.strip()
        submission.save()
        step(
            locked,
            "decline_submission",
            by=by,
            verb="arbitration.submission_refused",
            sealed={"reason": reason} if reason.strip() else None,
        )
        return_to_choice(locked, by=by, ground=NOT_AGREED)
    return locked


def _begin(
    case: Dispute,
    *,
    by: User,
    commission: Organisation,
    form: str,
    text: str,
    state: str = ReferralState.PREPARING,
    is_read: bool = False,
) -> Referral:
    """The case leaves the inside for this road."""
    if commission.kind != OrganisationKind.ARBITRATION_COMMISSION or not commission.is_active:
        raise NotValid(_("请选择一个仲裁机构。"), code="no_commission")
    applicant = require_party(by, case, PartyRole.COMPLAINANT, needs_special_mandate=True)
    finding = check_for(case, commission, form=form, text=text)
    if not finding.can_begin(is_read=is_read):
        raise NotValid(_in_words(finding), code=f"agreement_{finding.verdict}")
    transit(case, "enter_arbitration", by=by, verb="disputes.arbitration_entered", clocks=DISPUTE_CLOCKS)
    close_inside(case, outcome="moved_on")
    # by name only: a commission gets what is sent to it, and never looks into the case
    proceeding = open_proceeding(case, channel=Channel.ARBITRATION, body_name=commission.name, by=by)
    return Referral.objects.create(
        dispute=case,
        state=state,
        proceeding=proceeding,
        applicant=applicant,
        commission=commission,
        agreement_form=form,
        agreement_text=text,
        agreement_checks=finding.codes,
        agreement_verdict=finding.verdict,
        created_by=by,
    )


def _in_words(finding: Finding) -> str:
    return " ".join(
        f"{rule.message}{rule.advice}" for rule in finding.rules if rule.bars or rule.asks_a_person
    )


def _fill_in(referral: Referral) -> None:
    """Nobody is asked to type again what is known."""
    referral.requests = documents.suggested_requests(referral)
    referral.facts = referral.dispute.narrative
    referral.save()
    for particulars in particulars_of(referral):
        if particulars.pk is None:
            particulars.save()


def _open_submission(referral: Referral) -> SubmissionAgreement:
    if referral.state != ReferralState.AGREEING:
        raise NotLawfulNow()
    return referral.submission


def _still_asked(referral: Referral, submission: SubmissionAgreement, by: User) -> list[Party]:
    if not (own := spoken_for(by, referral, referral.dispute.parties.all())):
        raise NotPermitted()
    if not (found := [party for party in submission.missing_parties() if party in own]):
        raise NotLawfulNow(_("您这一方已经回应过了。"), code="already_answered")
    return found


def _accept(submission: SubmissionAgreement, party: Party, *, by: User, name: str) -> None:
    if not name.strip():
        raise NotValid(_("请输入您的姓名作为签名。"), code="no_name")
    now = timezone.now()
    acceptance = SubmissionAcceptance(
        agreement=submission,
        party=party,
        given_by=by,
        typed_name=name.strip()[:80],
        text_sha256=submission.sha256,
        accepted_at=now,
    )
    acceptance.sha256 = documents.acceptance_hash(acceptance)
    acceptance.save()
    note_in(
        submission.referral,
        "arbitration.submission_accepted",
        by=by,
        facts={"party": party.pk, "sha256": submission.sha256, "acceptance": acceptance.sha256},
        sealed={"name": acceptance.typed_name},
    )


def _serve_proposal(referral: Referral, *, by: User) -> None:
    """On everybody asked, also on those who never came in: they get a way in first."""
    case = referral.dispute
    everybody = [*complainants(case), *respondents(case)]
    for party in respondents(case):
        has_way_in = (
            party.joined_at or party.invitations.filter(used_at=None, expires_at__gt=timezone.now()).exists()
        )
        if not has_way_in:
            invite_party(party, by=by)
    issue(case, documents.agreement(referral), by=by, serve_on=everybody)
