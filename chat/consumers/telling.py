"""What one page is told: words as they come, and lines by number from the room's log or the database."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from channels.generic.websocket import AsyncJsonWebsocketConsumer

from ..exceptions import StandingChanged
from ..states import PAGE
from . import reading
from .frames import LARGEST
from .older import send_granted

if TYPE_CHECKING:
    from accounts.models import User

    from .feed import Feed, Seat
    from .hub import Hub

logger = logging.getLogger(__name__)
T = TypeVar("T")


class Telling(AsyncJsonWebsocketConsumer):
    user: User
    hub: Hub
    seats: dict[int, Seat]
    words: deque[str]
    wake: asyncio.Event
    is_over: bool

    async def ask(self, function: Callable[..., T], *args: Any) -> T:
        raise NotImplementedError

    def push(self, frame: str) -> None:
        self.words.append(frame)
        self.wake.set()

    def tell(self, **frame: Any) -> None:
        self.push(reading.dumps(frame))

    async def _pump(self) -> None:
        """What was said comes from the room's log by number: a slow page is behind, but never misses."""
        while not self.is_over:
            await self.wake.wait()
            self.wake.clear()
            try:
                for seat in list(self.seats.values()):
                    if seat.greeting:
                        greeting, seat.greeting = seat.greeting, ""
                        await self._send(greeting)
                    if seat.is_shown_out:
                        await self._tell_shown_out(seat)
                    await self._send_lines(seat)
                    await self._send_changes(seat)
                while self.words:
                    await self._send(self.words.popleft())
            except asyncio.CancelledError:
                raise
            except (OSError, StandingChanged):  # the page has gone, or was shown out
                return
            except Exception:
                logger.exception("chat: a page could not be told; it comes back and asks again")
                await self.close(1011)
                return

    async def _send(self, frame: str) -> None:
        await self.base_send({"type": "websocket.send", "text": frame})

    async def _tell_shown_out(self, seat: Seat) -> None:
        """The page keeps on its screen only what may still be read."""
        seat.is_shown_out = False
        reads = await self.ask(reading.still_reads, seat.room_id, self.user)
        await self._send(reading.dumps({"type": "removed", "room": seat.room_id, "reads": reads}))
        if not reads:
            self.hub.unseat(seat)

    def _feed(self, seat: Seat) -> Feed | None:
        return self.hub.feeds.get(seat.room_id)

    async def _send_lines(self, seat: Seat) -> None:
        while (feed := self._feed(seat)) and feed.lines and seat.cursor < feed.lines.last:
            entries = feed.lines.after(seat.cursor)
            if entries is None or seat.member_id is None:
                await self._send_older(seat, feed.lines.last)
                continue
            seat.cursor = feed.lines.last
            frames = [entry.frame for entry in entries if seat.member_id in entry.to]
            if len(frames) == 1:
                await self._send(frames[0])
            elif frames:
                await self._send(
                    f'{{"type":"messages","room":{seat.room_id},"messages":[{",".join(frames)}]}}'
                )

    async def _send_older(self, seat: Seat, newest: int) -> None:
        lines = await self.ask(reading.lines_after, seat.room_id, self.user, seat.cursor, PAGE)
        if len(lines) == PAGE:
            seat.cursor = lines[-1]["seq"]
        elif seat.member_id is None:
            seat.cursor = LARGEST  # there will be no more for who has left
        else:
            seat.cursor = max(newest, lines[-1]["seq"] if lines else 0)
        if lines:
            await self._send(reading.dumps({"type": "messages", "room": seat.room_id, "messages": lines}))

    async def _send_changes(self, seat: Seat) -> None:
        while (feed := self._feed(seat)) and feed.changes and seat.rev < feed.changes.last:
            newest, entries = feed.changes.last, feed.changes.after(seat.rev)
            if entries is None or seat.member_id is None:
                changed = await self.ask(reading.changes_after, seat.room_id, self.user, seat.rev)
                newest = max([newest, *(frame["rev"] for frame in changed)])
                frames = [reading.dumps(frame | {"type": "changed"}) for frame in changed]
            else:
                frames = [entry.frame for entry in entries if seat.member_id in entry.to]
            seat.rev = newest if seat.member_id is not None else LARGEST
            for frame in frames:
                await self._send(frame)

    def show_older(self, seat: Seat, from_seq: int) -> None:
        """More of the past was opened to this seat."""
        if from_seq < seat.from_seq:
            seat.granted = asyncio.create_task(send_granted(self._send, seat, from_seq, seat.from_seq))
            seat.from_seq = from_seq
