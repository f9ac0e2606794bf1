"""Making a case file: parts, volumes, front, binding, signature; with progress as it goes."""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from importlib.metadata import version
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from background.tasks import retry, task
from disputes.engine import acting, note
from docket import authority
from notices.services import tell

from ..documents import binding
from ..documents.codes import qr_svg
from ..documents.material import Material
from ..documents.parts import Part, Row, exhibit_title, parts_of
from ..documents.press import count_pages, print_html, print_template, stylesheet
from ..documents.signature import certificates_of, sign_pdf
from ..documents.statement import case_statement, manifest_bytes, manifest_of
from ..models import CaseFile, Volume
from ..states import CaseFileState

logger = logging.getLogger(__name__)
READY = gettext_lazy("案卷已经制作好，可以下载")


@retry(times=2, backoff=20, limit=timedelta(minutes=10))
@task()
def assemble_case_file(pk: int) -> None:
    """Runs in the worker. Made twice after a crash, the second one stands."""
    case_file = CaseFile.objects.select_related("requested_by", "party", "dispute").get(pk=pk)
    if case_file.state == CaseFileState.READY:
        return
    try:
        with translation.override(case_file.language):
            Assembly(case_file).make()
    except Exception:
        CaseFile.objects.filter(pk=pk).update(state=CaseFileState.FAILED, step="")
        raise


@dataclass
class Printed:
    part: Part
    pdf: bytes
    pages: int
    anchors: dict[str, int]
    first: int = 0


