import io
import random
import zipfile

import pytest

from casefiles.contents import identify
from disputes.exceptions import NotValid

from . import samples


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("照片.jpg", samples.picture(), "image/jpeg"),
        ("照片.JPEG", samples.picture(), "image/jpeg"),
        ("截图.jpg", samples.picture("PNG"), "image/png"),
        ("IMG_0001.HEIC", samples.heic(), "image/heic"),
        ("合同.pdf", samples.pdf(), "application/pdf"),
        ("合同", samples.pdf(), "application/pdf"),
        ("发票.ofd", samples.package("OFD.xml", "Doc_0/Document.xml"), "application/ofd"),
        ("说明.txt", "他说：“明天付款”".encode(), "text/plain"),
        ("流水.csv", "日期,金额\n2026-03-01,5000".encode("gb18030"), "text/csv"),
        ("通话.amr", samples.AMR, "audio/amr"),
        ("微信语音.amr", b"\x02#!SILK_V3" + b"\x0c" * 60, "audio/silk"),
        ("msg_1.silk", b"#!SILK_V3" + b"\x0c" * 60, "audio/silk"),
        ("1234.slk", b"#!SILK_V3" + b"\x0c" * 60, "audio/silk"),
        ("photo.jpg.tmp", samples.picture(), "image/jpeg"),
        ("合同.pdf.crdownload", samples.pdf(), "application/pdf"),
        ("聊天.log", "客服：请点 <a href='x'>这里</a> <img src=1>".encode(), "text/plain"),
        (
            "往来.eml",
            b"Received: by x\r\nFrom: a@demo.example\r\nSubject: x\r\nContent-Type: text/html\r\n\r\n<html><body>hello",
            "message/rfc822",
        ),
        ("录像.mp4", samples.MP4, "video/mp4"),
        (
            "协议.docx",
            samples.package("[Content_Types].xml", "word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            "账.xlsx",
            samples.package("[Content_Types].xml", "xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ],
)
def test_a_file_is_known_by_its_content(tmp_path, name, data, media_type):
    (tmp_path / "x").write_bytes(data)
    assert identify(tmp_path / "x", name).media_type == media_type


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("page.html", b"<!doctype html><script>alert(1)</script>", "page"),
        ("page.txt", b"\n\n<html><body>", "page"),
        ("page.jpg", b"<svg xmlns='x'><script/></svg>", "page"),
        ("draw.svg", b"<svg/>", "page"),
        ("photo.jpg", b"MZ\x90\x00" + b"\x00" * 100, "program"),
        ("run", b"\x7fELF" + b"\x00" * 100, "program"),
        ("run.txt", b"#!/bin/sh\nrm -rf /", "program"),
        ("script.js", b"alert(1)", "program"),
        ("script.js.tmp", b"alert(1)", "program"),
        ("photo.jpg.tmp", b"MZ\x90\x00" + b"\x00" * 100, "program"),
        ("photo.jpg.tmp", samples.pdf(), "name_disagrees"),
        ("page.log", b"<!DOCTYPE html><script>", "page"),
        ("mail.eml", b"<html><body>no headers</body></html>", "type"),
        ("photo.jpg", samples.pdf(), "name_disagrees"),
        ("contract.pdf", samples.picture(), "name_disagrees"),
        ("all.zip", samples.package("a.txt"), "archive"),
        ("macro.docx", samples.package("word/document.xml", "word/vbaProject.bin"), "macro"),
        ("broken.docx", b"PK\x03\x04broken", "broken"),
        ("noise.bin", bytes(range(256)), "type"),
        ("noise.jpg", bytes(range(256)), "type"),
        ("old.exe", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "type"),
    ],
)
def test_what_could_run_or_pretends_is_refused(tmp_path, name, data, code):
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(NotValid) as refusal:
        identify(tmp_path / "x", name)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_a_damaged_document_is_refused_whatever_is_broken_in_it(tmp_path, packing):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text" * 20)
        archive.writestr("content.xml", "<a/>" * 50)
    whole, chance, told = out.getvalue(), random.Random(1), set()
    for _n in range(1500):
        damaged = bytearray(whole)
        for _hole in range(chance.randint(1, 6)):
            damaged[chance.randrange(4, len(damaged))] = chance.randrange(256)
        (tmp_path / "x").write_bytes(damaged)
        try:
            identify(tmp_path / "x", "起诉状.odt")
        except NotValid as refusal:
            told.add(refusal.code)
    assert "broken" in told
