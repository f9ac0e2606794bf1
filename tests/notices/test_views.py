"""The page of a notice: the paper, the proof, and that it was read."""

import pytest
from django.urls import reverse

from notices.models import Paper
from notices.services import serve
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
    assert "登记直接送达" in client.get(reverse("notices:notice", args=[notice.pk])).content.decode()
    client.post(reverse("notices:serve_directly", args=[notice.pk]), {"received_by": "李小雨"})
    notice.refresh_from_db()
    assert (notice.means, notice.proof["received_by"]) == ("direct", "李小雨")
