"""An uploaded PDF as sheets of ours. A program of its own, because no limit holds inside a server process.

    python lay_on.py SOURCE TARGET MOST_PAGES MEMORY_BYTES CPU_SECONDS

Stamps (annotations) and filled-in fields are drawn into the pages first, as a viewer shows them; then each page is
laid on an A4 sheet as a picture, so that no script, form or link of the file comes along. Words in fields that have
no picture of their own are set in a font that goes with the file: PDFium would only name one.

Ends with 0 and TARGET written; 3: no pages or too many; anything else: it could not be done.
"""

from __future__ import annotations

import html
import re
import resource
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

A4 = (595.276, 841.89)
#: Where an exhibit's own page is laid on the sheet: within the header and the page number.
FIELD = (62, 70, 545, 782)
TOO_MANY = 3
#: Of one page; a form has a few dozen.
MOST_FIELDS, MOST_LETTERS = 400, 4000
HIDDEN, MULTILINE, PASSWORD = 2, 1 << 12, 1 << 13


def limit(memory: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@dataclass(frozen=True)
class Words:
    """What stands in a field: where (points from the left and the top of the page), how large, what."""

    left: float
    top: float
    width: float
    height: float
    size: float
    is_long: bool
    text: str


def set_words(source: Path, target: Path, most: int) -> bool:
    """Write SOURCE with the words of its fields set into its pages; False when it has too many pages or none."""
    import pikepdf

    with pikepdf.Pdf.open(source) as document:
        if not 0 < len(document.pages) <= most:
            return False
        form: Any = document.Root.get("/AcroForm")
        is_stale = bool(form is not None and form.get("/NeedAppearances", False))
        for page in document.pages:
            found = list(_fields(page, is_stale))
            if not found:
                continue
            gone = {annotation.objgen for annotation, _words in found}
            page.Annots = pikepdf.Array([one for one in page.Annots if one.objgen not in gone])
            _lay_words(document, page, [words for _annotation, words in found])
        if is_stale:
            form.NeedAppearances = False
        document.save(target)
    return True


def _fields(page: Any, is_stale: bool) -> Iterator[tuple[Any, Words]]:
    """The text and choice fields of a page that are filled in and have no picture, or an old one."""
    left, _bottom, _right, top = _box(page)
    for annotation in list(page.get("/Annots", []))[:MOST_FIELDS]:
        if annotation.get("/Subtype") != "/Widget" or annotation.objgen == (0, 0):
            continue
        kind, value = _inherited(annotation, "/FT"), _inherited(annotation, "/V")
        flags = int(_inherited(annotation, "/Ff") or 0)
        drawn = annotation.get("/AP", {}).get("/N")
        if kind not in ("/Tx", "/Ch") or value is None or (drawn is not None and not is_stale):
            continue
        if int(annotation.get("/F", 0)) & HIDDEN or flags & PASSWORD:
            continue
        x1, y1, x2, y2 = (float(each) for each in annotation.Rect)
        x1, x2, y1, y2 = min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)
        said = str(value)[:MOST_LETTERS]
        size = re.search(r"([\d.]+)\s+Tf", str(_inherited(annotation, "/DA") or ""))
        points = float(size[1]) if size else 0.0
        if not 2 <= points <= 72:
            points = max(4.0, min(12.0, (y2 - y1) * 0.7))
        yield annotation, Words(x1 - left, top - y2, x2 - x1, y2 - y1, points, bool(flags & MULTILINE), said)


def _inherited(field: Any, key: str) -> Any:
    for _depth in range(12):
        if field is None:
            return None
        if key in field:
            return field[key]
        field = field.get("/Parent")
    return None


def _box(page: Any) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = (float(each) for each in page.mediabox)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _lay_words(document: Any, page: Any, words: list[Words]) -> None:
    import pikepdf
    from weasyprint import HTML

    left, bottom, right, top = _box(page)
    style = (
        f"@page {{ size: {right - left}pt {top - bottom}pt; margin: 0 }} body {{ margin: 0; font-family: "
        "'Noto Sans CJK SC', sans-serif; line-height: 1.2 } p { position: absolute; margin: 0; padding: 0 1pt; "
        "overflow: hidden; box-sizing: border-box }"
    )
    lines = "".join(
        f'<p style="left:{one.left}pt;top:{one.top}pt;width:{one.width}pt;height:{one.height}pt;'
        f"font-size:{one.size}pt;"
        + ("white-space:pre-wrap" if one.is_long else f"white-space:pre;line-height:{one.height}pt")
        + f'">{html.escape(one.text)}</p>'
        for one in words
    )
    printed = Path(tempfile.gettempdir()) / "words.pdf"
    HTML(string=f"<style>{style}</style>{lines}").write_pdf(printed)
    with pikepdf.Pdf.open(printed) as laid:
        drawing = document.copy_foreign(laid.pages[0].as_form_xobject())
        name = page.add_resource(drawing, pikepdf.Name.XObject)
        page.contents_add(b"q", prepend=True)
        page.contents_add(f"Q q 1 0 0 1 {left} {bottom} cm {name} Do Q".encode())


def draw_in(source: Path, target: Path) -> None:
    """Stamps, notes, ticks and whatever else lies on the pages, drawn into them."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    document = pypdfium2.PdfDocument(source)
    try:
        document.init_forms()  # before any page is taken, or fields stay undrawn
        for number in range(len(document)):
            page = document[number]
            pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)  # page.flatten() wants a form
            page.close()
        document.save(str(target))
    finally:
        document.close()


def lay_on(source: Path, target: Path) -> None:
    import pikepdf

    with pikepdf.Pdf.open(source) as pages, pikepdf.new() as sheets:
        field = pikepdf.Rectangle(*FIELD)
        for page in pages.pages:
            sheets.add_blank_page(page_size=A4).add_overlay(page, field)
        sheets.remove_unreferenced_resources()
        sheets.save(target, object_stream_mode=pikepdf.ObjectStreamMode.disable, linearize=False)


def main(source: str, target: str, most: str, memory: str, seconds: str) -> int:
    limit(int(memory), int(seconds))
    with tempfile.TemporaryDirectory(prefix="jiefen-") as folder:
        tempfile.tempdir = folder
        written, drawn = Path(folder) / "written.pdf", Path(folder) / "drawn.pdf"
        if not set_words(Path(source), written, int(most)):
            return TOO_MANY
        draw_in(written, drawn)
        lay_on(drawn, Path(target))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
