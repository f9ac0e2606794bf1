import pytest
from django.urls import path

from config.urls import urlpatterns as ours
from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid

STORY = "我三月五日付了款，到今天还没有收到货，客服也不再回复。"


def not_yours(request):
    raise NotPermitted("这一步由平台办理。", code="not_yours")


def too_late(request):
    raise NotLawfulNow("答复期限已过。", code="too_late")


def not_valid(request):
    raise NotValid("金额不能是负数。")


urlpatterns = [
    path("not-valid/", not_valid),
    path("not-yours/", not_yours),
    path("too-late/", too_late),
    *ours,
]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.mark.parametrize(
    ("address", "status", "message"),
    [
        ("/not-yours/", 403, "这一步由平台办理。"),
        ("/too-late/", 409, "答复期限已过。"),
        ("/not-valid/", 422, "金额不能是负数。"),
    ],
)
def test_a_refusal_is_a_page_that_says_why(client, address, status, message):
    answer = client.get(address)
    assert answer.status_code == status
    assert message in answer.text


def test_what_was_typed_is_not_lost_but_secrets_are_not_shown(client):
    answer = client.post(
        "/too-late/", {"story": STORY, "password": "a very long secret", "csrfmiddlewaretoken": "x" * 64}
    )
    assert STORY in answer.text
    assert "a very long secret" not in answer.text
    assert answer.context["typed"] == [STORY]


def test_the_way_back_leads_to_where_the_form_was(client):
    answer = client.post("/too-late/", headers={"referer": "http://testserver/disputes/new/"})
    assert 'href="http://testserver/disputes/new/"' in answer.text


def test_a_script_gets_the_code(client):
    answer = client.post("/too-late/", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (409, {"code": "too_late", "message": "答复期限已过。"})


def test_a_live_page_gets_a_fragment(client):
    answer = client.post("/too-late/", headers={"hx-request": "true"})
    assert answer.status_code == 409
    assert "答复期限已过。" in answer.text
    assert "<html" not in answer.text


@pytest.mark.parametrize("address", ["/help/?q=a%00b", "/cases/JF-2026-%00/"])
def test_an_address_with_a_null_character_is_refused_before_anybody_is_asked(
    client, address, django_assert_num_queries
):
    with django_assert_num_queries(0):
        assert client.get(address).status_code == 400
