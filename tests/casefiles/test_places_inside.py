"""Pictures inside a document tell where they were taken, too. Looked at by Pillow, zipfile and pikepdf, not by us."""

import io
import zipfile
import zlib
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from casefiles.contents import PDF, identify
from casefiles.places_inside import document_without_place, tells_place_inside

from . import samples
from .test_evidence import give
from .test_places import PHOTOS, downloaded, half_red

PHOTO, SCREENSHOT = PHOTOS["JPEG"][1], PHOTOS["PNG"][1]
PLAIN = half_red("JPEG", quality=90)
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="31,13.8N"/>'
    b"</rdf:RDF></x:xmpmeta>"
)
MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}


def package(extension: str, **pictures: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MAIN[extension], "<w>" + "字" * 5000 + "</w>")
        for name, data in pictures.items():
            archive.writestr("media/" + name.replace("_", "."), data)
    return out.getvalue()


def pdf_with_photo(photo: bytes) -> bytes:
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    with Image.open(io.BytesIO(photo)) as picture:
        width, height = picture.size
    stream = pikepdf.Stream(document, photo)
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stream.Width, stream.Height, stream.BitsPerComponent = width, height, 8
    stream.ColorSpace, stream.Filter = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=stream))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf_with_metadata(xmp: bytes) -> bytes:
    """By hand: pikepdf writes metadata so that everybody can read it, others pack it."""
    packed = zlib.compress(xmp)
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/Metadata 4 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
        b"4 0 obj<</Type/Metadata/Subtype/XML/Filter/FlateDecode/Length " + b"%d>>stream\n" % len(packed)
        + packed + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )  # fmt: skip


DOCUMENTS = {
    "a photo in a text": ("说明.docx", package("docx", image1_jpeg=PHOTO, image2_jpeg=PLAIN)),
    "a screenshot in a table": ("清单.xlsx", package("xlsx", image1_png=SCREENSHOT)),
    "a photo on a slide": ("图.pptx", package("pptx", image1_jpeg=PHOTO)),
    "a table with a photo in a text": (
        "说明.docx",
        package("docx", table_xlsx=package("xlsx", image1_jpeg=PHOTO)),
    ),
    "a photo in a PDF": ("照片.pdf", pdf_with_photo(PHOTO)),
    "packed metadata of a PDF": ("说明.pdf", pdf_with_metadata(XMP)),
}
#: Nothing is taken out of a document inside a document: whoever may not know the place gets nothing.
WITHOUT_COPY = {"a table with a photo in a text"}


def place_in(data: bytes) -> dict:
    with Image.open(io.BytesIO(data)) as picture:
        return dict(picture.getexif().get_ifd(0x8825))


@pytest.mark.parametrize("which", DOCUMENTS)
def test_the_other_side_gets_the_document_without_the_place(case, which):
    name, data = DOCUMENTS[which]
    piece = give(case, name=name, data=data)
    assert b"GPSLatitude" not in data, "it can be read by whoever unpacks it only"
    assert piece.tells_place
    assert bool(piece.copy) is (which not in WITHOUT_COPY)
    if piece.copy:
        got = downloaded(case.respondent, piece)[1]
        assert got != data
        assert b"GPSLatitude" not in got
        if name.endswith(".pdf"):
            with pikepdf.open(io.BytesIO(got)) as document:
                assert len(document.pages) == 1
                for thing in document.objects:
                    if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image":
                        assert place_in(thing.read_raw_bytes()) == {}
                    elif isinstance(thing, pikepdf.Stream) and thing.get("/Type") == "/Metadata":
                        assert b"GPS" not in thing.read_bytes()
        else:
            with zipfile.ZipFile(io.BytesIO(got)) as after, zipfile.ZipFile(io.BytesIO(data)) as before:
                assert after.namelist() == before.namelist()
                for member in before.namelist():
                    if member.startswith("media/"):
                        assert place_in(after.read(member)) == {}
                        shown = [Image.open(io.BytesIO(z.read(member))).tobytes() for z in (before, after)]
                        assert shown[0] == shown[1], "the same picture, pixel for pixel"
                    else:
                        assert after.read(member) == before.read(member)
    assert downloaded(case.complainant, piece)[1] == data


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("说明.docx", package("docx", image1_jpeg=PLAIN)),
        ("说明.pdf", pdf_with_photo(PLAIN)),
        ("说明.pdf", samples.pdf()),
        ("空.docx", package("docx")),
    ],
)
def test_who_tells_no_place_is_handed_on_as_it_came(case, name, data):
    piece = give(case, name=name, data=data)
    assert not piece.tells_place
    assert downloaded(case.respondent, piece)[1] == data


def test_what_unpacks_to_more_than_is_looked_at_is_kept_back(tmp_path, monkeypatch):
    monkeypatch.setattr("casefiles.places_inside.MOST_BYTES", 1_000_000)
    path = tmp_path / "弹.docx"
    path.write_bytes(package("docx", filler_bin=b"\0" * 5_000_000))
    content = identify(path, path.name)
    assert tells_place_inside(path, content.media_type)
    with document_without_place(path, content.media_type) as copy:
        assert copy is None
    bomb = tmp_path / "弹.pdf"
    bomb.write_bytes(pdf_with_metadata(b"\0" * 5_000_000))
    assert tells_place_inside(bomb, PDF.media_type)


@pytest.mark.parametrize("cut", [100, 300, 700])
def test_a_broken_document_breaks_nothing(tmp_path: Path, cut):
    for name, data in (("a.docx", DOCUMENTS["a photo in a text"][1]), ("a.pdf", pdf_with_photo(PHOTO))):
        path = tmp_path / name
        path.write_bytes(data[:-cut])
        media_type = (
            PDF.media_type if name.endswith("pdf") else "application/vnd.openxmlformats-officedocument.x"
        )
        assert tells_place_inside(path, media_type) in {True, False}
        with document_without_place(path, media_type) as copy:
            assert copy is None or not tells_place_inside(copy, media_type)
