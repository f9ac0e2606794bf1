"""Real case files, made by the real press, read back by somebody else's tools."""

import hashlib
import io
import json
import re
import subprocess
import sys

import pikepdf
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from casefiles.models import Volume
from casefiles.services.verification import VERIFIER
from casefiles.standalone import verify_case_file as strict
from docket import authority
from docket.selectors import verify_chain
from notices.models import Paper

from . import samples
from .copies import made, text_of


def test_a_case_file_has_everything_in_archive_order(cast, desk_copy):
    pdf = desk_copy.file.read()
    pages = text_of(pdf)
    assert (desk_copy.state, desk_copy.progress, desk_copy.pages) == ("ready", 100, len(pages))
    reader = PdfReader(io.BytesIO(pdf))
    groups = [item.title for item in reader.outline if not isinstance(item, list)]
    assert groups == [
        "封面",
        "卷内目录",
        "案件基本情况",
        "登记与受理",
        "送达回证",
        "答辩书",
        "证据",
        "投诉人证据2：合同",
        "协商记录",
        "和解协议",
        "履行情况",
        "期限、日志与备考",
    ]
    whole = "".join(pages)
    for words in [
        "做完设计稿后不付报酬",
        "投诉登记表",
        "受理通知书",
        "2,400.00",
        desk_copy.code,
        "投诉人证据1：聊天截图",
    ]:
        assert words in whole, words
    for piece in desk_copy.dispute.evidence.all():
        assert piece.sha256 in whole
        assert piece.sm3 in whole
    for entry in desk_copy.dispute.chain.entries.filter(seq__lte=desk_copy.manifest["docket"]["length"]):
        assert entry.hash in whole


def test_the_index_names_the_page_on_which_each_document_begins(cast, desk_copy):
    pdf = desk_copy.file.read()
    pages, reader = text_of(pdf), PdfReader(io.BytesIO(pdf))
    papers = list(Paper.objects.filter(chain=desk_copy.dispute.chain))
    starts = {mark.title: reader.get_destination_page_number(mark) + 1 for mark in marks_in(reader.outline)}
    assert len(papers) > 4
    for paper in papers:
        start, number = starts[paper.title], re.sub(r"\s+", "", paper.number)
        assert number in pages[start - 1], paper
        assert f"{number}{timezone.localdate(paper.issued_at)}{start}" in pages[1], paper
    assert f"第3页共{len(pages)}页" in pages[2]
    assert "第1页" not in pages[0]


def marks_in(outline):
    for item in outline:
        if isinstance(item, list):
            yield from marks_in(item)
        else:
            yield item


def test_the_links_of_the_index_lead_to_their_pages(desk_copy):
    with pikepdf.open(io.BytesIO(desk_copy.file.read())) as pdf:
        links = [
            link
            for page in pdf.pages
            for link in page.obj.get("/Annots", [])
            if link.get("/Subtype") == "/Link"
        ]
        targets = [list(pdf.pages).index(pikepdf.Page(link.Dest[0])) + 1 for link in links]
        assert len(links) > 10
        assert targets == sorted(targets)
        assert b"page.invalid" not in desk_copy.file.open().read()


def test_what_is_embedded_is_what_was_hashed(desk_copy):
    with pikepdf.open(io.BytesIO(desk_copy.file.read())) as pdf:
        files = {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}
    assert sorted(files) == ["case.json", "manifest.json"]
    manifest, case = json.loads(files["manifest.json"]), json.loads(files["case.json"])
    assert hashlib.sha256(files["manifest.json"]).hexdigest() == desk_copy.manifest_sha256
    assert hashlib.sha256(files["case.json"]).hexdigest() == manifest["case_sha256"]
    assert manifest == desk_copy.manifest
    assert case["reference"] == desk_copy.dispute.reference
    assert len(case["docket"]) == manifest["docket"]["length"]
    assert {piece["sha256"] for piece in case["evidence"]} == {
        piece.sha256 for piece in desk_copy.dispute.evidence.all()
    }


def test_a_stranger_with_nothing_but_python_can_check_it(desk_copy, tmp_path):
    pdf = desk_copy.file.read()
    (tmp_path / "file.pdf").write_bytes(pdf)
    exhibits = tmp_path / "exhibits"
    exhibits.mkdir()
    for piece in desk_copy.dispute.evidence.all():
        (exhibits / str(piece.pk)).write_bytes(piece.file.read())
    good = alone(tmp_path / "file.pdf", exhibits)
    assert good.returncode == 0, good.stdout
    assert "GENUINE 核验通过" in good.stdout
    assert desk_copy.code in good.stdout
    assert "BAD" not in good.stdout
    for place in (2000, len(pdf) // 2, len(pdf) - 40_000):
        (tmp_path / "bad.pdf").write_bytes(pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :])
        assert alone(tmp_path / "bad.pdf").returncode == 1
    (tmp_path / "longer.pdf").write_bytes(pdf + b"\n%")
    assert alone(tmp_path / "longer.pdf").returncode == 1
    (exhibits / str(piece.pk)).write_bytes(b"another")
    assert alone(tmp_path / "file.pdf", exhibits).returncode == 1
    (tmp_path / "no.pdf").write_bytes(samples.pdf())
    assert alone(tmp_path / "no.pdf").returncode == 1


def alone(*paths) -> subprocess.CompletedProcess:
    """Isolated: no site packages, no project; with the fingerprint that the house publishes."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(VERIFIER), *map(str, paths), "--house", authority.fingerprint()],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_cover_sends_the_reader_to_the_site_and_not_into_the_file(desk_copy, settings):
    cover = text_of(desk_copy.file.read())[0]
    assert f"{settings.SITE_URL}/verify/" in cover
    assert "程序和指纹都不要从本文件" in cover


def test_making_and_taking_a_copy_are_in_the_docket(cast, desk_copy, client):
    client.force_login(cast.handler)
    response = client.get(reverse("casefiles:case_file_download", args=[desk_copy.number]))
    assert hashlib.sha256(b"".join(response.streaming_content)).hexdigest() == desk_copy.sha256
    chain = desk_copy.dispute.chain
    entries = list(chain.entries.filter(verb__startswith="casefiles.case_file").order_by("seq"))
    assert [(entry.verb, entry.actor) for entry in entries] == [
        ("casefiles.case_file_requested", cast.handler.actor),
        ("casefiles.case_file_made", "clock"),
        ("casefiles.case_file_read", cast.handler.actor),
    ]
    assert entries[1].facts["sha256"] == desk_copy.sha256
    assert verify_chain(chain) == []


def test_only_what_changed_is_printed_again(cast, desk_copy):
    before = set(Volume.objects.values_list("pk", flat=True))
    again = made(desk_copy.dispute, cast.handler)
    fresh = Volume.objects.exclude(pk__in=before).count()
    assert fresh == 1  # the docket has grown
    assert again.number == f"{desk_copy.dispute.reference}-J02"
    assert strict.examine(again.file.read(), {authority.fingerprint()}).kind == "genuine"