class Assembly:
    def __init__(self, case_file: CaseFile) -> None:
        self.case_file = case_file
        self.material = Material(case_file)
        self.missing: set[str] = set()

    def make(self) -> CaseFile:
        self._step(2, _("收集文书和证据"))
        parts = list(parts_of(self.material))
        printed = self._print(parts)
        self._step(82, _("编目录、算哈希"))
        self._number(printed, after=count_pages("print/front.html", self._front(printed)))
        front = print_template("print/front.html", self._front(printed), language=self.case_file.language)
        self._step(90, _("合订、编页码"))
        pdf = self._bind(front.pdf, front.pages, printed)
        self._step(96, _("签名"))
        dispute = self.material.dispute
        signed = sign_pdf(
            pdf,
            signer=self.signer,
            reason=self.case_file.number,
            location=dispute.reference or "",
            at=timezone.now(),
        )
        return self._keep(signed, self._pages(front.pages, printed))

    def _step(self, progress: int, step: str) -> None:
        CaseFile.objects.filter(pk=self.case_file.pk).update(
            state=CaseFileState.RENDERING, progress=progress, step=step
        )

    # --- volumes ------------------------------------------------------------------------------------

    def _print(self, parts: list[Part]) -> list[Printed]:
        printed = []
        for place, part in enumerate(parts):
            self._step(5 + 75 * place // len(parts), _("排印：%(part)s") % {"part": part.title})
            context = {"missing": " ".join(sorted(self.missing)), **part.context}
            printed.append(self._volume(part, context))
            printed += self._exhibits(part)
        return printed

    def _volume(self, part: Part, context: dict[str, Any]) -> Printed:
        """From the shelf when nothing in it has changed, else printed and put there."""
        html = render_to_string(
            part.template,
            {
                **context,
                "title": part.title,
                "language": self.case_file.language,
                "volume": True,
                "css": stylesheet(),
            },
        )
        digest = hashlib.sha256(f"{version('weasyprint')}\n{html}".encode()).hexdigest()
        kept = Volume.objects.filter(content_sha256=digest).first()
        if kept is not None:
            Volume.objects.filter(pk=kept.pk).update(used_at=timezone.now())
            return Printed(part, kept.file.read(), kept.pages, kept.anchors)
        result = print_html(html)
        self.missing |= set(result.missing)
        volume = Volume(content_sha256=digest, pages=result.pages, anchors=dict(result.anchors))
        volume.file.save("volume.pdf", ContentFile(result.pdf), save=False)
        try:
            with transaction.atomic():
                volume.save()
        except IntegrityError:  # another copy with the same part was made at the same time
            volume.file.delete(save=False)
        return Printed(part, result.pdf, result.pages, dict(result.anchors))

    def _exhibits(self, part: Part) -> list[Printed]:
        """The own pages of PDF exhibits, after the part that lists them."""
        found = []
        for piece in part.appended:
            with piece.file.open() as stored:
                pdf = binding.exhibit_pages(stored.read())
            title = exhibit_title(piece)
            if pdf is None:
                part.rows.append(Row(title, "evidence", on=piece.received_at, note=_("原文件移送")))
                continue
            row = Row(title, "start", on=piece.received_at)
            found.append(Printed(Part(title, [row]), pdf, binding.count_pages(pdf), {"start": 1}))
        return found

    # --- front and index ----------------------------------------------------------------------------

    def _number(self, printed: list[Printed], *, after: int) -> None:
        for one in printed:
            one.first = after + 1
            after += one.pages

    def _pages(self, front: int, printed: list[Printed]) -> int:
        return front + sum(one.pages for one in printed)

    def _front(self, printed: list[Printed]) -> dict[str, Any]:
        """Cover and index. How many pages they take does not depend on the page numbers in them."""
        dispute, case_file, digest = self.material.dispute, self.case_file, self.manifest_sha256
        return {
            "language": case_file.language,
            "file": case_file,
            "dispute": dispute,
            "parties": self.material.parties,
            "office": dispute.desk.name if dispute.desk else _("解纷"),
            "pages": printed[-1].first + printed[-1].pages - 1,
            "at": self.material.at,
            "index": self._index(printed),
            "manifest": digest,
            "site": f"{settings.SITE_URL}{reverse('verify:page')}",
            "repository": settings.SOURCE_URL,
            "code": "-".join(digest[at : at + 4].upper() for at in range(0, 16, 4)),
            "qr": qr_svg(f"{settings.SITE_URL}{reverse('verify:page')}?{urlencode({'code': digest})}"),
        }

    def _index(self, printed: list[Printed]) -> list[dict[str, Any]]:
        lines = [(one, row) for one in printed for row in one.part.rows]
        return [
            {
                "place": place,
                "title": row.title,
                "number": row.number,
                "on": row.on,
                "note": row.note,
                "page": (page := one.first + one.anchors.get(row.anchor, 1) - 1),
                "jump": f"{binding.JUMP}{max(page, 1)}",
            }
            for place, (one, row) in enumerate(lines, start=1)
        ]

    # --- hashes and binding -------------------------------------------------------------------------

    @cached_property
    def case_json(self) -> bytes:
        return json.dumps(case_statement(self.material), ensure_ascii=False, separators=(",", ":")).encode()

    @cached_property
    def signer(self) -> authority.Signer:
        """Taken once: the manifest lists the certificates that the signature will carry."""
        return authority.signer()

    @cached_property
    def manifest(self) -> dict[str, Any]:
        listed = [authority.fingerprint_of(one) for one in certificates_of(self.signer)]
        return manifest_of(self.material, case_json=self.case_json, certificates=listed)

    @cached_property
    def manifest_sha256(self) -> str:
        return hashlib.sha256(manifest_bytes(self.manifest)).hexdigest()

    def _bind(self, front: bytes, front_pages: int, printed: list[Printed]) -> bytes:
        case_file, dispute = self.case_file, self.material.dispute
        numbers = print_template(
            "print/numbers.html",
            {
                "language": case_file.language,
                "number": f"{case_file.number}　{dispute.title}"[:60],
                "pages": range(self._pages(front_pages, printed)),
            },
            language=case_file.language,
        )
        return binding.bind(
            [front, *(one.pdf for one in printed)],
            numbers=numbers.pdf,
            unnumbered=1,
            marks=self._marks(printed),
            attachments={
                "manifest.json": (manifest_bytes(self.manifest), "Hashes of everything in this file"),
                "case.json": (self.case_json, "The case, machine-readable"),
            },
            title=f"{case_file.number} {dispute.title}",
            author=dispute.desk.name if dispute.desk else "Jiefen",
            language="en" if case_file.language == "en" else "zh-CN",
        )

    def _marks(self, printed: list[Printed]) -> list[binding.Mark]:
        marks = [binding.Mark(_("封面"), 1), binding.Mark(_("卷内目录"), 2)]
        for one in printed:
            rows = one.part.rows
            marks.append(binding.Mark(rows[0].title if len(rows) == 1 else one.part.title, one.first))
            if len(rows) > 1:
                marks += [
                    binding.Mark(row.title, one.first + one.anchors.get(row.anchor, 1) - 1, one.part.title)
                    for row in rows
                ]
        return marks

    def _keep(self, pdf: bytes, pages: int) -> CaseFile:
        with acting(self.case_file.dispute_id, by=None) as dispute:
            current = CaseFile.objects.select_for_update(of=("self",)).get(pk=self.case_file.pk)
            current.file.save("case-file.pdf", ContentFile(pdf), save=False)
            current.sha256 = hashlib.sha256(pdf).hexdigest()
            current.manifest, current.manifest_sha256 = self.manifest, self.manifest_sha256
            current.pages, current.made_at = pages, self.material.at
            current.state, current.progress, current.step = CaseFileState.READY, 100, ""
            current.save()
            note(
                dispute,
                "casefiles.case_file_made",
                by=None,
                facts={
                    "case_file": current.pk,
                    "number": current.number,
                    "manifest_sha256": current.manifest_sha256,
                    "pages": pages,
                    "sha256": current.sha256,
                },
            )
            if current.requested_by is not None:
                tell(
                    [current.requested_by],
                    chain=dispute.chain,
                    reference=dispute.reference or "",
                    text=READY,
                    url=reverse("casefiles:case_file", args=[current.number]),
                )
        if self.missing:
            logger.warning("case file %s lacks glyphs for %s", current.number, " ".join(sorted(self.missing)))
        return current
