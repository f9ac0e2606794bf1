"""Rooms as pages: who gets in, and talking without a script."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chat.models import Message
from chat.services import close_room, remove_member
from tests.cast import login

from .conftest import say

PAGES = ["room", "lines"]
ACTS = ["say", "read"]


def address(name, room, *args):
    return reverse(f"chat:{name}", args=[room.pk, *args])


def as_user(user):
    return login(Client(), user)


@pytest.mark.parametrize("name", PAGES + ACTS)
def test_only_who_sits_in_a_room_gets_to_it(talks, name):
    client_of = {"anonymous": Client(), "outsider": as_user(talks.zhao), "other side": as_user(talks.wang)}
    url = address(name, talks.of_li)
    answers = {
        who: (client.get(url) if name in PAGES else client.post(url, {"text": "一"})).status_code
        for who, client in client_of.items()
    }
    assert answers == {"anonymous": 302, "outsider": 404, "other side": 404}
    mediator = as_user(talks.chen)
    answer = mediator.get(url) if name in PAGES else mediator.post(url, {"text": "一"})
    assert answer.status_code == {"say": 302, "read": 204}.get(name, 200)


@pytest.mark.parametrize("name", ["edit", "recall"])
def test_a_line_is_changed_by_its_author_only(talks, name):
    say(talks.joint, talks.li, "一")
    url = address(name, talks.joint, 1)
    answers = [as_user(u).post(url, {"text": "二"}).status_code for u in (talks.zhao, talks.wang, talks.li)]
    assert answers == [404, 403, 302]
    assert Message.objects.get().body == ("二" if name == "edit" else "")


def test_talking_with_the_form_alone(talks):
    client = as_user(talks.li)
    form = {"text": "没有脚本", "client_id": "a1"}
    for _ in range(2):  # pressed twice
        answer = client.post(address("say", talks.joint), form)
        assert answer.url == f"/rooms/{talks.joint.pk}/#line-{talks.joint.pk}-1"
    assert "没有脚本" in client.get(address("room", talks.joint)).content.decode()
    assert Message.objects.count() == 1


def test_a_refused_text_is_still_in_the_box(talks):
    close_room(talks.joint, by=talks.chen)
    answer = as_user(talks.li).post(address("say", talks.joint), {"text": "别丢了我"})
    assert (answer.status_code, "别丢了我" in answer.content.decode()) == (409, True)
    answer = as_user(talks.li).post(address("say", talks.of_li), {"text": "长" * 4001})
    assert (answer.status_code, "长" * 4001 in answer.content.decode()) == (422, True)


def test_a_page_without_a_socket_asks_and_says_by_requests(talks):
    say(talks.joint, talks.wang, "一")
    client = as_user(talks.li)
    told = client.get(
        address("lines", talks.joint), {"after": 0}, headers={"accept": "application/json"}
    ).json()
    assert [line["text"] for line in told["messages"]] == ["一"]
    assert len(told["members"]) == 3
    said = client.post(
        address("say", talks.joint), {"text": "二", "client_id": "b"}, headers={"accept": "application/json"}
    )
    assert (said.json()["seq"], said.json()["client_id"]) == (2, "b")
    remove_member(talks.joint, talks.li, by=talks.chen)
    refused = client.post(
        address("say", talks.joint), {"text": "三", "client_id": "c"}, headers={"accept": "application/json"}
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "not_in_room")


@pytest.mark.parametrize("query", ["before=0", "before=x", "after=-1", "reply_to=99999999999999999999"])
def test_nonsense_in_the_address_is_no_error(talks, query):
    assert as_user(talks.li).get(f"{address('room', talks.joint)}?{query}").status_code in (200, 302)
    assert as_user(talks.li).get(f"{address('lines', talks.joint)}?{query}").status_code in (200, 400)


def test_older_messages_are_pages_before(talks):
    for number in range(1, 131):
        say(talks.joint, talks.wang, f"第{number}条")
    client = as_user(talks.li)
    newest = client.get(address("room", talks.joint))
    assert [m.seq for m in newest.context["panel"].lines] == list(range(31, 131))
    older = client.get(address("room", talks.joint), {"before": 31})
    assert [m.seq for m in older.context["panel"].lines] == list(range(1, 31))
    assert not older.context["panel"].has_older


def test_a_room_costs_the_same_with_one_line_and_a_hundred(talks, django_assert_num_queries):
    client = as_user(talks.li)
    say(talks.joint, talks.wang, "一")
    client.get(address("room", talks.joint))
    with CaptureQueriesContext(connection) as few:
        client.get(address("room", talks.joint))
    for _ in range(60):
        say(talks.joint, talks.wang, "又一条", reply_to=1)
    with django_assert_num_queries(len(few)):
        client.get(address("room", talks.joint))


def test_search_finds_words_of_this_room_only(talks):
    say(talks.joint, talks.wang, "退款八千")
    say(talks.of_li, talks.li, "退款六千")
    found = as_user(talks.li).get(address("room", talks.joint), {"q": "退款"}).context["found"]
    assert [m.body for m in found] == ["退款八千"]
