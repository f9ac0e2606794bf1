"""A paper that was withdrawn or replaced says so wherever it is shown or listed; its file stays what it was."""

import json
from urllib.parse import unquote

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from casefiles.services import paper_pdf
from notices.models import Paper
from notices.services import replace_papers, withdraw_paper
from notices.states import PaperKind
from tests import stories

from .copies import made, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def papers(cast) -> dict[str, Paper]:
    """One withdrawn, one replaced by a third, the rest in force."""
    dispute = stories.settled(cast)
    found = {paper.kind: paper for paper in Paper.objects.filter(chain=dispute.chain)}
    withdraw_paper(found[PaperKind.ANSWER_NOTICE], by=None, reason="写错了日期")
    replace_papers([found[PaperKind.ADMISSION]], by_paper=found[PaperKind.SETTLEMENT], by=None)
    return {kind: Paper.objects.get(pk=paper.pk) for kind, paper in found.items()}


def read(user, address: str):
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(user)
    return client.get(address, follow=True)


def test_the_words_say_what_the_record_says(papers):
    day = papers[PaperKind.ANSWER_NOTICE].withdrawn_at.astimezone()
    newer = papers[PaperKind.SETTLEMENT]
    since = newer.issued_at.astimezone()
    assert {kind: paper.mark for kind, paper in papers.items() if paper.mark} == {
        PaperKind.ANSWER_NOTICE: f"这份文书已于{day.year}年{day.month}月{day.day}日撤回",
        PaperKind.ADMISSION: f"这份文书已于{since.year}年{since.month}月{since.day}日被 {newer.number} 替换",
    }


def test_the_case_page_marks_exactly_those(cast, papers):
    chain = papers[PaperKind.SETTLEMENT].chain
    page = read(cast.handler, reverse("proceedings:case", args=[chain.dispute.reference]))
    listed = page.text.split('<h2 id="papers">')[1].split("</ul>")[0].split("<li>")[1:]
    marked = {
        paper.kind
        for paper in papers.values()
        for line in listed
        if "已于" in line and paper.number in line.split('class="tag')[0]
    }
    assert len(listed) == len(papers)
    assert marked == {PaperKind.ANSWER_NOTICE, PaperKind.ADMISSION}


def test_its_own_page_says_it_above_the_text_and_leads_on(cast, papers):
    for kind, is_marked, leads_on in (
        (PaperKind.ANSWER_NOTICE, True, False),
        (PaperKind.ADMISSION, True, True),
        (PaperKind.SETTLEMENT, False, False),
    ):
        page = read(cast.handler, reverse("notices:paper", args=[papers[kind].pk]))
        above = page.text.split('<article class="paper">')[0]
        assert ("已于" in above) is is_marked, kind
        assert ("看现行的一份" in above) is leads_on, kind
        assert "写错了日期" not in page.text


def test_the_file_keeps_its_bytes_and_its_name_says_it(cast, papers):
    for kind, said in (
        (PaperKind.ANSWER_NOTICE, "（已经撤回）.pdf"),
        (PaperKind.ADMISSION, "（已被替换）.pdf"),
        (PaperKind.SETTLEMENT, "号.pdf"),
    ):
        answer = read(cast.handler, reverse("casefiles:paper_pdf", args=[papers[kind].pk]))
        assert answer.content == paper_pdf(papers[kind])
        assert unquote(answer.headers["Content-Disposition"]).endswith(said)
        assert "这份文书已于" not in "".join(text_of(answer.content))


def test_the_case_file_marks_it_in_its_index_on_its_page_and_for_machines(cast, papers):
    copy = made(papers[PaperKind.SETTLEMENT].chain.dispute, cast.handler)
    pages = text_of(copy.file.read())
    whole = "".join(pages)
    for kind in (PaperKind.ANSWER_NOTICE, PaperKind.ADMISSION):
        words = "".join(papers[kind].mark.split())
        assert whole.count(words) == 2, kind  # once in the index, once above the paper
    assert whole.count("这份文书已于") == 4
    with pikepdf.open(copy.file.open()) as pdf:
        case = json.loads(pdf.attachments["case.json"].get_file().read_bytes())
    told = {one["number"]: (one["standing"], one["replaced_by"]) for one in case["papers"]}
    assert told == {
        paper.number: (paper.standing, paper.replaced_by.number if paper.replaced_by else None)
        for paper in papers.values()
    }
    assert sorted(standing for standing, _by in told.values()).count("valid") == len(papers) - 2
