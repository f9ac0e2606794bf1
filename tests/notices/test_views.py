"""The page of a notice: the paper, the proof, and that it was read."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from notices.models import Paper
from notices.services import serve
from tests.casefiles.samples import picture
from tests.cast import login


@pytest.fixture
def notice(cast, paper, standing):
    return serve(
        paper, addressee_key="party:1", addressee_name="李小雨", user=cast.complainant, by=cast.handler
    )


@pytest.mark.parametrize(
    ("name", "target", "allowed"),
    [
        ("notice", "notice", {"complainant", "respondent", "handler", "mediator"}),
        ("paper", "paper", {"respondent", "handler", "mediator"}),
        ("serve_directly", "notice", {"handler"}),
    ],
)
def test_who_may_open_which_page(client, cast, paper, notice, name, target, allowed):
    url = reverse(f"notices:{name}", args=[{"notice": notice, "paper": paper}[target].pk])
    assert client.get(url).status_code == 302
    found = {
        role for role, person in cast.people.items() if login(client, person).get(url).status_code == 200
    }
    assert found == allowed


def test_opening_it_is_the_reading_only_for_the_addressee(client, cast, paper, notice):
    url = reverse("notices:notice", args=[notice.pk])
    login(client, cast.respondent).get(url)
    notice.refresh_from_db()
    assert notice.read_at is None
    page = login(client, cast.complainant).get(reverse("notices:paper", args=[paper.pk]), follow=True)
    notice.refresh_from_db()
    assert notice.read_at is not None
    text = page.content.decode()
    assert paper.number in text and paper.sha256 in text and notice.proof["trace"] in text


def test_a_changed_paper_is_not_shown_as_good(client, cast, paper, notice):
    url = reverse("notices:notice", args=[notice.pk])
    login(client, cast.complainant)
    assert "与签发时不一致" not in client.get(url).content.decode()
    Paper.objects.filter(pk=paper.pk).update(html=paper.html.replace("受理", "不受理"))
    assert "与签发时不一致" in client.get(url).content.decode()


def test_the_desk_records_direct_service_on_its_page(client, cast, paper, standing):
    notice = serve(paper, addressee_key="party:1", addressee_name="李小雨", by=cast.handler)
    login(client, cast.handler)
    to_page = reverse("notices:serve_directly", args=[notice.pk])
    assert to_page in client.get(reverse("notices:notice", args=[notice.pk])).content.decode()
    signed = {"means": "direct", "result": "signed", "received_by": "李小雨"}
    assert client.post(to_page, signed).status_code == 422  # no picture of the receipt
    assert client.post(to_page, {**signed, "result": "left", "witnesses": "某"}).status_code == 422
    photo = SimpleUploadedFile("receipt.png", picture(), "image/png")
    assert client.post(to_page, {**signed, "receipt": photo}).status_code == 302
    notice.refresh_from_db()
    assert (notice.state, notice.arrived_by, notice.proof["received_by"]) == ("arrived", "direct", "李小雨")


def test_the_page_says_where_it_stands_and_no_more(client, cast, paper, notice, standing):
    """Sent is not served: the word 已送达 stands on no page before it has arrived."""
    url = reverse("notices:notice", args=[notice.pk])
    before = login(client, cast.handler).get(url).content.decode()
    assert "已交出，没有回执" in before and "还没有送达，期限没有开始" in before
    assert "已送达" not in before and "送达证明" not in before
    login(client, cast.complainant).get(url)
    after = login(client, cast.handler).get(url).content.decode()
    assert "已送达" in after and "送达证明" in after


def test_the_desk_registers_that_it_went_to_the_post(client, cast, paper, standing):
    notice = serve(paper, addressee_key="party:1", addressee_name="李小雨", by=cast.handler)
    url = reverse("notices:posting", args=[notice.pk])
    login(client, cast.handler)
    assert client.post(url, {"tracking": "", "address": "某路1号"}).status_code == 422
    assert client.post(url, {"tracking": "EE123", "address": "某路1号"}).status_code == 302
    notice.refresh_from_db()
    assert (notice.state, notice.means, notice.arrived_at) == ("sent", "post", None)
    assert login(client, cast.complainant).get(url).status_code == 404
