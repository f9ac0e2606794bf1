"""Uploaded PDFs in bound files: what a viewer shows is there, and nothing that costs the house its memory or time."""

from __future__ import annotations

import io
import resource
import subprocess
import time
import zlib

import pikepdf
import pytest
from PIL import Image

from casefiles.documents import binding
from disputes.states import State
from tests import stories

from . import samples
from .copies import give, made

Name, Dictionary, Array, Stream = pikepdf.Name, pikepdf.Dictionary, pikepdf.Array, pikepdf.Stream
WORDS = "验收合格王强"


def stamped_and_filled() -> bytes:
    """A form as a company fills it in: a red stamp as an annotation, Chinese words as the value of a field without a
    picture of its own."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    red = document.make_stream(b"1 0 0 rg 0 0 100 100 re f")
    red.Type, red.Subtype, red.BBox = Name.XObject, Name.Form, Array([0, 0, 100, 100])
    stamp = Dictionary(
        Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([400, 100, 500, 200]), F=4, AP=Dictionary(N=red)
    )
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    field = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Tx,
        T=pikepdf.String("conclusion"),
        V=pikepdf.String(WORDS),
        DA=pikepdf.String("/Helv 14 Tf 0 g"),
        Rect=Array([60, 600, 400, 630]),
        F=4,
    )
    page.Annots = Array([document.make_indirect(stamp), document.make_indirect(field)])
    document.Root.AcroForm = document.make_indirect(
        Dictionary(
            Fields=Array([page.Annots[1]]),
            NeedAppearances=True,
            DR=Dictionary(Font=Dictionary(Helv=font)),
            DA=pikepdf.String("/Helv 14 Tf 0 g"),
        )
    )
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def said_by(pdf: bytes, tmp_path) -> str:
    (tmp_path / "whole.pdf").write_bytes(pdf)
    return subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "whole.pdf"), "-"], capture_output=True, check=True
    ).stdout.decode()


def reds_on(pdf: bytes, page: int, tmp_path) -> int:
    """Pixels of pure red on a page, as poppler draws it at 50 dots an inch."""
    (tmp_path / "drawn.pdf").write_bytes(pdf)
    subprocess.run(
        [
            "pdftoppm",
            "-r",
            "50",
            "-f",
            str(page),
            "-l",
            str(page),
            str(tmp_path / "drawn.pdf"),
            str(tmp_path / "page"),
        ],
        check=True,
    )
    with Image.open(next(tmp_path.glob("page*.ppm"))) as drawn:
        return sum(count for count, (r, g, b) in drawn.getcolors(1 << 20) if r > 200 and g < 60 and b < 60)


def test_stamps_and_filled_fields_are_on_the_pages_of_a_bound_exhibit(tmp_path):
    sheets = binding.exhibit_pages(stamped_and_filled())
    assert WORDS in said_by(sheets, tmp_path)
    # 100 × 100 points, laid on at 483/595 of their size: (100 · 483/595 · 50/72)² pixels
    assert reds_on(sheets, 1, tmp_path) == pytest.approx((100 * 483 / 595 * 50 / 72) ** 2, rel=0.1)


def test_the_signed_case_file_shows_the_stamp_and_what_was_filled_in(cast, tmp_path):
    dispute = stories.negotiating(cast)
    assert dispute.state == State.NEGOTIATING
    give(dispute, cast.complainant, "验收单.pdf", stamped_and_filled(), purpose="证明已经验收")
    pdf = made(dispute, cast.handler).file.read()
    text = said_by(pdf, tmp_path)
    assert WORDS in text
    page = next(n for n, words in enumerate(text.split("\f"), start=1) if WORDS in words)
    assert reds_on(pdf, page, tmp_path) > 1000


def test_no_script_form_or_link_of_the_exhibit_comes_along():
    with pikepdf.open(io.BytesIO(stamped_and_filled())) as document:
        document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        out = io.BytesIO()
        document.save(out)
    with pikepdf.open(io.BytesIO(binding.exhibit_pages(out.getvalue()))) as sheets:
        assert "/AcroForm" not in sheets.Root and "/OpenAction" not in sheets.Root
        assert all("/Annots" not in page for page in sheets.pages)


def swelling() -> bytes:
    """A page whose content is 500 MB of drawing, packed into a few megabytes piece by piece."""
    packer, piece = zlib.compressobj(1), b"0 0 m 9 9 l S " * 75_000
    packed = b"".join(packer.compress(piece) for _ in range(500)) + packer.flush()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
    ]
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        body
        + b"xref\n0 5\n0000000000 65535 f \n%strailer\n<< /Root 1 0 R /Size 5 >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            table,
            len(body),
        )
    )


def test_a_pdf_that_swells_is_listed_and_the_server_keeps_its_memory(monkeypatch):
    """500 MB of drawing in a file of a few megabytes: the process that unpacks it is stopped, not this one."""
    monkeypatch.setattr(binding, "EXHIBIT_MEMORY", 400 * 1024 * 1024)
    monkeypatch.setattr(binding, "EXHIBIT_SECONDS", 10)
    data = swelling()
    assert len(data) < 10 * 1024 * 1024
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    assert binding.exhibit_pages(data) is None
    assert time.monotonic() - began < 31
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024  # KiB


@pytest.mark.parametrize("data", [b"%PDF-1.7 nothing", b"", samples.picture()])
def test_what_is_no_pdf_is_listed(data):
    assert binding.exhibit_pages(data) is None


def test_a_pdf_of_too_many_pages_is_listed():
    assert binding.exhibit_pages(samples.pdf(3), most=2) is None
    assert binding.count_pages(binding.exhibit_pages(samples.pdf(3), most=3)) == 3
