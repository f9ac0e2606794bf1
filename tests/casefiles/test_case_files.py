"""Real case files, made by the real press, read back by somebody else's tools."""

import hashlib
import io
import json
import re
import subprocess
import sys

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from casefiles.documents.press import print_html
from casefiles.documents.signature import check_pdf
from casefiles.models import CaseFile, Volume
from casefiles.services import (
    assemble_case_file,
    receive_file,
    render_paper,
    request_case_file,
    withdraw_evidence,
)
from casefiles.services.assembly import VERIFIER
from casefiles.states import CopyFor, EvidenceAudience
from disputes.exceptions import NotPermitted
from disputes.models import Dispute
from docket.selectors import verify_chain
from notices.models import Paper
from notices.services import issue_paper
from notices.states import Audience, PaperKind
from tests import stories
from tests.cast import Cast

from . import samples

SECRET = "只说给调解员听的话"


def settled_with_evidence(cast: Cast) -> Dispute:
    dispute = stories.negotiating(cast)
    give(
        dispute,
        cast.complainant,
        "聊天截图.png",
        samples.picture("PNG", size=(700, 900)),
        purpose="对方承认收到稿件",
    )
    give(dispute, cast.complainant, "合同.pdf", samples.pdf(2), purpose="双方约定报酬 3000 元")
    give(dispute, cast.respondent, "录音.wav", samples.WAV, source="手机通话录音")
    first = stories.services.make_offer(
        dispute, by=cast.respondent, terms=[stories.pays(dispute, "1500.00")], message="图个清静才出一半。"
    )
    stories.services.reject_offer(first, by=cast.complainant)
    offer = stories.services.make_offer(
        dispute, by=cast.respondent, terms=[stories.pays(dispute, "2400.00")], message="一次付清，互不追究。"
    )
    stories.services.accept_offer(offer, by=cast.complainant)
    return stories.fresh(dispute)


def give(dispute, by, name, data, **description):
    return receive_file(dispute, by=by, file=SimpleUploadedFile(name, data), **description)


def made(dispute, by, **how) -> CaseFile:
    case_file = request_case_file(dispute, by=by, **how)
    assemble_case_file.func(case_file.pk)
    return CaseFile.objects.get(pk=case_file.pk)


