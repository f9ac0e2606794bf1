"""Out is out: whatever ends, in whatever room, on a socket that is open, on a new one, and on every page.

The table is in `doors.py`. Each line first shows that the doors stand open, so that none can pass by being shut anyway.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from asgiref.sync import sync_to_async
from django.test import Client
from django.urls import reverse

from chat.consumers import hub as hubs
from chat.models import Message, MessageRevision, Room

from .conftest import Socket, knock
from .doors import (
    OF_SESSION,
    PLANTED,
    Stage,
    feed_address,
    let_in,
    make_stage,
    second_factor_is_taken_off,
    whole_table,
)

pytestmark = [
    pytest.mark.both_stacks,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("closing"),
]

LATER = "散席以后才说的九千九百"
SPEAKERS = ("other", "second", "party", "boss")


@pytest.fixture
def swept_often(monkeypatch) -> None:
    """The wait between two looks, without waiting for it; how long it is, another test holds."""
    monkeypatch.setattr(hubs, "SWEEP_SECONDS", 0.2)


@pytest.fixture
def losing(monkeypatch) -> Iterator[list[bool]]:
    """`losing[0] = True`: every wake-up and every word of a removal is lost on the way."""
    lost = [False]
    take = hubs.Hub.take

    def forgetful(self, events):
        take(self, [e for e in events if not (lost[0] and e["type"] in ("ended", "left"))])

    monkeypatch.setattr(hubs.Hub, "take", forgetful)
    yield lost


@asynccontextmanager
async def entered(session: str) -> AsyncIterator[Socket]:
    communicator = knock(f"sessionid={session}")
    await communicator.send_input({"type": "websocket.connect"})
    assert (await communicator.receive_output(10))["type"] == "websocket.accept"
    try:
        yield Socket(communicator)
    finally:
        await communicator.send_input({"type": "websocket.disconnect", "code": 1000})
        await communicator.wait(10)


class Heard:
    """Everything that comes, until it is asked for; also that it was closed."""

    def __init__(self, socket: Socket) -> None:
        self.socket, self.frames, self.code = socket, [], None
        self.task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        while self.code is None:
            output = await self.socket.communicator.output_queue.get()
            if output["type"] == "websocket.close":
                self.code = output["code"]
            else:
                self.frames.append(json.loads(output["text"]))

    @property
    def text(self) -> str:
        return json.dumps(self.frames, ensure_ascii=False)

    def is_out_of(self, room: Room) -> bool:
        return self.code is not None or any(
            frame["type"] == "removed" and frame["room"] == room.pk for frame in self.frames
        )

    async def until(self, condition, seconds: float = 5) -> None:
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(0.02)


def pages_of(stage: Stage, room: Room, own: Message) -> dict[str, str]:
    """Pages and files on which the planted words stand."""
    file = room.files.get()
    return {
        "room": reverse("chat:room", args=[room.pk]),
        "lines": reverse("chat:lines", args=[room.pk]),
        "search": reverse("chat:room", args=[room.pk]) + "?q=底价",
        "line": reverse("chat:edit", args=[room.pk, own.seq]),
        "file": reverse("chat:file", args=[file.pk]),
        "download": reverse("chat:file_download", args=[file.pk]),
    }


def of_case(stage: Stage) -> dict[str, str]:
    return {
        "case": reverse("proceedings:case", args=[stage.dispute.reference]),
        "evidence": reverse("casefiles:evidence_detail", args=[stage.evidence.pk]),
        "download": reverse("casefiles:evidence_download", args=[stage.evidence.pk]),
    }


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{answer.status_code} {body.decode(errors='replace')}"


def posts(client: Client, room: Room, own: Message) -> list[int]:
    """Everything one can do to a room by plain requests."""
    where = [room.pk, own.seq]
    return [
        client.post(reverse("chat:say", args=[room.pk]), {"text": "我还在", "client_id": "late"}).status_code,
        client.post(reverse("chat:edit", args=where), {"text": "改口"}).status_code,
        client.post(reverse("chat:recall", args=where)).status_code,
        client.post(reverse("chat:read", args=[room.pk]), {"after": 1}).status_code,
    ]


def stored_in(room: Room) -> tuple:
    """What was said, and what was changed of it."""
    lines = list(Message.objects.filter(room=room).exclude(author=None).values_list("seq", "body", "rev"))
    return lines, MessageRevision.objects.filter(message__room=room).count()


@sync_to_async
def prepared(name: str, kind: str):
    stage = make_stage()
    session = let_in(stage, name)
    room = stage.rooms[kind]
    own = Message.objects.filter(room=room, author__user=stage.people[name]).get()
    client = Client()
    client.cookies["sessionid"] = session
    for page, address in pages_of(stage, room, own).items():
        assert PLANTED in read(client, address), page
    seen = {page: address for page, address in of_case(stage).items() if "200" in read(client, address)[:3]}
    assert seen or name not in ("mediator", "party", "deputy"), "who has a part in the case sees it"
    return stage, session, room, own, client, seen, feed_address(stage.people[name])


async def attempt(socket: Socket, room: Room, own: Message) -> None:
    """Speak, change and take back, as an open page could."""
    await socket.send(type="say", room=room.pk, text="我还在", client_id="late-on-the-socket")
    await socket.send(type="edit", room=room.pk, seq=own.seq, text="改口")
    await socket.send(type="recall", room=room.pk, seq=own.seq)
    await socket.send(type="read", room=room.pk, seq=own.seq)


@sync_to_async
def someone_says(stage: Stage, room: Room, victim: str) -> None:
    here = set(room.members.current().values_list("user", flat=True))
    speaker = next(s for s in SPEAKERS if s != victim and stage.people[s].pk in here)
    stage.say(room, speaker, LATER)


@sync_to_async
def shut_on_pages(client, stage, room, own, name, ending, seen) -> None:
    before = stored_in(room)
    for page, address in pages_of(stage, room, own).items():
        answer = read(client, address)
        reads_on = ending.__name__ == "seat_is_taken" and name == "party"
        assert reads_on or (answer[:3] in ("302", "404") and PLANTED not in answer), (page, answer[:200])
        assert LATER not in answer, page
    assert set(posts(client, room, own)) <= {302, 403, 404, 409, 204}
    assert stored_in(room) == before
    if ending.__name__ not in ("seat_is_taken",):
        for page, address in seen.items():
            answer = read(client, address)
            assert answer[:3] in ("302", "404") and PLANTED not in answer, (page, answer[:200])


async def shut(battery, losing, settings, kind, name, ending, is_lost) -> None:
    settings.REQUIRE_STAFF_MFA = ending is second_factor_is_taken_off
    losing[0] = False
    stage, session, room, own, client, seen, feed = await prepared(name, kind)
    before = await sync_to_async(stored_in)(room)
    async with entered(session) as live:
        welcome = await live.hello(room)
        assert welcome["type"] == "welcome" and welcome["me"], welcome
        await live.lines(1)
        losing[0] = is_lost
        await sync_to_async(ending)(stage, name, room)
        heard = Heard(live)
        await attempt(live, room, own)
        await heard.until(lambda: heard.is_out_of(room))
        assert await sync_to_async(stored_in)(room) == before
        await someone_says(stage, room, name)
        before = await sync_to_async(stored_in)(room)
        await live.send(type="hello", room=room.pk, after=0, rev=0)
        await attempt(live, room, own)
        await asyncio.sleep(0.3)
        assert LATER not in heard.text
        if ending in OF_SESSION or ending is second_factor_is_taken_off:
            assert heard.code in (4401, 4403)
        heard.task.cancel()
    async with entered(session) as fresh:
        heard = Heard(fresh)
        await fresh.send(type="hello", room=room.pk, after=0, rev=0)
        await attempt(fresh, room, own)
        await heard.until(lambda: heard.code or len(heard.frames) >= 3)
        await asyncio.sleep(0.1)
        assert LATER not in heard.text
        assert PLANTED not in heard.text or (ending.__name__, name) == ("seat_is_taken", "party")
        heard.task.cancel()
    assert await sync_to_async(stored_in)(room) == before
    await shut_on_pages(client, stage, room, own, name, ending, seen)
    if ending.__name__ in ("signs_out_everywhere", "changes_password"):
        pk, token = feed.split("/")
        address = reverse("proceedings:calendar_feed", args=[int(pk), token])
        assert await sync_to_async(lambda: Client().get(address).status_code)() == 404
    battery.count("doors tried after an ending: nothing readable, nothing writable")


@pytest.mark.battery("doors")
async def test_after_every_ending_nothing_is_readable_and_nothing_writable(
    battery, transactional_db, swept_often, losing, settings
):
    settings.CHAT_PACE = (100_000, 1.0)
    table = whole_table()
    chosen = battery.chance.sample(table, battery.size(sample=10, full=len(table)))
    for kind, name, ending, is_lost in chosen:
        try:
            await shut(battery, losing, settings, kind, name, ending, is_lost)
        except BaseException as problem:
            problem.add_note(f"{kind}, {name}, {ending.__name__}, wake-up lost: {is_lost}")
            raise


def test_a_lost_wake_up_lives_five_seconds_at_most():
    assert hubs.SWEEP_SECONDS <= 5
