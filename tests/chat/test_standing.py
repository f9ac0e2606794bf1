"""Who may open a socket, how many, and what a page may send through it."""

from __future__ import annotations

import json

import pytest
from allauth.mfa.models import Authenticator
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.conf import settings as live_settings

from accounts.models import User
from chat.models import Message
from config.asgi import application
from config.origins import is_same_origin

from .conftest import knock, opened, session_of

pytestmark = [pytest.mark.both_stacks, pytest.mark.django_db(transaction=True)]

HALF = "\\ud83d"  # half of a character, as JSON may write it
FRAMES = [
    '{"type":["hello"]}',
    '{"type":{"hello":1}}',
    '{"type":null}',
    '{"type":1}',
    '{"type":true,"room":1}',
    '{"type":"hello","room":[1]}',
    '{"type":"hello","room":{"a":1}}',
    '{"type":"hello","room":1e400}',
    '{"type":"hello","room":NaN}',
    f'{{"type":"hello","room":{"9" * 4000}}}',
    f'{{"type":"hello","room":{"9" * 5000}}}',
    f'{{"type":"{HALF}","room":1}}',
    f'{{"type":"hello","room":"{HALF}"}}',
    f'{{"type":"say","room":1,"text":"a","client_id":"{HALF}"}}',
    f'{{"type":"say","room":1,"text":["{HALF}"],"client_id":"a"}}',
    f'{{"type":"ping","more":"{HALF}"}}',
    '{"type":"say","room":1,"text":"a","client_id":"a","reply_to":[1]}',
    '{"type":"say","room":1,"text":"a","client_id":"a","evidence":{"a":[]}}',
    '{"type":"say","room":1,"text":"a","client_id":["a"]}',
    '{"type":"edit","room":1,"seq":[1],"text":"a"}',
    '{"type":"edit","room":1,"seq":1,"text":null}',
    '{"type":"typing","room":"1"}',
    '{"type":"read","seq":"1"}',
]


async def test_whatever_a_page_sends_is_answered_and_the_socket_stays(live_talks, caplog):
    async with opened(live_talks.li) as li:
        await li.hello(live_talks.joint)
        for frame in FRAMES:
            await li.send_text(frame)
            answer = await li.next("error")
            assert answer["code"] == "bad_frame", frame
        assert (await li.say(live_talks.joint, "还在"))["type"] == "ack"
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_half_characters_in_what_is_said_are_left_out(live_talks):
    async with opened(live_talks.li) as li:
        await li.hello(live_talks.joint)
        say = f'{{"type":"say","room":{live_talks.joint.pk},"text":"好{HALF}的","client_id":"h"}}'
        await li.send_text(say)
        assert (await li.next("ack", "error"))["type"] == "ack"
    assert (await Message.objects.aget(client_id="h")).body == "好的"


async def knocked(cookie: str, origin: str, host: str = "localhost") -> str:
    headers = [(b"origin", origin.encode()), (b"host", host.encode()), (b"cookie", cookie.encode())]
    scope = {
        "type": "websocket", "path": "/ws/rooms/", "query_string": b"", "headers": headers, "subprotocols": [],
    }  # fmt: skip
    communicator = ApplicationCommunicator(application, scope)
    await communicator.send_input({"type": "websocket.connect"})
    found = (await communicator.receive_output(10))["type"]
    await communicator.send_input({"type": "websocket.disconnect", "code": 1000})
    await communicator.wait(10)
    return found


async def test_a_page_of_another_port_opens_no_socket(live_talks):
    cookie = f"sessionid={await sync_to_async(session_of)(live_talks.li)}"
    assert await knocked(cookie, "http://localhost") == "websocket.accept"
    assert await knocked(cookie, "http://localhost:8001") == "websocket.close"
    assert await knocked(cookie, "http://localhost:8001", "localhost:8001") == "websocket.accept"


