"""A paper is printed once and kept: whoever holds a copy of the file holds these bytes, or another file."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from disputes.exceptions import NotLawfulNow
from docket.models import Chain
from docket.services import record
from notices.models import Paper
from notices.selectors import is_intact

from ..documents import print_paper
from ..models import PrintedPaper

NOT_AS_ISSUED = _("这份文书与签发时不一致，不能下载。请告知受理机构。")


def printed_paper(paper: Paper) -> PrintedPaper:
    """The paper's one PDF; printed when it is first asked for, and written into the docket with its hash.

    Raises `NotLawfulNow` when the paper is not as it was issued: what somebody changed bears no code of ours.
    """
    if not is_intact(paper):
        raise NotLawfulNow(NOT_AS_ISSUED, code="not_as_issued")
    kept = _kept(paper)
    if kept is not None:
        return kept
    printed = print_paper(paper)  # takes a while: before the chain is locked
    with transaction.atomic():
        chain = Chain.objects.select_for_update().get(pk=paper.chain_id)
        kept = _kept(paper)
        if kept is not None:
            return kept  # somebody else asked at the same time and was first
        kept = PrintedPaper(
            paper=paper,
            sha256=hashlib.sha256(printed.pdf).hexdigest(),
            size=len(printed.pdf),
            pages=printed.pages,
        )
        kept.file.save("paper.pdf", ContentFile(printed.pdf), save=False)
        kept.save(force_insert=True)
        record(
            chain,
            "casefiles.paper_printed",
            by="system",
            facts={"paper": paper.pk, "sha256": kept.sha256, "pages": kept.pages},
        )
    return kept


def _kept(paper: Paper) -> PrintedPaper | None:
    """The print as the paper now reads. One from before an erasure has no bytes left: only its hash is known."""
    return PrintedPaper.objects.filter(paper=paper).exclude(file="").first()


def paper_pdf(paper: Paper) -> bytes:
    """The bytes of the one PDF. Raises `NotLawfulNow` when those on disk are not those that were printed."""
    kept = printed_paper(paper)
    with kept.file.open("rb") as stored:
        pdf: bytes = stored.read()
    if hashlib.sha256(pdf).hexdigest() != kept.sha256:
        raise NotLawfulNow(NOT_AS_ISSUED, code="not_as_issued")
    return pdf
