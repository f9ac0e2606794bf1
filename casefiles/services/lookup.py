"""Is this paper genuine? Asked by anybody who holds it, with the code and one fact that stand on it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile

from notices.codes import read_code
from notices.models import Paper

from ..models import PrintedPaper
from ..particulars import Particulars, is_fact_of, particulars_of
from .printing import printed_paper


@dataclass(frozen=True)
class Found:
    """A paper of ours. `is_same_file`: whether the file given with the question is its PDF; None without one."""

    paper: Paper
    says: Particulars
    is_same_file: bool | None = None


def look_up_paper(*, code: str = "", fact: str = "", file: UploadedFile | None = None) -> Found | None:
    """By the printed code and one fact, or by the very file. None for everything else alike: no such code, another
    paper's fact, a file that is not ours."""
    digest = _hash_of(file) if file is not None else None
    if not code.strip() and digest is not None:
        same = (
            PrintedPaper.objects.select_related("paper__issuer", "paper__replaced_by")
            .filter(sha256=digest)
            .first()
        )
        return (
            Found(same.paper, particulars_of(same.paper, printed_paper(same.paper).pages), True)
            if same
            else None
        )
    known = read_code(code)
    rows = Paper.objects.select_related("issuer", "replaced_by", "chain")
    paper = rows.filter(code=known).first() if known else None
    if paper is None or not is_fact_of(paper, fact):
        return None
    printed = printed_paper(paper)
    return Found(
        paper,
        particulars_of(paper, printed.pages),
        None if digest is None else PrintedPaper.objects.filter(paper=paper, sha256=digest).exists(),
    )


def _hash_of(file: UploadedFile) -> str:
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    return digest.hexdigest()
