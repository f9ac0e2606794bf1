"""Single papers as PDF, and what the press does with odd words."""

import re

from django.urls import reverse

from casefiles.documents import render_paper
from casefiles.documents.press import print_html
from disputes.models import Dispute
from notices.models import Paper
from notices.states import PaperKind
from tests import stories

from .copies import made, text_of


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
