"""The papers of a referral: agreement, application, evidence list, covering letter, and what came back."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _

from casefiles.selectors import evidence_for_all
from disputes.documents import Document
from disputes.models import Dispute, Party
from disputes.selectors import officer_in_charge
from disputes.states import PartyRole
from docket.hashing import canonical
from notices.models import Paper
from notices.states import Audience, PaperKind
from rulebook.selectors import explain, ground, live_deadline, remedy

from .agreement import rules_of
from .models import Referral, SubmissionAcceptance
from .selectors import particulars_of
from .states import AgreementForm, ReferralState

if TYPE_CHECKING:
    from accounts.models import Organisation, User


def _document(kind: PaperKind, referral: Referral, **context: Any) -> Document:
    dispute = referral.dispute
    parties = list(dispute.parties.select_related("organisation"))
    named: tuple[Party, ...] = context.pop("addressees", ())
    signing: tuple[Party, ...] = context.pop("signing", ())
    officer: User | None = context.pop("officer", None)
    return Document(
        body=referral.commission,
        officer=officer,
        signing=signing,
        kind=kind,
        template=f"papers/{kind.value}.html",
        context={
            "dispute": dispute,
            "parties": parties,
            "referral": referral,
            "applicant": referral.applicant,
            "respondents": [party for party in parties if party.role == PartyRole.RESPONDENT],
            **context,
        },
        facts={
            "reference": dispute.reference,
            "referral": referral.pk,
            "commission": referral.commission.name,
            **context.get("facts", {}),
        },
        audience=Audience.NAMED if named else Audience.ALL_PARTIES,
        addressees=named,
    )


def agreement(referral: Referral) -> Document:
    """仲裁协议 (仲裁法 27): as proposed, and again when everybody has accepted it."""
    submission = referral.submission
    deadline = live_deadline(referral, f"arbitration.referral.{ReferralState.AGREEING}")
    acceptances = list(submission.acceptances.select_related("party"))
    return _document(
        PaperKind.ARBITRATION_AGREEMENT,
        referral,
        signing=tuple(acceptance.party for acceptance in acceptances),
        submission=submission,
        acceptances=acceptances,
        deadline=deadline if submission.concluded_at is None else None,
        derivation=explain(deadline) if deadline and submission.concluded_at is None else [],
        facts={
            "text_sha256": submission.sha256,
            "is_concluded": submission.concluded_at is not None,
            "acceptances": [
                {"party": a.party_id, "sha256": a.sha256, "at": a.accepted_at} for a in acceptances
            ],
        },
    )


def application(referral: Referral) -> Document:
    """仲裁申请书 (仲裁法 34). It holds home and telephone: the commission serves the copy on the other side, not we."""
    rows = particulars_of(referral)
    return _document(
        PaperKind.ARBITRATION_APPLICATION,
        referral,
        applicants=[row for row in rows if row.party.role == PartyRole.COMPLAINANT],
        others=[row for row in rows if row.party.role == PartyRole.RESPONDENT],
        exhibits=list(evidence_for_all(referral.dispute)),
        is_submission=referral.agreement_form == AgreementForm.SUBMISSION,
        addressees=tuple(row.party for row in rows if row.party.role == PartyRole.COMPLAINANT),
        signing=tuple(row.party for row in rows if row.party.role == PartyRole.COMPLAINANT),
    )


def evidence(referral: Referral) -> Document:
    """证据目录 (民事证据规定 19): number, source, what it proves, summary, hash."""
    exhibits = list(evidence_for_all(referral.dispute))
    return _document(
        PaperKind.EVIDENCE_LIST,
        referral,
        signing=(referral.applicant,),
        exhibits=exhibits,
        facts={"exhibits": [{"number": n, "sha256": e.sha256} for n, e in enumerate(exhibits, start=1)]},
    )


def letter(referral: Referral, enclosed: Sequence[Paper] = ()) -> Document:
    """仲裁移送函, naming what is enclosed and its hash."""
    deadline = live_deadline(referral, f"arbitration.referral.{ReferralState.SENT}")
    return _document(
        PaperKind.ARBITRATION_REFERRAL,
        referral,
        officer=officer_in_charge(referral.dispute),
        enclosed=list(enclosed),
        exhibits=list(evidence_for_all(referral.dispute)),
        cautions=rules_of(referral.agreement_checks),
        deadline=deadline,
        derivation=explain(deadline) if deadline else [],
        facts={"enclosed": [{"number": paper.number, "sha256": paper.sha256} for paper in enclosed]},
    )


def receipt(referral: Referral, *, registrar: User) -> Document:
    """What the commission answered: acceptance, refusal with reasons, award."""
    return _document(
        PaperKind.ARBITRATION_RECEIPT,
        referral,
        officer=registrar,
        ground=ground(referral.ground) if referral.ground else None,
        facts={"state": str(referral.state), "ground": referral.ground},
    )


def suggested_requests(referral: Referral) -> str:
    """The claims as the complaint has them, numbered: nobody types them again."""
    with translation.override(referral.dispute.language):
        lines = []
        for number, claim in enumerate(referral.dispute.claims.all(), start=1):
            amount = (
                _("人民币%(amount)s元") % {"amount": f"{claim.amount:,.2f}"}
                if claim.amount is not None
                else ""
            )
            detail = _("（%(detail)s）") % {"detail": claim.detail} if claim.detail else ""
            lines.append(f"{number}. {remedy(claim.remedy).label}{amount}{detail}{_('；')}")
        return "\n".join(lines)


def suggested_matters(dispute: Dispute) -> str:
    with translation.override(dispute.language):
        return _("因“%(title)s”（案件编号%(reference)s）引起的以及与之有关的一切争议") % {
            "title": dispute.title,
            "reference": dispute.reference,
        }


def submission_text(dispute: Dispute, commission: Organisation, *, matters: str, is_online: bool) -> str:
    """Wish, matters and one institution (仲裁法 27), and what is better said now than quarrelled about later."""
    with translation.override(dispute.language):
        parties = [
            f"{party.get_role_display()}{_('：')}{party.name}"
            for party in dispute.parties.exclude(role=PartyRole.THIRD_PARTY)
        ]
        online = (
            _("各方同意在网上进行仲裁活动（仲裁法第十一条）。") if is_online else _("仲裁活动不在网上进行。")
        )
        articles = [
            _("一、各方同意把下列争议提交仲裁解决，不得就同一争议向人民法院起诉：%(matters)s。")
            % {"matters": matters},
            _("二、各方选定的仲裁机构是%(name)s，按照申请仲裁时该会施行的仲裁规则进行。")
            % {"name": commission.name},
            _("三、%(online)s") % {"online": online},
            _("四、%(service)s") % {"service": _how_served(dispute)},
            _("五、裁决是终局的，自作出之日起对各方都有约束力。"),
            _("六、各方在本平台输入姓名确认本协议文字，最后一方确认时协议成立。数据电文视为书面形式。"),
        ]
        return "\n".join([*parties, "", *articles])


def _how_served(dispute: Dispute) -> str:
    """Electronically, but for whoever comes to a window and has not agreed to that: they are served by post."""
    by_post = [
        party.name
        for party in dispute.parties.exclude(role=PartyRole.THIRD_PARTY)
        if party.window_id is not None and party.consents_e_service_at is None
    ]
    if not by_post:
        return _("各方同意仲裁文书以电子方式送达到在本案中确认的地址。")
    return _(
        "仲裁文书邮寄到%(names)s在本案中登记的地址；其他各方同意以电子方式送达到在本案中确认的地址。"
    ) % {"names": _("、").join(by_post)}


def acceptance_hash(acceptance: SubmissionAcceptance) -> str:
    """Text, party, name and moment bound together: what was accepted, by whom, when."""
    statement = {
        "text_sha256": acceptance.text_sha256,
        "party": acceptance.party_id,
        "name": acceptance.typed_name,
        "accepted_at": acceptance.accepted_at,
    }
    return hashlib.sha256(canonical(statement)).hexdigest()
