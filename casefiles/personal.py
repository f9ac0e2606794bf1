"""What evidence, printed papers and case files hold about persons."""

from __future__ import annotations

from typing import Any

from accounts.personal import REMOVED, Personal
from notices.models import Paper

from .models import CaseFile, Evidence, PrintedPaper


def _paper_changed(printed: Any, changed: list[Any]) -> bool:
    return any(isinstance(row, Paper) and row.pk == printed.paper_id for row in changed)


PERSONAL = (
    Personal(
        Evidence,
        "dispute__chain",
        mine=("submitted_by_party__user",),
        words=("original_name", "title", "source", "purpose", "summary"),
        files=("file", "preview", "thumbnail", "copy"),
        blank={"title": REMOVED},
    ),
    # the photo of a receipt shows where somebody lives, and how they or theirs sign; that it came stands in the notice
    Personal(
        Evidence,
        "dispute__chain",
        keyed="addressee_key",
        words=("original_name",),
        files=("file", "preview", "thumbnail", "copy"),
    ),
    # the row stays, with the hash of what others hold; the paper is printed again as it now reads
    Personal(PrintedPaper, "paper__chain", files=("file",), drops_files=_paper_changed),
    # likewise; a copy of the case is made again when somebody asks for one
    Personal(
        CaseFile,
        "dispute__chain",
        shared=("manifest", "step"),
        files=("file",),
        drops_files=lambda row, changed: True,
    ),
)
