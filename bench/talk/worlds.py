"""Three servers that do the same for those who talk: the product, Channels bare, a WebSocket server bare.

Every room has three people. A word carries a mark by which it is known again wherever it arrives.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple

from .wire import Wire, connect

WORDS = "好的，我明白了。关于定金的事，请您再说明一下。"
PATIENCE = 120
ARRIVING = 16


@dataclass
class Heard:
    """What came of one stretch of talking."""

    delivered: int = 0
    seconds: float = 0
    late: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.delivered / self.seconds

    def late_at(self, share: float) -> float:
        """Milliseconds within which this share of the deliveries had arrived."""
        ordered = sorted(self.late)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Seated(NamedTuple):
    """A room and the cookies of those who are let in."""

    room: int
    cookies: list[str]


@dataclass(eq=False)
class Talker:
    room: int
    wire: Wire | None = None
    is_in: asyncio.Event = field(default_factory=asyncio.Event)


class World:
    """One server with everybody seated. `name` heads its column."""

    def __init__(self, name: str, port: int, seated: list[Seated]) -> None:
        self.name, self.port, self.seated = name, port, seated
        self.talkers: list[Talker] = []
        self.marks = count(1)
        self.started: dict[str, tuple[float, Talker]] = {}
        self.heard = Heard()
        self.said = 0
        self.is_talking = self.answers = False
        self.is_quiet = asyncio.Event()

    async def open(self) -> None:
        at_a_time = asyncio.Semaphore(ARRIVING)

        async def arrive(talker: Talker, cookie: str) -> None:
            async with at_a_time:
                path = self._path(talker.room)
                talker.wire = await connect(self.port, path, lambda frame: self._hear(frame, talker), cookie)
                await asyncio.wait_for(self._enter(talker), PATIENCE)

        self.talkers = [Talker(place.room) for place in self.seated for _cookie in place.cookies]
        cookies = [cookie for place in self.seated for cookie in place.cookies]
        await asyncio.gather(*(arrive(*each) for each in zip(self.talkers, cookies, strict=True)))

    def close(self) -> None:
        for talker in self.talkers:
            assert talker.wire is not None
            talker.wire.close()

    # --- talking ------------------------------------------------------------------------------------

    async def hurry(self, seconds: float, window: int) -> Heard:
        """Everybody says the next word as soon as one of their own has come back; `window` words each at a time."""
        self._begin()
        self.answers = True
        began = time.perf_counter()
        for _n in range(window):
            for talker in self.talkers:
                self._say(talker)
        await asyncio.sleep(seconds)
        await self._silence()
        self.heard.seconds = time.perf_counter() - began
        return self.heard

    async def stroll(self, seconds: float, rate: int) -> Heard:
        """`rate` words a second, whether or not the last has arrived; late is counted from when a word was due."""
        self._begin()
        began = time.perf_counter()
        for number in range(int(seconds * rate)):
            due = began + number / rate
            if (wait := due - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            self._say(self.talkers[number * 7 % len(self.talkers)], due)
        await self._silence()
        self.heard.seconds = time.perf_counter() - began
        return self.heard

    async def once(self) -> Heard:
        """One word in every room at the same moment."""
        self._begin()
        began = time.perf_counter()
        for talker in self.talkers[::3]:
            self._say(talker)
        await self._silence()
        self.heard.seconds = time.perf_counter() - began
        return self.heard

    def _begin(self) -> None:
        self.heard, self.said = Heard(), 0
        self.is_talking = True
        self.is_quiet.clear()

    async def _silence(self) -> None:
        """Until every word has reached all three."""
        self.is_talking = self.answers = False
        self._is_over()
        await asyncio.wait_for(self.is_quiet.wait(), PATIENCE)
        self.started.clear()

    def _is_over(self) -> None:
        if not self.is_talking and self.heard.delivered == 3 * self.said:
            self.is_quiet.set()

    def _say(self, talker: Talker, due: float | None = None) -> None:
        assert talker.wire is not None
        mark = f"{self.name[:1]}{next(self.marks)}"
        self.said += 1
        self.started[mark] = (due or time.perf_counter(), talker)
        talker.wire.say(json.dumps(self._frame(talker, mark), ensure_ascii=False).encode())

    def _hear(self, payload: bytes, talker: Talker) -> None:
        now = time.perf_counter()
        for text in self._texts(json.loads(payload), talker):
            mark = text.partition("|")[0]
            started, speaker = self.started[mark]
            self.heard.late.append(now - started)
            self.heard.delivered += 1
            if speaker is talker and self.answers:
                self._say(talker)
        self._is_over()

    # --- how each is spoken to ----------------------------------------------------------------------

    def _path(self, room: int) -> str:
        return f"/ws/bench/{room}"

    async def _enter(self, talker: Talker) -> None:
        """Whoever is connected is in the room."""

    def _frame(self, talker: Talker, mark: str) -> dict[str, object]:
        return {"text": f"{mark}|{WORDS}"}

    def _texts(self, frame: dict, talker: Talker) -> Iterator[str]:
        yield frame["text"]


class Product(World):
    """The whole way: membership checked, stored, numbered, delivered, confirmed."""

    def _path(self, room: int) -> str:
        return "/ws/rooms/"

    async def _enter(self, talker: Talker) -> None:
        assert talker.wire is not None
        talker.wire.say(json.dumps({"type": "hello", "room": talker.room, "after": 0, "rev": 0}).encode())
        await talker.is_in.wait()

    def _frame(self, talker: Talker, mark: str) -> dict[str, object]:
        return {"type": "say", "room": talker.room, "client_id": mark, "text": f"{mark}|{WORDS}"}

    def _texts(self, frame: dict, talker: Talker) -> Iterator[str]:
        if frame["type"] == "message":
            yield frame["text"]
        elif frame["type"] == "messages":
            yield from (message["text"] for message in frame["messages"])
        elif frame["type"] == "welcome":
            talker.is_in.set()
        elif frame["type"] == "error":
            raise RuntimeError(f"refused: {frame}")
