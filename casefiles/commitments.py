"""What the docket commits to of evidence, printed papers and case files; and the bytes on disk behind the rows."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from docket.commitments import Kept, bytes_match, named

from .models import CaseFile, Evidence, PrintedPaper
from .states import CaseFileState

DESCRIBED = ("title", "kind", "source", "purpose", "summary", "audience")
RECEIVED = ("casefiles.evidence_received", "casefiles.receipt_kept")


def _evidence(name: str, fields: tuple[str, ...], *verbs: str, **more: Any) -> Kept:
    return Kept(
        name=name,
        model=Evidence,
        chain="dispute__chain",
        fields=fields,
        at={verb: named("evidence") for verb in (*RECEIVED, *verbs)},
        gone_after=frozenset({"disputes.draft_discarded"}),
        **more,
    )


KEPT = (
    _evidence(
        "casefiles.evidence",
        (
            "original_name",
            "media_type",
            "size",
            "sha256",
            "sm3",
            "received_at",
            "submitted_by",
            "file",
            "proves_service",
            "addressee_key",
        ),
        check=bytes_match(),
    ),
    _evidence("casefiles.evidence.words", DESCRIBED, "casefiles.evidence_described", may_change=True),
    _evidence(
        "casefiles.evidence.standing", ("withdrawn_at",), "casefiles.evidence_withdrawn", may_change=True
    ),
    Kept(
        name="casefiles.printed_paper",
        model=PrintedPaper,
        chain="paper__chain",
        fields=("paper", "sha256", "size", "pages", "file", "printed_at"),
        at={"casefiles.paper_printed": named("paper", "paper")},
        check=bytes_match(),
    ),
    Kept(
        name="casefiles.case_file",
        model=CaseFile,
        chain="dispute__chain",
        fields=(
            "number",
            "copy_for",
            "party",
            "sha256",
            "manifest_sha256",
            "manifest",
            "pages",
            "made_at",
            "file",
        ),
        at={"casefiles.case_file_made": named("case_file")},
        owed=Q(state=CaseFileState.READY),
        check=bytes_match(),
    ),
)
