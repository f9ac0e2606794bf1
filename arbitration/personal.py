"""What a referral to arbitration holds about persons."""

from __future__ import annotations

import hashlib
from typing import Any

from accounts.personal import NOBODY, Personal

from .models import Particulars, Referral, SubmissionAcceptance, SubmissionAgreement

CASE = "referral__dispute__chain"


def _text_hash(row: Any) -> dict[str, str]:
    return {"sha256": hashlib.sha256(row.text.encode()).hexdigest()}


PERSONAL = (
    # the award itself is the commission's file, and both sides' title: it stays as it came
    Personal(
        Referral,
        "dispute__chain",
        mine=("applicant__user",),
        words=("requests", "facts", "witnesses"),
        shared=("agreement_text", "agreement_checks", "reason", "award_summary"),
        files=("bundle",),
        drops_files=lambda row, changed: True,
    ),
    Personal(
        Particulars,
        CASE,
        mine=("party__user",),
        names=("name", "domicile", "phone", "email", "legal_representative"),
        words=("occupation", "work_unit", "position", "sex"),
    ),
    Personal(
        SubmissionAgreement,
        CASE,
        mine=("refused_by__user",),
        words=("refusal_reason",),
        shared=("matters", "text"),
        rehash=_text_hash,
        sha256="sha256",
    ),
    Personal(
        SubmissionAcceptance,
        f"agreement__{CASE}",
        mine=("party__user",),
        names=("typed_name",),
        blank={"typed_name": NOBODY},
    ),
)
