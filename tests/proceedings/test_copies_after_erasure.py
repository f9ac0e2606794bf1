"""What others hold of a case stays genuine after a person was erased from it; what is made afterwards names nobody."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.services import ask_erasure
from casefiles.models import CaseFile, PrintedPaper
from casefiles.selectors import finding_by_hash
from casefiles.services import look_up_paper, paper_pdf, printed_paper, receive_file
from casefiles.standalone import verify_case_file as strict
from docket import authority
from docket.selectors import verify_all
from docket.services import make_checkpoint
from notices.models import Paper
from rulebook.models import RuleVersion
from tests import stories
from tests.casefiles.copies import made, text_of
from tests.cast import login

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def short_retention(db):
    """A house whose rules keep a case for a day only: certificates of today are still in force afterwards."""
    rows = RuleVersion.objects.filter(rule__code__in=("keep_case_file", "keep_trade"))
    before = list(rows)
    rows.update(n=1, unit="CD")
    yield
    for row in before:
        row.save()


def verdict(pdf: bytes) -> str:
    return strict.examine(pdf, {authority.fingerprint()}).kind


def test_copies_of_before_stay_genuine_and_new_ones_name_nobody(cast, client, travel, short_retention):
    dispute = stories.negotiating(cast)
    file = SimpleUploadedFile("聊天.txt", "第一句话".encode())
    receive_file(dispute, by=cast.complainant, file=file, title="聊天记录")
    stories.services.withdraw_dispute(dispute, by=cast.complainant, reason="算了")
    make_checkpoint()
    paper = Paper.objects.filter(chain=dispute.chain, kind="admission").get()
    held_print = paper_pdf(paper)
    held_file = made(stories.fresh(dispute), cast.respondent)
    held = held_file.file.read()
    assert verdict(held) == "genuine"
    assert "李小雨" in "".join(text_of(held))

    travel.by(days=4)
    ask_erasure(cast.complainant, by=cast.complainant)
    assert verify_all() == []

    assert verdict(held) == "genuine"
    assert finding_by_hash(held_file.sha256, user=cast.outsider).kind == "case_file"
    assert not CaseFile.objects.get(pk=held_file.pk).file
    page = login(client, cast.respondent).get(
        reverse("casefiles:case_file_download", args=[held_file.number])
    )
    assert page.status_code == 404

    new = made(stories.fresh(dispute), cast.respondent).file.read()
    assert verdict(new) == "genuine"
    assert not any("李小雨" in page for page in text_of(new))
    assert "李小雨".encode() not in b"".join(data for many in attached(new).values() for data in many)
    assert "聊天记录" not in "".join(text_of(new))

    same = look_up_paper(file=SimpleUploadedFile("p.pdf", held_print))
    assert same is not None
    assert same.paper == paper
    again = paper_pdf(Paper.objects.get(pk=paper.pk))
    assert again != held_print
    assert not any("李小雨" in page for page in text_of(again))
    assert PrintedPaper.objects.filter(paper=paper).exclude(file="").get() == printed_paper(
        Paper.objects.get(pk=paper.pk)
    )
    assert verify_all() == []


def attached(pdf: bytes) -> dict[str, list[bytes]]:
    import io

    from pypdf import PdfReader

    return PdfReader(io.BytesIO(pdf)).attachments
