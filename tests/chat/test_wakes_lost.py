"""Redis is dead: nobody can be woken in another process. Out is out all the same, five seconds later at most.

A real server process, a real socket, a real Redis that is killed; what ends is ended from this process.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import websockets
from asgiref.sync import sync_to_async
from django.db import connection

from chat.consumers.hub import SWEEP_SECONDS

from .chaos import start_redis, start_web
from .doors import (
    Stage,
    changes_password,
    let_in,
    logs_out,
    make_stage,
    mandate_ends,
    membership_ends,
    membership_runs_out,
    seat_is_taken,
)

pytestmark = [
    pytest.mark.one_stack,  # a server process and a Redis of its own on each; what ends is ended on both in `test_doors.py`
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("closing"),
]

ENDINGS = [
    ("mediator", membership_ends),
    ("mediator", membership_runs_out),
    ("mediator", seat_is_taken),
    ("deputy", mandate_ends),
    ("party", logs_out),
    ("party", changes_password),
]
SLACK = 3.0  # seconds: the look itself, on a busy machine


@pytest.fixture
def scene(transactional_db: None, tmp_path: Path) -> Iterator[tuple]:
    redis = start_redis(tmp_path)
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.chat.chaos_settings",
        "CHAOS_DATABASE": str(connection.settings_dict["NAME"]),
        "REDIS_URL": f"redis://127.0.0.1:{redis.port}/0",
        "LOG_LEVEL": "CRITICAL",
    }
    web = start_web(env)
    for process in (redis, web):
        process.wait_until_open()
    yield redis, web
    for process in (redis, web):
        process.kill()


class Page:
    def __init__(self, stage: Stage, name: str, port: int) -> None:
        self.stage, self.name, self.port = stage, name, port
        self.room = stage.rooms["joint"].pk
        self.heard: list[dict] = []
        self.out_at: float | None = None

    async def open(self) -> None:
        cookie = f"sessionid={await sync_to_async(let_in)(self.stage, self.name)}"
        self.socket = await websockets.connect(
            f"ws://127.0.0.1:{self.port}/ws/rooms/",
            additional_headers={"Cookie": cookie},
            origin=f"http://127.0.0.1:{self.port}",
            open_timeout=30,
        )
        await self.socket.send(json.dumps({"type": "hello", "room": self.room, "after": 0, "rev": 0}))
        assert json.loads(await self.socket.recv())["type"] == "welcome"
        self.listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        try:
            async for text in self.socket:
                frame = json.loads(text)
                self.heard.append(frame)
                if frame["type"] == "removed":
                    self.out_at = self.out_at or time.monotonic()
        except websockets.WebSocketException:
            pass
        self.out_at = self.out_at or time.monotonic()


async def test_with_redis_dead_a_socket_outlives_its_right_five_seconds_at_most(
    scene, tell: Callable[[str], None]
):
    redis, web = scene
    longest = 0.0
    await asyncio.to_thread(redis.kill)
    for name, ending in ENDINGS:
        stage = await sync_to_async(make_stage)()
        room = stage.rooms["joint"]
        page = Page(stage, name, web.port)
        await page.open()
        await sync_to_async(ending)(stage, name, room)
        ended = time.monotonic()
        await page.socket.send(
            json.dumps({"type": "say", "room": room.pk, "text": "我还在", "client_id": "late"})
        )
        async with asyncio.timeout(SWEEP_SECONDS + SLACK + 10):
            while page.out_at is None:
                await asyncio.sleep(0.02)
        longest = max(longest, page.out_at - ended)
        await sync_to_async(stage.say)(room, "other", "你听不到了")
        await asyncio.sleep(0.5)
        assert "你听不到了" not in json.dumps(page.heard, ensure_ascii=False), (name, ending.__name__)
        said = room.messages.filter(body="我还在")
        assert not await said.aexists(), (name, ending.__name__)
        page.listening.cancel()
        await page.socket.close()
    assert longest <= SWEEP_SECONDS + SLACK
    tell(
        f"endings {connection.vendor}: {len(ENDINGS)} kinds with Redis killed, the longest outlived {longest:.1f} s"
    )


async def test_without_a_word_from_the_page_it_is_out_by_itself(scene):
    redis, web = scene
    await asyncio.to_thread(redis.kill)
    stage = await sync_to_async(make_stage)()
    page = Page(stage, "mediator", web.port)
    await page.open()
    await sync_to_async(membership_runs_out)(stage, "mediator", stage.rooms["joint"])
    ended = time.monotonic()
    async with asyncio.timeout(SWEEP_SECONDS + SLACK + 10):
        while page.out_at is None:
            await asyncio.sleep(0.02)
    assert page.out_at - ended <= SWEEP_SECONDS + SLACK
    page.listening.cancel()
    await page.socket.close()
