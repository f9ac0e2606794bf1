from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone, translation

from accounts.models import Organisation, User
from docket.hashing import plain
from docket.models import Chain
from docket.services import EVERYBODY, record

from ..documents import render_paper
from ..kinds import form_of
from ..models import Paper, PaperSeries
from ..selectors import paper_hash
from ..states import FORM, OWN_CODE, SERIES_WORDS, Audience, PaperKind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@transaction.atomic
def issue_paper(
    chain: Chain,
    kind: str,
    *,
    template: str,
    context: Mapping[str, Any],
    facts: Mapping[str, Any],
    title: str | _StrPromise | None = None,
    by: User | None = None,
    issuer: Organisation | None = None,
    signer: User | None = None,
    audience: str = Audience.ALL_PARTIES,
    addressee_keys: Collection[str] = (),
    language: str = "zh-hans",
) -> Paper:
    """Render, clean, number, hash and keep a paper, and write it into the docket.

    `signer` is the officer the paper names, if it names one; `by`, whose act brought it about, stands in the docket
    alone. The template sees `context` and `number`, `title`, `kind`, `form`, `issuer`, `signer`, `issued_at`. The
    number is taken last of all locks of the act, since others wait for it: issue papers at the end.
    """
    form = form_of(kind)
    now = timezone.now()
    with translation.override(language):
        heading = str(title or PaperKind(kind).label)
    number = _next_number(kind, issuer)
    html = render_paper(
        template,
        {
            **context,
            "number": number,
            "title": heading,
            "kind": kind,
            "form": form,
            "issuer": issuer,
            "signer": signer,
            "issued_at": now,
        },
        language=language,
    )
    kept_facts = plain({**facts, FORM: {**asdict(form), "signer": signer.pk if signer else None}})
    paper = Paper.objects.create(
        chain=chain,
        kind=kind,
        number=number,
        title=heading[:120],
        html=html,
        facts=kept_facts,
        sha256=paper_hash(html=html, facts=kept_facts),
        audience=audience,
        addressee_keys=sorted(addressee_keys),
        issuer=issuer,
        signer=signer,
        issued_at=now,
        language=language,
    )
    record(
        chain,
        "notices.paper_issued",
        by=by.actor if by else "system",
        facts={"paper": paper.pk, "kind": str(kind), "number": number, "sha256": paper.sha256},
    )
    return paper


@transaction.atomic
def replace_papers(earlier: Iterable[Paper], *, by_paper: Paper, by: User | None) -> None:
    """Another paper of the same matter takes their place: whoever looks one of them up is told which."""
    for paper in earlier:
        paper.replaced_by = by_paper
        paper.save(update_fields=["replaced_by"])
        record(
            paper.chain,
            "notices.paper_replaced",
            by=by.actor if by else "system",
            facts={"paper": paper.pk, "by": by_paper.pk},
        )


@transaction.atomic
def withdraw_paper(paper: Paper, *, by: User | None, reason: str) -> None:
    """Whose paper it is takes it back: it stays as it was issued, and counts no more. Once."""
    if paper.withdrawn_at is not None:
        return
    paper.withdrawn_at, paper.withdrawal = timezone.now(), reason[:300]
    paper.save(update_fields=["withdrawn_at", "withdrawal"])
    record(
        paper.chain,
        "notices.paper_withdrawn",
        by=by.actor if by else "system",
        facts={"paper": paper.pk},
        sealed={"reason": reason},
        subjects=[EVERYBODY],
    )


def _next_number(kind: str, issuer: Organisation | None) -> str:
    """机构代字〔年份〕类别字第N号, without gaps: a rollback gives the number back."""
    code = OWN_CODE if issuer is None else issuer.code or f"{OWN_CODE}{issuer.pk}"
    prefix = f"{code}〔{timezone.localdate().year}〕{SERIES_WORDS[kind]}字"
    PaperSeries.objects.get_or_create(prefix=prefix)
    series = PaperSeries.objects.select_for_update().get(prefix=prefix)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{prefix}第{series.last}号"
