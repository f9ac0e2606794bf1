"""The papers of a referral: the application, the evidence list with it, the covering letter, what came back."""

from __future__ import annotations

from typing import Any

from casefiles.selectors import evidence_for_all
from disputes.documents import Document
from notices.states import PaperKind
from rulebook.selectors import remedy

from .models import Referral


def _document(kind: PaperKind, referral: Referral, **context: Any) -> Document:
    dispute = referral.dispute
    return Document(
        kind=kind,
        template=f"papers/{kind.value}.html",
        context={
            "dispute": dispute,
            "parties": list(dispute.parties.all()),
            "referral": referral,
            "respondents": [p for p in dispute.parties.all() if p.pk != referral.applicant_id],
            **context,
        },
        facts={
            "reference": dispute.reference,
            "referral": referral.pk,
            "commission": referral.commission.name,
        },
    )


def application(referral: Referral) -> Document:
    """仲裁申请书 (仲裁法 34)."""
    return _document(PaperKind.ARBITRATION_APPLICATION, referral)


def evidence(referral: Referral) -> Document:
    """证据目录 (民事证据规定 19): number, source, what it proves, summary, hash."""
    return _document(PaperKind.EVIDENCE_LIST, referral, exhibits=list(evidence_for_all(referral.dispute)))


def letter(referral: Referral) -> Document:
    """仲裁移送函, naming what is enclosed and its hash."""
    return _document(PaperKind.ARBITRATION_REFERRAL, referral)


def receipt(referral: Referral) -> Document:
    """What the commission answered: acceptance, refusal with reasons, award."""
    return _document(PaperKind.ARBITRATION_RECEIPT, referral)


def suggested_requests(referral: Referral) -> str:
    """The claims as the complaint has them, numbered: nobody types them again."""
    lines = []
    for number, claim in enumerate(referral.dispute.claims.all(), start=1):
        amount = f"人民币{claim.amount}元" if claim.amount is not None else ""
        detail = f"（{claim.detail}）" if claim.detail else ""
        lines.append(f"{number}. {remedy(claim.remedy).zh}{amount}{detail}；")
    return "\n".join(lines)
