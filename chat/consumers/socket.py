"""One socket a page, for any number of rooms. The protocol is in docs/chat-protocol.md."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from channels.db import database_sync_to_async
from channels.exceptions import StopConsumer
from django.conf import settings
from django.utils import translation

from accounts.limits import may_come
from disputes.exceptions import Refusal

from ..exceptions import (
    BadFrame,
    NeedsSecondFactor,
    NotInRoom,
    SignedOut,
    StandingChanged,
    TooManyPages,
    Unavailable,
)
from ..models import Message
from ..selectors import as_ack
from ..services import Draft
from ..states import sockets_limit
from . import reading, watch, writing
from .frames import echo, number, parse
from .hub import hub
from .telling import Telling

if TYPE_CHECKING:
    from accounts.selectors import Standing

    from .feed import Seat

logger = logging.getLogger(__name__)

T = TypeVar("T")

ROOMS_LIMIT = 40
WAITING_LIMIT = 1000  # words to a page that does not listen; what is said is never among them
TYPING_SECONDS = 1.0
#: With what number the socket is closed, after the sentence.
CLOSED_WITH: dict[type[Refusal], int] = {SignedOut: 4401, NeedsSecondFactor: 4403, TooManyPages: 4429}
TOO_OFTEN = 4429


class RoomsConsumer(Telling):
    standing: Standing

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
        self.again: set[asyncio.Task[None]] = set()
        self.is_over = False
        self.session_key = str(self.scope["cookies"].get(settings.SESSION_COOKIE_NAME, ""))
        await self.accept()
        entrance = await database_sync_to_async(reading.let_in, thread_sensitive=False)(self.session_key)
        self.language = self._language("" if isinstance(entrance, Refusal) else entrance[0].language)
        if isinstance(entrance, Refusal):
            await self.end(entrance)
            return
        self.user, self.standing = entrance
        if not await may_come(self.scope, "socket", str(self.user.pk)):
            await self.close(TOO_OFTEN)
            return
        self.hub = hub()
        if self.hub.sockets_of(self.user.pk) >= sockets_limit():
            await self.end(TooManyPages())
            return
        await self.hub.enter(self)
        self.pumping = asyncio.create_task(self._pump())

    async def disconnect(self, code: int) -> None:
        if self.pumping is not None:
            self.is_over = True
            self.pumping.cancel()
            await self.hub.leave(self)

    async def end(self, refusal: Refusal) -> None:
        """Nothing is heard or said through this socket any more; the page is told why."""
        if self.is_over:
            return
        self.is_over = True
        for seat in list(self.seats.values()):
            self.hub.unseat(seat)
        if self.pumping is not None and self.pumping is not asyncio.current_task():
            self.pumping.cancel()
        with suppress(OSError):  # the page may have gone
            await self._send(reading.dumps(self._error(refusal)))
            await self.close(CLOSED_WITH[type(refusal)])

    async def ask(self, function: Callable[..., T], *args: Any) -> T:
        """Of the database, as long as whoever stands here still does. Raises `StandingChanged` once they do not."""
        for _ in range(2):
            try:
                return await self.hub.read(reading.as_of, self.standing, function, *args)
            except StandingChanged:
                if not await watch.examine(self.hub, self):
                    raise
        raise Unavailable()

    def _language(self, usual: str) -> str:
        chosen = str(self.scope["cookies"].get(settings.LANGUAGE_COOKIE_NAME) or usual)
        try:
            return translation.get_supported_language_variant(chosen)
        except LookupError:
            return settings.LANGUAGE_CODE

    # --- from the page ------------------------------------------------------------------------------

    async def receive(
        self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any
    ) -> None:
        if self.is_over:
            return
        frame: dict[str, Any] = {}
        try:
            frame = parse(text_data, FRAMES)
            await getattr(self, f"take_{frame['type']}")(frame)
        except StandingChanged:
            return  # told, and closed
        except Refusal as refusal:
            self._refuse(refusal, frame)
        except Exception:
            logger.exception("chat: a frame could not be served")
            self._refuse(Unavailable(), frame)

    def _error(self, refusal: Refusal) -> dict[str, Any]:
        with translation.override(self.language):
            return {"type": "error", "code": refusal.code, "message": str(refusal.message)}

    def _refuse(self, refusal: Refusal, frame: dict[str, Any]) -> None:
        answer = self._error(refusal) | echo(frame)
        if (retry_after := getattr(refusal, "retry_after", None)) is not None:
            answer["retry_after"] = round(retry_after, 1)
        self.tell(**answer)

    async def take_hello(self, frame: dict[str, Any]) -> None:
        room = number(frame, "room")
        if room not in self.seats and len(self.seats) >= ROOMS_LIMIT:
            raise BadFrame()
        if await self.hub.seat(self, room, number(frame, "after", 0), number(frame, "rev", 0)) is None:
            raise NotInRoom()

    async def take_bye(self, frame: dict[str, Any]) -> None:
        if (seat := self.seats.get(number(frame, "room"))) is not None:
            self.hub.unseat(seat)

    async def take_say(self, frame: dict[str, Any]) -> None:
        text, client_id = frame.get("text", ""), frame.get("client_id")
        if not isinstance(text, str) or not isinstance(client_id, str):
            raise BadFrame()
        draft = Draft(
            room_id=number(frame, "room"),
            user_id=self.user.pk,
            text=text,
            client_id=client_id,
            reply_to=number(frame, "reply_to") if frame.get("reply_to") is not None else None,
            data={"evidence": number(frame, "evidence")} if frame.get("evidence") is not None else {},
            standing=self.standing,
        )
        self._put(draft, frame)

    def _put(self, draft: Draft, frame: dict[str, Any], *, is_first: bool = True) -> None:
        """Not awaited: the next frame of this page may go into the same transaction."""
        self.hub.writer.put(draft).add_done_callback(partial(self._answer, draft, frame, is_first))

    async def _put_again(self, draft: Draft, frame: dict[str, Any]) -> None:
        """Something of theirs has ended since this socket was let in: who may still speak speaks now."""
        try:
            if await watch.examine(self.hub, self):
                self._put(replace(draft, standing=self.standing), frame, is_first=False)
        except Exception:
            logger.exception("chat: could not look who speaks")
            self._refuse(Unavailable(), frame)

    def _answer(
        self,
        draft: Draft,
        frame: dict[str, Any],
        is_first: bool,
        future: asyncio.Future[Message | Refusal],
    ) -> None:
        if future.cancelled():
            return
        if (problem := future.exception()) is not None:
            logger.error("chat: a message could not be stored", exc_info=problem)
            self._refuse(Unavailable(), frame)
        elif isinstance(said := future.result(), StandingChanged):
            if is_first:
                again = asyncio.create_task(self._put_again(draft, frame))
                self.again.add(again)
                again.add_done_callback(self.again.discard)
            else:
                self._refuse(Unavailable(), frame)
        elif isinstance(said, Refusal):
            self._refuse(said, frame)
        else:
            self.tell(**as_ack(said))

    async def take_edit(self, frame: dict[str, Any]) -> None:
        if not isinstance(text := frame.get("text"), str):
            raise BadFrame()
        await self.ask(writing.edit, self.user, number(frame, "room"), number(frame, "seq"), text)

    async def take_recall(self, frame: dict[str, Any]) -> None:
        await self.ask(writing.recall, self.user, number(frame, "room"), number(frame, "seq"))

    async def take_read(self, frame: dict[str, Any]) -> None:
        seat = self.seats.get(number(frame, "room"))
        if seat is None or seat.member_id is None:
            return
        seat.read_mark = max(seat.read_mark, number(frame, "seq"))
        if not seat.is_marking:
            seat.is_marking = True
            seat.marking = asyncio.create_task(self._mark(seat))

    async def _mark(self, seat: Seat) -> None:
        """The newest mark is enough: while one is stored, those in between are skipped."""
        stored = 0
        try:
            while stored < seat.read_mark:
                stored = seat.read_mark
                await self.ask(writing.mark, self.user, seat.room_id, stored)
        except StandingChanged:
            return
        except Exception:
            logger.exception("chat: a read mark could not be stored")
        finally:
            seat.is_marking = False

    async def take_typing(self, frame: dict[str, Any]) -> None:
        seat = self.seats.get(number(frame, "room"))
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
