"""A case in mediation: everybody together, a caucus of each side, and Zhao, who is in no room."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from asgiref.sync import SyncToAsync, sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections

from accounts.models import User
from chat.models import Message, Room
from chat.policies import speaking
from chat.services import admit_member, open_room, post_message
from chat.states import RoomKind, Side
from config.asgi import application
from disputes.models import Dispute, Party
from docket.services import open_chain
from tests.cast import Cast, make_cast
from tests.rigs.retold import retold

numbers = count(1)


@dataclass
class Talks:
    dispute: Dispute
    li: User  # the complainant
    wang: User  # the respondent
    chen: User  # the mediator
    zhao: User  # in no room
    joint: Room
    of_li: Room
    of_wang: Room

    @property
    def rooms(self) -> list[Room]:
        return [self.joint, self.of_li, self.of_wang]


@pytest.fixture(autouse=True)
def _unhurried(settings) -> None:
    speaking.spoken.clear()
    settings.CHAT_PACE = (100_000, 1.0)


@retold
def make_talks(cast: Cast) -> Talks:
    li, wang, chen = cast.complainant, cast.respondent, cast.mediator
    dispute = Dispute.objects.create(chain=open_chain(), created_by=li, title="外包设计费")
    first = Party.objects.create(dispute=dispute, role="complainant", name="李小雨", user=li)
    second = Party.objects.create(dispute=dispute, role="respondent", name="王强", user=wang)
    joint = open_room(dispute, key="mediation:1:joint", kind=RoomKind.JOINT, title="全体会谈室", by=chen)
    caucuses = [
        open_room(
            dispute,
            key=f"mediation:1:caucus:{party.key}",
            kind=RoomKind.CAUCUS,
            title=f"{party.name}与调解员单独会谈",
            side_party=party,
            by=chen,
        )
        for party in (first, second)
    ]
    for room in (joint, caucuses[0]):
        admit_member(room, li, side=Side.COMPLAINANT, label="投诉人 李小雨", by=chen)
    for room in (joint, caucuses[1]):
        admit_member(room, wang, side=Side.RESPONDENT, label="被投诉人 王强", by=chen)
    for room in (joint, *caucuses):
        admit_member(room, chen, side=Side.NEUTRAL, label="调解员 陈静", by=chen)
    return Talks(dispute, li, wang, chen, cast.outsider, joint, *caucuses)


@pytest.fixture
def talks(cast: Cast) -> Talks:
    return make_talks(cast)


@pytest.fixture
def live_talks(transactional_db: None) -> Iterator[Talks]:
    """Committed, for sockets and threads."""
    yield make_talks(make_cast())
    # the thread of asynchronous tests keeps its connection, and a database in use cannot be dropped
    SyncToAsync.single_thread_executor.submit(connections.close_all).result()


@pytest.fixture
def closing(transactional_db: None) -> Iterator[None]:
    """The thread of asynchronous tests keeps its connection, and a database in use cannot be dropped."""
    yield
    SyncToAsync.single_thread_executor.submit(connections.close_all).result()


def say(room: Room, by: User, text: str, client_id: str = "", **more: Any) -> Message:
    return post_message(room, by=by, text=text, client_id=client_id or f"c{next(numbers)}", **more)


asay: Callable[..., Any] = sync_to_async(say)


class Socket:
    """One page's socket, as a browser would use it."""

    def __init__(self, communicator: ApplicationCommunicator) -> None:
        self.communicator = communicator
        self.kept: list[dict[str, Any]] = []

    async def send_text(self, text: str) -> None:
        await self.communicator.send_input({"type": "websocket.receive", "text": text})

    async def send(self, **frame: Any) -> None:
        await self.send_text(json.dumps(frame))

    async def next(self, *types: str, timeout: float = 10) -> dict[str, Any]:
        """The next frame of these types; the others are kept for later."""
        for number, frame in enumerate(self.kept):
            if frame["type"] in types:
                return self.kept.pop(number)
        while True:
            output = await self.communicator.receive_output(timeout)
            assert output["type"] == "websocket.send", output
            frame = json.loads(output["text"])
            if frame["type"] in types:
                return frame
            self.kept.append(frame)

    async def lines(self, number: int, timeout: float = 20) -> list[dict[str, Any]]:
        """The next messages, however they are packed."""
        found: list[dict[str, Any]] = []
        while len(found) < number:
            frame = await self.next("message", "messages", timeout=timeout)
            found += frame["messages"] if frame["type"] == "messages" else [frame]
        return found

    async def hello(self, room: Room, after: int = 0, rev: int = 0) -> dict[str, Any]:
        await self.send(type="hello", room=room.pk, after=after, rev=rev)
        return await self.next("welcome", "error")

    async def say(self, room: Room, text: str, client_id: str = "", **more: Any) -> dict[str, Any]:
        client_id = client_id or f"s{next(numbers)}"
        await self.send(type="say", room=room.pk, text=text, client_id=client_id, **more)
        while True:
            frame = await self.next("ack", "error")
            if frame.get("client_id") == client_id:
                return frame

    async def rest(self) -> list[dict[str, Any]]:
        """Everything not looked at that was sent before an answer to this."""
        await self.send(type="ping")
        await self.next("pong")
        frames, self.kept = self.kept, []
        return frames


def knock(cookie: str = "") -> ApplicationCommunicator:
    headers = [(b"origin", b"http://localhost"), (b"host", b"localhost"), (b"cookie", cookie.encode())]
    scope = {
        "type": "websocket",
        "path": "/ws/rooms/",
        "query_string": b"",
        "headers": headers,
        "subprotocols": [],
    }
    return ApplicationCommunicator(application, scope)


@asynccontextmanager
async def opened(user: User) -> AsyncIterator[Socket]:
    communicator = knock(f"sessionid={await sync_to_async(session_of)(user)}")
    await communicator.send_input({"type": "websocket.connect"})
    assert (await communicator.receive_output(10))["type"] == "websocket.accept"
    try:
        yield Socket(communicator)
    finally:
        await communicator.send_input({"type": "websocket.disconnect", "code": 1000})
        await communicator.wait(10)


def session_of(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key
