"""Binding printed volumes into one PDF: page numbers, bookmarks, exhibits, attachments."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, OutlineItem, Pdf, Rectangle

from ..standalone import verify_case_file as strict

logger = logging.getLogger(__name__)
A4 = (595.276, 841.89)
WHOLE = Rectangle(0, 0, *A4)
LAY_ON = Path(__file__).resolve().parent.parent / "standalone" / "lay_on.py"
#: A scan of 80 pages needs about 300 MB and ten seconds.
EXHIBIT_MEMORY = 1536 * 1024 * 1024
EXHIBIT_SECONDS = 40
PAGES_OF_AN_EXHIBIT = 80
#: Index lines are printed with addresses of this host, and turned into jumps when the pages are known.
JUMP = "http://page.invalid/"


@dataclass(frozen=True)
class Mark:
    """A bookmark."""

    title: str
    page: int  # from 1
    under: str = ""


def exhibit_pages(data: bytes, *, most: int = PAGES_OF_AN_EXHIBIT) -> bytes | None:
    """An uploaded PDF as pages of ours: stamps and filled fields drawn in, no script, form or link of it comes along.

    In a process of its own, bounded in memory and time: see `standalone/lay_on.py`. None when the file is locked,
    broken, too long or too costly, or brings something along that would make the whole file doubtful to a stranger:
    it is listed then, and handed over as a file.
    """
    with TemporaryDirectory(prefix="jiefen-") as folder:
        source, target = Path(folder) / "source.pdf", Path(folder) / "sheets.pdf"
        source.write_bytes(data)
        limits = [str(most), str(EXHIBIT_MEMORY), str(EXHIBIT_SECONDS)]
        try:
            subprocess.run(  # noqa: S603  our own program, with paths and numbers of ours
                [sys.executable, "-I", str(LAY_ON), str(source), str(target), *limits],
                check=True,
                capture_output=True,
                timeout=EXHIBIT_SECONDS * 3,
                cwd=folder,
            )
            sheets = target.read_bytes()
            return sheets if _is_plain(sheets) else None
        except (subprocess.SubprocessError, OSError, ValueError, strict.Broken) as error:
            logger.warning("a PDF exhibit cannot be bound in: %s", _last_line(error))
            return None


def _last_line(error: Exception) -> str:
    said = getattr(error, "stderr", None) or b""
    return (said.decode("utf-8", "replace").strip().splitlines() or [type(error).__name__])[-1][:200]


def count_pages(data: bytes) -> int:
    with Pdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


def bind(
    volumes: Iterable[bytes],
    *,
    numbers: bytes,
    unnumbered: int,
    marks: Iterable[Mark],
    attachments: Mapping[str, tuple[bytes, str]],
    title: str,
    author: str,
    language: str,
    has_back: bool = True,
) -> bytes:
    """One PDF. `numbers` has a page for each page, laid over all but the first `unnumbered` and the back."""
    with pikepdf.new() as bound, Pdf.open(io.BytesIO(numbers)) as overlay:
        for volume in volumes:
            with Pdf.open(io.BytesIO(volume)) as source:
                bound.add_pages_from(source)
        last = len(bound.pages) - has_back
        for place, page in enumerate(bound.pages):
            if unnumbered <= place < last:
                page.add_overlay(overlay.pages[place], WHOLE)
            _jump(bound, page)
        _bookmark(bound, marks)
        for name, (data, description) in attachments.items():
            bound.attachments[name] = AttachedFileSpec(  # type: ignore[call-arg]
                bound,
                data,
                filename=name,
                description=description,
                relationship=Name.Data,
                mime_type="application/json",
            )
        with bound.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["dc:title"] = title
            metadata["dc:creator"] = [author]
            metadata["dc:language"] = [language]
        bound.docinfo[Name.Title] = title
        bound.docinfo[Name.Author] = author
        bound.Root.Lang = pikepdf.String(language)
        bound.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        return _saved(bound)


def _is_plain(data: bytes) -> bool:
    """Whether the strict reader of the stand-alone verifier reads it, and finds neither signature nor attachment."""
    pdf = strict.Pdf(data)
    signatures = [
        value for value, _stream in pdf.objects.values() if isinstance(value, dict) and "ByteRange" in value
    ]
    return not signatures and not list(strict.hiding(pdf))


def _saved(pdf: Pdf) -> bytes:
    """Without object streams, so that a stranger's few lines of Python find what is embedded."""
    out = io.BytesIO()
    pdf.remove_unreferenced_resources()
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, linearize=False)
    return out.getvalue()


def _jump(bound: Pdf, page: pikepdf.Page) -> None:
    for link in page.obj.get("/Annots", []):
        action: Any = link.get("/A")
        address = str(action.get("/URI", "")) if action is not None else ""
        if address.startswith(JUMP):
            target = bound.pages[min(int(address.removeprefix(JUMP)), len(bound.pages)) - 1]
            del link["/A"]
            link["/Dest"] = Array([target.obj, Name.Fit])


def _bookmark(bound: Pdf, marks: Iterable[Mark]) -> None:
    with bound.open_outline() as outline:
        outline.root.clear()
        groups: dict[str, OutlineItem] = {}
        for mark in marks:
            item = OutlineItem(mark.title, mark.page - 1)
            if mark.under in groups:
                groups[mark.under].children.append(item)
            else:
                outline.root.append(item)
                groups[mark.title] = item
