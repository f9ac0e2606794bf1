"""Seats in rooms over a WebSocket, as the page has it: says things, and hears what the others say."""

from __future__ import annotations

import asyncio
import json
import uuid

import websockets
from websockets.typing import Origin

PATIENCE = 60  # seconds for one answer


class NotDelivered(Exception):
    """A word was refused, or its receipt did not come in time."""


class Seat:
    """One person's socket in all rooms they sit in. Keeps every message heard, by room and number."""

    def __init__(self, address: str, cookie: str, rooms: list[int], name: str) -> None:
        self.address, self.cookie, self.rooms, self.name = address, cookie, rooms, name
        self.heard: dict[int, dict[int, str]] = {room: {} for room in rooms}
        self.frames: list[str] = []  # everything that came, as text
        self.rooms_named: set[int] = set()  # rooms something was heard of
        self.doubled = 0
        self._something_came = asyncio.Event()
        self._waiting: dict[str, asyncio.Future[int]] = {}
        self._doors: dict[int, asyncio.Future[bool]] = {}

    async def sit_down(self) -> None:
        origin = self.address.replace("ws", "http", 1).split("/ws/")[0]
        self._socket = await websockets.connect(
            self.address, additional_headers={"Cookie": self.cookie}, origin=Origin(origin), max_size=None
        )
        self._listener = asyncio.create_task(self._listen())
        for room in self.rooms:
            if not await self.is_let_into(room):
                raise NotDelivered(f"{self.name}: not let into room {room}")

    async def is_let_into(self, room: int) -> bool:
        """Ask to hear all of a room; false: refused as if it were not there."""
        self._doors[room] = asyncio.get_running_loop().create_future()
        await self._send(type="hello", room=room, after=0, rev=0)
        return await asyncio.wait_for(self._doors[room], PATIENCE)

    async def get_up(self) -> None:
        await self._socket.close()
        await asyncio.gather(self._listener, return_exceptions=True)

    async def say(self, room: int, text: str) -> int:
        """Say it, and wait for the receipt; the number it was given."""
        client_id = uuid.uuid4().hex
        future = self._waiting[client_id] = asyncio.get_running_loop().create_future()
        while True:
            await self._send(type="say", room=room, client_id=client_id, text=text)
            try:
                return await asyncio.wait_for(asyncio.shield(future), PATIENCE)
            except TooFast as wait:
                await asyncio.sleep(wait.seconds)
                future = self._waiting[client_id] = asyncio.get_running_loop().create_future()

    async def hear(self, room: int, seq: int) -> None:
        """Wait until everything up to this number has been heard."""
        async with asyncio.timeout(PATIENCE):
            while sum(heard <= seq for heard in self.heard[room]) < seq:
                self._something_came.clear()
                await self._something_came.wait()

    async def _send(self, **frame: object) -> None:
        await self._socket.send(json.dumps(frame, ensure_ascii=False))

    async def _listen(self) -> None:
        async for raw in self._socket:
            self.frames.append(str(raw))
            frame = json.loads(raw)
            if frame["type"] == "error":
                self._refused(frame)
                continue
            if "room" in frame:
                self.rooms_named.add(frame["room"])
            if frame["type"] == "welcome":
                self._opened(frame["room"], is_open=True)
            elif frame["type"] == "message":
                self._hear(frame)
            elif frame["type"] == "messages":
                for message in frame["messages"]:
                    self._hear(message)
            elif frame["type"] == "ack":
                self._settle(frame["client_id"], result=frame["seq"])

    def _hear(self, message: dict) -> None:
        heard = self.heard.setdefault(message["room"], {})
        self.doubled += message["seq"] in heard
        heard[message["seq"]] = message["text"]
        self._something_came.set()

    def _opened(self, room: int, *, is_open: bool) -> None:
        if (door := self._doors.pop(room, None)) is not None and not door.done():
            door.set_result(is_open)

    def _settle(self, client_id: str, *, result: int) -> None:
        if (future := self._waiting.pop(client_id, None)) is not None and not future.done():
            future.set_result(result)

    def _refused(self, frame: dict) -> None:
        if frame["code"] == "not_in_room" and "client_id" not in frame:
            self._opened(frame.get("room", 0), is_open=False)
            return
        future = self._waiting.pop(frame.get("client_id", ""), None)
        if future is None or future.done():
            return
        if frame["code"] in ("too_fast", "unavailable"):
            future.set_exception(TooFast(float(frame.get("retry_after") or 1)))
        else:
            future.set_exception(NotDelivered(f"{self.name}: {frame['code']} {frame['message']}"))


class TooFast(Exception):
    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds
