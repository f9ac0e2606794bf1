"""One for each event loop: knows every open seat of this process, and writes, delivers and catches up for them.

What is stored goes to the seats of this process directly, and through the channel layer to the other processes. A
number that does not follow the last one means something was missed, and the room is read again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from channels.db import database_sync_to_async

from ..services.delivery import GROUP, ORIGIN, Event, layer_between_processes, listeners, send_to_layer
from . import reading, watch
from .feed import Feed, Seat
from .writing import Writer

if TYPE_CHECKING:
    from .socket import RoomsConsumer

logger = logging.getLogger(__name__)
T = TypeVar("T")

SWEEP_SECONDS = 5.0  # how long a lost word may stay lost
PRESENCE_SECONDS = 20.0
LAYER_SECONDS = 5.0
READERS = 4

_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def hub() -> Hub:
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub(loop)
    return _hubs[loop]


class Hub:
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.sockets: set[RoomsConsumer] = set()
        self.feeds: dict[int, Feed] = {}
        self.outgoing: list[Event] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.looking: set[asyncio.Task[None]] = set()
        self.layer, self.channel, self.in_group = layer_between_processes(), "", False
        self.writer = Writer(loop)
        self.readers = asyncio.Semaphore(READERS)
        self.has_outgoing, self.ready = asyncio.Event(), asyncio.Event()

    # --- coming and going -------------------------------------------------------------------------

    def sockets_of(self, user_id: int) -> int:
        return sum(socket.standing.user_id == user_id and not socket.is_over for socket in self.sockets)

    async def enter(self, socket: RoomsConsumer) -> None:
        self.sockets.add(socket)
        if not self.tasks:
            self._start()
        await self.ready.wait()

    def _start(self) -> None:
        jobs: list[Coroutine[Any, Any, None]] = [self.writer.run(), self._sweep()]
        if self.layer is None:
            self.ready.set()
        else:
            jobs += [self._listen(), self._carry()]
        self.tasks = [self.loop.create_task(job) for job in jobs]
        listeners.add(self.listen)

    async def leave(self, socket: RoomsConsumer) -> None:
        for seat in list(socket.seats.values()):
            self.unseat(seat)
        self.sockets.discard(socket)
        if not self.sockets and _hubs.get(self.loop) is self:
            await self._stop()

    async def _stop(self) -> None:
        """Nobody is left on this loop; the next one gets a new hub."""
        del _hubs[self.loop]
        listeners.discard(self.listen)
        await self.writer.finish()
        await self._end_tasks()
        if self.in_group and self.layer is not None:
            async with self._patience():
                await self.layer.group_discard(GROUP, self.channel)
        self.writer.close()

    async def _end_tasks(self) -> None:
        """Asked again and again: a library that is interrupted may answer with an error of its own instead."""
        running = {*self.tasks, *self.looking}
        while running:
            for task in running:
                task.cancel()
            _, running = await asyncio.wait(running, timeout=0.2)

    async def seat(self, socket: RoomsConsumer, room_id: int, after: int, rev: int) -> Seat | None:
        """Listens first and looks afterwards: what is said in between is seen twice rather than never."""
        feed = self.feeds.setdefault(room_id, Feed(room_id))
        feed.arriving += 1
        try:
            view = await socket.ask(reading.view_room, room_id, socket.user)
        except BaseException:
            feed.arriving -= 1
            self._forget_if_empty(feed)
            raise
        feed.arriving -= 1
        if view is None or socket.is_over:
            self._forget_if_empty(feed)
            return None
        if (former := socket.seats.pop(room_id, None)) is not None:
            feed.seats.discard(former)
        feed.start(view.last_seq, view.last_rev)
        # a page may know more than the database, after a backup came back
        after, rev = min(after, view.last_seq), min(rev, view.last_rev)
        seat = Seat(socket, room_id, view.member_id, after, rev, view.from_seq)
        socket.seats[room_id] = seat
        feed.seats.add(seat)
        seat.greeting = reading.dumps(view.welcome | {"online": sorted(feed.online | feed.here())})
        self.tell_presence(feed, ask=True)
        self.fill_if_missed(feed)
        socket.wake.set()
        return seat

    def unseat(self, seat: Seat) -> None:
        seat.socket.seats.pop(seat.room_id, None)
        if (feed := self.feeds.get(seat.room_id)) is None:
            return
        feed.seats.discard(seat)
        self.tell_presence(feed)
        self._forget_if_empty(feed)

    def _forget_if_empty(self, feed: Feed) -> None:
        if not feed.seats and not feed.arriving:
            self.feeds.pop(feed.room_id, None)

    # --- the database -----------------------------------------------------------------------------

    async def read(self, function: Callable[..., T], *args: Any) -> T:
        async with self.readers:
            return await database_sync_to_async(function, thread_sensitive=False)(*args)

    # --- delivery ---------------------------------------------------------------------------------

    def listen(self, events: list[Event]) -> bool:
        """From any thread, after a commit."""
        try:
            self.loop.call_soon_threadsafe(self._take_own, events)
        except RuntimeError:  # the loop has ended
            listeners.discard(self.listen)
            return False
        return self.layer is not None

    def _take_own(self, events: list[Event]) -> None:
        self.take(events)
        self.carry(events)

    def carry(self, events: list[Event]) -> None:
        if self.layer is not None:
            self.outgoing += events
            self.has_outgoing.set()

    def take(self, events: list[Event]) -> None:
        for event in events:
            if event["type"] == "ended":
                self._look_at(event["users"])
            elif (feed := self.feeds.get(event["room"])) is not None:
                self._take(feed, event)

    def _look_at(self, users: list[int]) -> None:
        looking = self.loop.create_task(watch.look_at(self, users))
        self.looking.add(looking)
        looking.add_done_callback(self.looking.discard)

    def _take(self, feed: Feed, event: Event) -> None:
        if event["type"] in ("message", "changed"):
            feed.add(event)
            feed.wake()
            self.fill_if_missed(feed)
        elif event["type"] == "left":
            for seat in feed.seats_of(event["member"]):
                self.show_out(seat)
        elif event["type"] == "granted":
            for seat in feed.seats_of(event["member"]):
                seat.socket.show_older(seat, event["from"])
        elif event["type"] == "presence":
            feed.elsewhere[event["origin"]] = (time.monotonic(), frozenset(event["online"]))
            if event["ask"]:
                self._send_presence(feed)
            self.tell_presence(feed)
        else:
            feed.tell(event["frame"], but=event.get("member"))

    def show_out(self, seat: Seat) -> None:
        """Whatever they may still read they read as somebody who left: from the database."""
        seat.member_id, seat.is_shown_out = None, True
        seat.socket.wake.set()
        if (feed := self.feeds.get(seat.room_id)) is not None:
            self.tell_presence(feed)

    def fill_if_missed(self, feed: Feed) -> None:
        if feed.missed and feed.lines is not None and (feed.filling is None or feed.filling.done()):
            feed.filling = self.loop.create_task(self._fill(feed))

    async def _fill(self, feed: Feed) -> None:
        while feed.missed and feed.lines is not None and feed.changes is not None:
            feed.missed = False
            try:
                events = await self.read(
                    reading.events_after, feed.room_id, feed.lines.last, feed.changes.last
                )
            except Exception:
                logger.exception("chat: could not read what was missed; tried again at the next look")
                return
            for event in events:
                feed.add(event)
            feed.wake()

    # --- every few seconds ------------------------------------------------------------------------

    async def _sweep(self) -> None:
        told = time.monotonic()
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                await watch.look_again(self)
            except Exception:
                logger.exception("chat: could not look at the open rooms; tried again")
            if self.layer is not None and time.monotonic() - told > PRESENCE_SECONDS:
                told = time.monotonic()
                for feed in self.feeds.values():
                    self._send_presence(feed)
                    self.tell_presence(feed)

    # --- presence ---------------------------------------------------------------------------------

    def _send_presence(self, feed: Feed, *, ask: bool = False) -> None:
        here = sorted(feed.here())
        event = {"type": "presence", "room": feed.room_id, "origin": ORIGIN, "online": here, "ask": ask}
        self.carry([event])

    def tell_presence(self, feed: Feed, *, ask: bool = False) -> None:
        """Tell the seats here when it changed, and the other processes when it changed here."""
        recent = time.monotonic() - 3 * PRESENCE_SECONDS
        feed.elsewhere = {origin: told for origin, told in feed.elsewhere.items() if told[0] > recent}
        here = feed.here()
        online = here.union(*(members for _, members in feed.elsewhere.values()))
        if ask or here != feed.told_here:
            feed.told_here = here
            self._send_presence(feed, ask=ask)
        if online != feed.online:
            feed.online = online
            feed.tell(reading.dumps({"type": "presence", "room": feed.room_id, "online": sorted(online)}))

    # --- the other processes ----------------------------------------------------------------------

    async def _listen(self) -> None:
        assert self.layer is not None
        while True:
            try:
                if not self.channel:
                    self.channel = await self.layer.new_channel()
                if not self.in_group:
                    await self.layer.group_add(GROUP, self.channel)
                    self.in_group = True
                self.ready.set()
                packet = await self.layer.receive(self.channel)
                if packet["origin"] != ORIGIN:
                    self.take(packet["events"])
            except asyncio.CancelledError:
                raise
            except Exception:
                logger.warning("chat: nothing can be heard of other processes; tried again", exc_info=True)
                self.ready.set()  # rooms are looked at every few seconds all the same
                await asyncio.sleep(1)

    async def _carry(self) -> None:
        while True:
            await self.has_outgoing.wait()
            self.has_outgoing.clear()
            events, self.outgoing = self.outgoing, []
            async with self._patience():
                await send_to_layer(self.layer, events)

    @asynccontextmanager
    async def _patience(self) -> AsyncIterator[None]:
        """With the channel layer there is an end to waiting: the database has it, and rooms are looked at again."""
        try:
            async with asyncio.timeout(LAYER_SECONDS):
                yield
        except Exception:
            logger.warning(
                "chat: the channel layer did not take a word to the other processes", exc_info=True
            )