def text_of(pdf: bytes) -> list[str]:
    """Page by page, without the spaces that a reader puts between Chinese characters."""
    return [re.sub(r"\s+", "", page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


@pytest.fixture
def desk_copy(cast) -> CaseFile:
    return made(settled_with_evidence(cast), cast.handler)


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
    assert sorted(files) == ["case.json", "manifest.json", "verify_case_file.py"]
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
    assert "GENUINE" in good.stdout
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
    """Isolated: no site packages, no project."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(VERIFIER), *map(str, paths)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_signature_holds_and_one_changed_byte_breaks_it(desk_copy):
    pdf = desk_copy.file.read()
    assert check_pdf(pdf).is_good
    place = len(pdf) // 3
    assert not check_pdf(pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]).is_good
    assert not check_pdf(samples.pdf()).is_signed
    assert not check_pdf(b"nothing").is_signed


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
    assert check_pdf(again.file.read()).is_good


def test_a_copy_holds_only_what_its_reader_may_read(cast):
    dispute = settled_with_evidence(cast)
    give(dispute, cast.respondent, "内部成本.txt", SECRET.encode(), audience=EvidenceAudience.OWN_SIDE)
    withdraw_evidence(give(dispute, cast.complainant, "发错的.txt", b"wrong"), by=cast.complainant)
    respondent = dispute.parties.get(role="respondent")
    for number, how in enumerate(
        [
            {"audience": Audience.NAMED, "addressee_keys": [respondent.key]},
            {"audience": Audience.BODY, "issuer": cast.mediation_body},
            {"audience": Audience.BODY, "issuer": cast.platform},
        ]
    ):
        issue_paper(
            dispute.chain,
            PaperKind.MEDIATION_NOTICE,
            template="papers/base.html",
            context={"dispute": dispute},
            facts={},
            title=f"密件{number}",
            **how,
        )
    issue_paper(
        dispute.chain,
        PaperKind.MEDIATION_RECORD,
        template="papers/base.html",
        context={"dispute": dispute},
        facts={},
        title="调解笔录",
    )
    copies = {
        "complainant": made(dispute, cast.complainant),
        "respondent": made(dispute, cast.respondent),
        "desk": made(dispute, cast.handler),
        "court": made(dispute, cast.handler, audience=CopyFor.COURT),
    }
    words = ["密件0", "密件1", "密件2", "内部成本", "发错的", "调解笔录", "图个清静"]
    found = {}
    for name, copy in copies.items():
        raw = copy.file.read()
        whole = "".join(text_of(raw))
        with pikepdf.open(io.BytesIO(raw)) as pdf:
            case = pdf.attachments["case.json"].get_file().read_bytes().decode()
        in_print = [word for word in words if word in whole]
        assert in_print == [word for word in words if word in case], name
        found[name] = in_print
    assert found == {
        "complainant": ["调解笔录", "图个清静"],
        "respondent": ["密件0", "内部成本", "调解笔录", "图个清静"],
        "desk": ["密件2", "内部成本", "调解笔录", "图个清静"],
        "court": [],
    }


def test_an_entry_from_a_room_is_printed_as_its_hash_alone(cast):
    from django.db import transaction

    from docket.services import record

    dispute = stories.negotiating(cast)
    with transaction.atomic():
        entry = record(dispute.chain, "chat.caucus_opened", by=cast.mediator.actor, facts={"room": 77123})
    copy = made(dispute, cast.complainant)
    pdf = copy.file.read()
    whole = "".join(text_of(pdf))
    assert entry.hash in whole
    assert "caucus" not in whole
    assert "77123" not in whole
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        case = opened.attachments["case.json"].get_file().read_bytes()
    assert b"caucus" not in case
    assert b"77123" not in case


def test_a_side_cannot_take_the_desks_copy_nor_an_outsider_any(cast, client):
    dispute = stories.negotiating(cast)
    with pytest.raises(NotPermitted):
        request_case_file(dispute, by=cast.complainant, audience=CopyFor.DESK)
    with pytest.raises(NotPermitted):
        request_case_file(dispute, by=cast.handler, audience=CopyFor.PARTY)
    with pytest.raises(NotPermitted):
        request_case_file(dispute, by=cast.outsider)


def test_asking_twice_makes_one(cast):
    dispute = stories.negotiating(cast)
    assert request_case_file(dispute, by=cast.handler) == request_case_file(dispute, by=cast.handler)


def test_the_access_ladder_of_a_copy(cast, desk_copy, client):
    pages = [
        reverse("casefiles:case_file", args=[desk_copy.number]),
        reverse("casefiles:case_file_download", args=[desk_copy.number]),
    ]
    lists = reverse("casefiles:case_files", args=[desk_copy.dispute.reference])
    for address in [*pages, lists]:
        assert client.get(address).status_code == 302
    for name, statuses in [
        ("outsider", (404, 404, 404)),
        ("mediator", (404, 404, 404)),
        ("complainant", (404, 404, 200)),
        ("handler", (200, 200, 200)),
    ]:
        client.force_login(getattr(cast, name))
        assert (name, *(client.get(address).status_code for address in [*pages, lists])) == (name, *statuses)


def test_the_page_shows_progress_and_then_the_file(cast, client):
    dispute = stories.negotiating(cast)
    client.force_login(cast.complainant)
    response = client.post(reverse("casefiles:case_files", args=[dispute.reference]))
    case_file = CaseFile.objects.get()
    address = reverse("casefiles:case_file", args=[case_file.number])
    assert response.url == address
    waiting = client.get(address)
    assert 'id="case-file" hx-get' in waiting.text
    assert waiting["Refresh"]
    CaseFile.objects.update(state="rendering", progress=40, step="排印：证据")
    assert "40%" in client.get(address, headers={"hx-request": "true"}).text
    assemble_case_file.func(case_file.pk)
    done = client.get(address)
    assert 'id="case-file" hx-get' not in done.text
    assert reverse("casefiles:case_file_download", args=[case_file.number]) in done.text


def test_a_failed_copy_can_be_made_again(cast, client):
    dispute = stories.negotiating(cast)
    case_file = request_case_file(dispute, by=cast.complainant)
    CaseFile.objects.update(state="failed")
    client.force_login(cast.complainant)
    client.post(reverse("casefiles:case_file_again", args=[case_file.number]))
    case_file.refresh_from_db()
    assert case_file.state == "queued"


def test_a_paper_is_printed_for_those_who_may_read_it(cast, client):
    dispute = stories.negotiating(cast)
    paper = Paper.objects.get(chain=dispute.chain, kind=PaperKind.ADMISSION)
    address = reverse("casefiles:paper_pdf", args=[paper.pk])
    assert client.get(address).status_code == 302
    client.force_login(cast.outsider)
    assert client.get(address).status_code == 404
    client.force_login(cast.complainant)
    response = client.get(address)
    whole = "".join(text_of(response.content))
    assert "受理通知书" in whole
    assert re.sub(r"\s+", "", paper.number) in whole
    assert "第1页共" in whole


def test_nothing_outside_is_fetched_for_what_a_user_wrote(cast, tmp_path):
    dispute = stories.negotiating(cast)
    paper = Paper.objects.get(chain=dispute.chain, kind=PaperKind.ADMISSION)
    (tmp_path / "secret.txt").write_text("机密内容")
    paper.html = (
        f'<p>before</p><img src="file://{tmp_path}/secret.txt"><link rel="attachment" href="file://{tmp_path}/secret.txt">'
        '<img src="http://127.0.0.1:9/x.png"><p>after</p>'
    )
    pdf = render_paper(paper)
    assert b"EmbeddedFile" not in pdf
    assert "before" in text_of(pdf)[0]


def test_a_rare_character_in_a_name_is_printed(cast):
    dispute = stories.negotiating(cast)
    Dispute.objects.filter(pk=dispute.pk).update(title="𠮷野㐂与王强的纠纷")
    assert "𠮷野㐂与王强的纠纷" in "".join(text_of(made(dispute, cast.complainant).file.read()))


def test_a_character_no_font_has_is_noted(caplog):
    printed = print_html("<p>案卷\U0010fffd</p>")
    assert printed.missing == ("\U0010fffd",)
    assert "U+10FFFD" in caplog.text


# --- the public page -----------------------------------------------------------------------------


def test_anybody_can_ask_whether_a_code_is_genuine(cast, desk_copy, client):
    address = reverse("casefiles:verify")
    assert client.get(address).status_code == 200
    for code in (desk_copy.code, desk_copy.manifest_sha256, desk_copy.code.lower().replace("-", " ")):
        page = client.post(address, {"code": code})
        assert desk_copy.number in page.text
    paper = Paper.objects.filter(chain=desk_copy.dispute.chain).first()
    assert paper.number in client.get(address, {"code": paper.sha256}).text
    for code in ("", "x", "0" * 64, desk_copy.code[:9], "%_" * 20):
        page = client.post(address, {"code": code})
        assert "notice-success" not in page.text
    assert cast.complainant.name not in client.get(address, {"code": desk_copy.code}).text


def test_anybody_can_ask_whether_a_file_is_genuine(cast, desk_copy, client):
    address = reverse("casefiles:verify")
    pdf = desk_copy.file.read()
    place = len(pdf) // 3
    exhibit = desk_copy.dispute.evidence.first()
    for data, words in [
        (pdf, "是真的"),
        (pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :], "被改动过"),
        (exhibit.file.read(), "与收到时一致"),
        (samples.pdf(), "没有找到"),
        (b"anything", "没有找到"),
    ]:
        page = client.post(address, {"file": SimpleUploadedFile("x.pdf", data)})
        assert words in page.text, words
