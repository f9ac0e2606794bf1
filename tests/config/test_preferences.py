import pytest
from django.test import RequestFactory

from config.context import house


def test_a_reader_keeps_large_type_and_a_dark_page(client):
    answer = client.post("/preferences/", {"elder": "1", "theme": "dark", "next": "/disputes/"})
    assert (answer.status_code, answer.headers["location"]) == (302, "/disputes/")
    assert (answer.cookies["elder"].value, answer.cookies["theme"].value) == ("1", "dark")


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_elsewhere(client, elsewhere):
    answer = client.post("/preferences/", {"elder": "1", "next": elsewhere})
    assert answer.headers["location"] == "/"


def test_a_made_up_preference_is_ignored(client):
    answer = client.post("/preferences/", {"elder": "yes", "theme": "pink"})
    assert dict(answer.cookies) == {}


@pytest.mark.parametrize(
    ("cookies", "elder", "theme"),
    [({}, False, "auto"), ({"elder": "1", "theme": "dark"}, True, "dark"), ({"theme": "<x>"}, False, "auto")],
)
def test_pages_know_what_the_reader_chose(cookies, elder, theme):
    request = RequestFactory().get("/")
    request.COOKIES.update(cookies)
    context = house(request)
    assert (context["elder"], context["theme"]) == (elder, theme)
