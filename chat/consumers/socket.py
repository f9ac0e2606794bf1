"""One socket a page, for any number of rooms. The protocol is in docs/chat-protocol.md."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.conf import settings
from django.utils import translation

from disputes.exceptions import Refusal
from typed.words import clean_values

from ..exceptions import BadFrame, NotInRoom, TooLong, Unavailable
from ..models import Message
from ..selectors import as_ack
from ..services import Draft
from ..states import PAGE
from . import reading, writing
from .hub import Hub, hub
from .older import send_granted

if TYPE_CHECKING:
    from accounts.models import User

    from .feed import Feed, Seat

logger = logging.getLogger(__name__)

FRAME_LIMIT = 256 * 1024
ROOMS_LIMIT = 40
WAITING_LIMIT = 1000  # words to a page that does not listen; what is said is never among them
TYPING_SECONDS = 1.0
NO_SESSION = 4401


class RoomsConsumer(AsyncJsonWebsocketConsumer):
    user: User
    hub: Hub

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One frame after the other, without the task and the visit to a database thread Channels makes for each."""
        self.scope, self.base_send, self.channel_layer = scope, send, None
        try:
            while True:
                message = await receive()
                await getattr(self, message["type"].replace(".", "_"))(message)
        except StopConsumer:
            pass

    async def connect(self) -> None:
        self.seats: dict[int, Seat] = {}
        self.words: deque[str] = deque(maxlen=WAITING_LIMIT)
        self.wake = asyncio.Event()
        self.pumping: asyncio.Task[None] | None = None
        self.user = self.scope["user"]
        await self.accept()
        if not self.user.is_authenticated or not self.user.is_active:
            await self.close(NO_SESSION)
            return
        self.language = self._language()
        self.hub = hub()
        await self.hub.enter(self)
        self.pumping = asyncio.create_task(self._pump())

    async def disconnect(self, code: int) -> None:
        if self.pumping is not None:
            self.pumping.cancel()
            await self.hub.leave(self)

    def _language(self) -> str:
        chosen = self.scope.get("cookies", {}).get(settings.LANGUAGE_COOKIE_NAME) or self.user.language
        try:
            return translation.get_supported_language_variant(chosen)
        except LookupError:
            return settings.LANGUAGE_CODE

    # --- to the page --------------------------------------------------------------------------------

    def push(self, frame: str) -> None:
        self.words.append(frame)
        self.wake.set()

    def tell(self, **frame: Any) -> None:
        self.push(reading.dumps(frame))

    async def _pump(self) -> None:
        """What was said comes from the room's log by number: a slow page is behind, but never misses."""
        while True:
            await self.wake.wait()
            self.wake.clear()
            try:
                for seat in list(self.seats.values()):
                    if seat.greeting:
                        greeting, seat.greeting = seat.greeting, ""
                        await self._send(greeting)
                    await self._send_lines(seat)
                    await self._send_changes(seat)
                while self.words:
                    await self._send(self.words.popleft())
            except asyncio.CancelledError:
                raise
            except OSError:  # the page has gone; its goodbye is on the way
                return
            except Exception:
                logger.exception("chat: a page could not be told; it comes back and asks again")
                await self.close(1011)
                return

    async def _send(self, frame: str) -> None:
        await self.base_send({"type": "websocket.send", "text": frame})

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
        lines = await self.hub.read(reading.lines_after, seat.room_id, self.user, seat.cursor, PAGE)
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
                changed = await self.hub.read(reading.changes_after, seat.room_id, self.user, seat.rev)
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

    # --- from the page ------------------------------------------------------------------------------

    async def receive(
        self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any
    ) -> None:
        frame: dict[str, Any] = {}
        try:
            frame = self._parse(text_data)
            await getattr(self, f"take_{frame['type']}")(frame)
        except Refusal as refusal:
            self._refuse(refusal, frame)
        except Exception:
            logger.exception("chat: a frame could not be served")
            self._refuse(Unavailable(), frame)

    @staticmethod
    def _parse(text: str | None) -> dict[str, Any]:
        if text is None:
            raise BadFrame()
        if len(text) > FRAME_LIMIT:
            raise TooLong()
        try:
            frame = clean_values(json.loads(text))
        except (ValueError, RecursionError) as problem:
            raise BadFrame() from problem
        if not isinstance(frame, dict) or frame.get("type") not in FRAMES:
            raise BadFrame()
        return frame

    def _refuse(self, refusal: Refusal, frame: dict[str, Any]) -> None:
        with translation.override(self.language):
            answer = {"type": "error", "code": refusal.code, "message": str(refusal.message)}
        answer |= {name: frame[name] for name in ("room", "client_id", "seq") if _is_echo(frame.get(name))}
        if (retry_after := getattr(refusal, "retry_after", None)) is not None:
            answer["retry_after"] = round(retry_after, 1)
        self.tell(**answer)

    async def take_hello(self, frame: dict[str, Any]) -> None:
        room = _number(frame, "room")
        if room not in self.seats and len(self.seats) >= ROOMS_LIMIT:
            raise BadFrame()
        if await self.hub.seat(self, room, _number(frame, "after", 0), _number(frame, "rev", 0)) is None:
            raise NotInRoom()

    async def take_bye(self, frame: dict[str, Any]) -> None:
        if (seat := self.seats.get(_number(frame, "room"))) is not None:
            self.hub.unseat(seat)

    async def take_say(self, frame: dict[str, Any]) -> None:
        text, client_id = frame.get("text", ""), frame.get("client_id")
        if not isinstance(text, str) or not isinstance(client_id, str):
            raise BadFrame()
        draft = Draft(
            room_id=_number(frame, "room"),
            user_id=self.user.pk,
            text=text,
            client_id=client_id,
            reply_to=_number(frame, "reply_to") if frame.get("reply_to") is not None else None,
            data={"evidence": _number(frame, "evidence")} if frame.get("evidence") is not None else {},
        )
        # not awaited: the next frame of this page may go into the same transaction
        self.hub.writer.put(draft).add_done_callback(lambda future: self._answer(future, frame))

    def _answer(self, future: asyncio.Future[Message | Refusal], frame: dict[str, Any]) -> None:
        if future.cancelled():
            return
        if (problem := future.exception()) is not None:
            logger.error("chat: a message could not be stored", exc_info=problem)
            self._refuse(Unavailable(), frame)
        elif isinstance(said := future.result(), Refusal):
            self._refuse(said, frame)
        else:
            self.tell(**as_ack(said))

    async def take_edit(self, frame: dict[str, Any]) -> None:
        if not isinstance(text := frame.get("text"), str):
            raise BadFrame()
        await self.hub.read(writing.edit, self.user, _number(frame, "room"), _number(frame, "seq"), text)

    async def take_recall(self, frame: dict[str, Any]) -> None:
        await self.hub.read(writing.recall, self.user, _number(frame, "room"), _number(frame, "seq"))

    async def take_read(self, frame: dict[str, Any]) -> None:
        seat = self.seats.get(_number(frame, "room"))
        if seat is None or seat.member_id is None:
            return
        seat.read_mark = max(seat.read_mark, _number(frame, "seq"))
        if not seat.is_marking:
            seat.is_marking = True
            seat.marking = asyncio.create_task(self._mark(seat))

    async def _mark(self, seat: Seat) -> None:
        """The newest mark is enough: while one is stored, those in between are skipped."""
        stored = 0
        try:
            while stored < seat.read_mark:
                stored = seat.read_mark
                await self.hub.read(writing.mark, self.user, seat.room_id, stored)
        except Exception:
            logger.exception("chat: a read mark could not be stored")
        finally:
            seat.is_marking = False

    async def take_typing(self, frame: dict[str, Any]) -> None:
        seat = self.seats.get(_number(frame, "room"))
        now = time.monotonic()
        if seat is None or seat.member_id is None or now - seat.typed_at < TYPING_SECONDS:
            return
        seat.typed_at = now
        told = reading.dumps({"type": "typing", "room": seat.room_id, "member": seat.member_id})
        event = {"type": "typing", "room": seat.room_id, "member": seat.member_id, "frame": told}
        self.hub.take([event])
        self.hub.carry([event])

    async def take_ping(self, frame: dict[str, Any]) -> None:
        self.tell(type="pong")


FRAMES = frozenset(name.removeprefix("take_") for name in vars(RoomsConsumer) if name.startswith("take_"))
LARGEST = 2**31 - 1


def _number(frame: dict[str, Any], name: str, otherwise: int | None = None) -> int:
    value = frame.get(name, otherwise)
    if type(value) is not int or not 0 <= value <= LARGEST:
        raise BadFrame()
    return value


def _is_echo(value: Any) -> bool:
    return type(value) is int or (isinstance(value, str) and len(value) <= 64)
