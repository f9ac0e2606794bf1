"""A seat in a room over a WebSocket, as the page has it: says things, and hears what the others say."""

from __future__ import annotations

import asyncio
import json
import uuid

import websockets
from websockets.typing import Origin


class NotDelivered(Exception):
    """A word was refused, or its receipt did not come in time."""


class Seat:
    """One person's socket in one room. Keeps every message heard, by number."""

    def __init__(self, address: str, cookie: str, room: int, name: str) -> None:
        self.address, self.cookie, self.room, self.name = address, cookie, room, name
        self.heard: dict[int, str] = {}
        self.doubled = 0
        self._waiting: dict[str, asyncio.Future[int]] = {}

    async def sit_down(self) -> None:
        origin = self.address.replace("ws", "http", 1).split("/ws/")[0]
        self._socket = await websockets.connect(
            self.address, additional_headers={"Cookie": self.cookie}, origin=Origin(origin), max_size=None
        )
        self._welcome = asyncio.get_running_loop().create_future()
        self._listener = asyncio.create_task(self._listen())
        await self._send(type="hello", room=self.room, after=0, rev=0)
        await asyncio.wait_for(self._welcome, 20)

    async def get_up(self) -> None:
        await self._socket.close()
        await asyncio.gather(self._listener, return_exceptions=True)

    async def say(self, text: str) -> int:
        """Say it, and wait for the receipt; the number it was given."""
        client_id = uuid.uuid4().hex
        future = self._waiting[client_id] = asyncio.get_running_loop().create_future()
        while True:
            await self._send(type="say", room=self.room, client_id=client_id, text=text)
            try:
                return await asyncio.wait_for(asyncio.shield(future), 20)
            except TooFast as wait:
                await asyncio.sleep(wait.seconds)
                future = self._waiting[client_id] = asyncio.get_running_loop().create_future()

    async def hear(self, seq: int) -> None:
        """Wait until everything up to this number has been heard."""
        async with asyncio.timeout(20):
            while len([heard for heard in self.heard if heard <= seq]) < seq:
                await asyncio.sleep(0.005)

    async def _send(self, **frame: object) -> None:
        await self._socket.send(json.dumps(frame, ensure_ascii=False))

    async def _listen(self) -> None:
        async for raw in self._socket:
            frame = json.loads(raw)
            if frame["type"] == "welcome":
                self._welcome.set_result(None)
            elif frame["type"] == "message":
                self._hear(frame)
            elif frame["type"] == "messages":
                for message in frame["messages"]:
                    self._hear(message)
            elif frame["type"] == "ack":
                self._settle(frame["client_id"], result=frame["seq"])
            elif frame["type"] == "error":
                self._refused(frame)

    def _hear(self, message: dict) -> None:
        self.doubled += message["seq"] in self.heard
        self.heard[message["seq"]] = message["text"]

    def _settle(self, client_id: str, *, result: int) -> None:
        if (future := self._waiting.pop(client_id, None)) is not None and not future.done():
            future.set_result(result)

    def _refused(self, frame: dict) -> None:
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