@pytest.mark.parametrize(
    ("origin", "host", "is_same"),
    [
        ("http://localhost", "localhost", True),
        ("http://localhost:80", "localhost", True),
        ("https://localhost", "localhost:443", True),
        ("https://localhost", "localhost", True),
        ("http://LOCALHOST:8000", "localhost:8000", True),
        ("http://[::1]:8000", "[::1]:8000", True),
        ("http://localhost:8000", "localhost", False),
        ("http://localhost", "localhost:8000", False),
        ("https://localhost:8443", "localhost", False),
        ("http://127.0.0.1:8000", "localhost:8000", False),
        ("http://evil.example", "evil.example", False),
        ("http://localhost.evil.example", "localhost", False),
        ("null", "localhost", False),
        ("", "localhost", False),
        ("file://", "localhost", False),
        ("http://localhost:99999", "localhost:99999", False),
        ("http://localhost:x", "localhost", False),
        ("http://localhost", "", False),
    ],
)
def test_same_origin_is_scheme_host_and_port(origin, host, is_same, settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
    assert is_same_origin(origin, host) is is_same


def test_behind_tls_no_page_without_it_opens_a_socket(settings):
    settings.ALLOWED_HOSTS, settings.BEHIND_TLS = ["odr.example"], True
    assert is_same_origin("https://odr.example", "odr.example")
    assert not is_same_origin("http://odr.example", "odr.example")


async def test_one_person_opens_so_many_pages_and_the_next_is_told_why(live_talks, settings):
    settings.CHAT_SOCKETS_A_PERSON = 2
    session = await sync_to_async(session_of)(live_talks.li)
    async with opened(live_talks.li) as first, opened(live_talks.li) as second:
        await first.hello(live_talks.joint)
        third = knock(f"sessionid={session}")
        await third.send_input({"type": "websocket.connect"})
        assert (await third.receive_output(10))["type"] == "websocket.accept"
        told = json.loads((await third.receive_output(10))["text"])
        assert (told["type"], told["code"]) == ("error", "too_many_pages")
        assert "关闭几个" in told["message"]
        assert (await third.receive_output(10))["code"] == 4429
        async with opened(live_talks.wang) as other:
            assert (await other.hello(live_talks.joint))["type"] == "welcome"
        assert (await second.say(live_talks.joint, "还能说"))["type"] == "ack"
    async with opened(live_talks.li) as again:
        assert (await again.hello(live_talks.joint))["type"] == "welcome"


def test_the_bound_is_a_setting():
    assert live_settings.CHAT_SOCKETS_A_PERSON == 20


async def test_a_staff_socket_needs_a_second_factor_where_it_is_asked_for(live_talks, settings):
    settings.REQUIRE_STAFF_MFA = True
    t = live_talks
    mediator = knock(f"sessionid={await sync_to_async(session_of)(t.chen)}")
    await mediator.send_input({"type": "websocket.connect"})
    await mediator.receive_output(10)
    told = json.loads((await mediator.receive_output(10))["text"])
    assert (told["code"], (await mediator.receive_output(10))["code"]) == ("second_factor", 4403)
    async with opened(t.li) as li:  # a party acts for nobody
        assert (await li.hello(t.joint))["type"] == "welcome"


@sync_to_async
def session_with_factor(user: User) -> str:
    from django.contrib.sessions.backends.db import SessionStore

    factor = Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    session = SessionStore(session_of(user))
    session["account_authentication_methods"] = [{"method": "mfa", "id": factor.pk, "at": 0}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return session.session_key


async def test_with_it_the_socket_opens(live_talks, settings):
    settings.REQUIRE_STAFF_MFA = True
    communicator = knock(f"sessionid={await session_with_factor(live_talks.chen)}")
    await communicator.send_input({"type": "websocket.connect"})
    await communicator.receive_output(10)
    await communicator.send_input(
        {"type": "websocket.receive", "text": json.dumps({"type": "hello", "room": live_talks.joint.pk})}
    )
    assert json.loads((await communicator.receive_output(10))["text"])["type"] == "welcome"
    await communicator.send_input({"type": "websocket.disconnect", "code": 1000})
    await communicator.wait(10)


async def test_one_question_looks_at_everything_that_is_open(live_talks, django_assert_num_queries):
    from accounts.selectors import Standing
    from chat.consumers import reading

    t = live_talks

    @sync_to_async
    def look() -> reading.Look:
        seats = {m.user_id: m.pk for m in t.joint.members.current()}
        standings = [
            Standing(user.pk, session_of(user), user.rights_epoch) for user in (t.li, t.wang, t.chen)
        ]
        with django_assert_num_queries(1):
            found = reading.look([room.pk for room in t.rooms], list(seats.values()), standings)
        assert (set(found.rooms), set(found.seats)) == ({room.pk for room in t.rooms}, set(seats.values()))
        assert found.holding == set(standings)
        with django_assert_num_queries(1):
            assert reading.look([], [], standings[:1]).holding == {standings[0]}
        return found

    await look()
