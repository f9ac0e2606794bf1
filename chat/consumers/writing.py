"""What the sockets write. Everything that gathers while one transaction runs, of all rooms, goes into the next."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from channels.db import database_sync_to_async
from django.db import connections

from disputes.exceptions import Refusal

from ..exceptions import NotInRoom
from ..models import Message, Room
from ..services import Draft, edit_message, mark_read, post_messages, recall_message

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)

BATCH = 200


class Writer:
    """One thread with one connection: the writers of a process never wait for each other's locks."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="chat-writer")
        self.drafts: list[tuple[Draft, asyncio.Future[Message | Refusal]]] = []
        self.has_drafts = asyncio.Event()

    def put(self, draft: Draft) -> asyncio.Future[Message | Refusal]:
        future: asyncio.Future[Message | Refusal] = self.loop.create_future()
        self.drafts.append((draft, future))
        self.has_drafts.set()
        return future

    async def run(self) -> None:
        while True:
            await self.has_drafts.wait()
            self.has_drafts.clear()
            while self.drafts:
                await self._write_batch()

    async def _write_batch(self) -> None:
        batch, self.drafts = self.drafts[:BATCH], self.drafts[BATCH:]
        try:
            results = await self._post([draft for draft, _ in batch])
        except Exception:
            logger.exception("chat: a batch of %d messages failed; they are tried one by one", len(batch))
            results = [await self._post_alone(draft) for draft, _ in batch]
        for (_, future), result in zip(batch, results, strict=True):
            if future.done():
                continue
            if isinstance(result, Exception) and not isinstance(result, Refusal):
                future.set_exception(result)
            else:
                future.set_result(result)

    async def _post(self, drafts: list[Draft]) -> list[Any]:
        post = database_sync_to_async(post_messages, thread_sensitive=False, executor=self.thread)
        return await post(drafts)

    async def _post_alone(self, draft: Draft) -> Any:
        try:
            [result] = await self._post([draft])
        except Exception as problem:
            return problem
        return result

    async def finish(self) -> None:
        """What was said last, by somebody who has already gone, is still stored."""
        while self.drafts:
            await self._write_batch()

    def close(self) -> None:
        self.thread.submit(connections.close_all)
        self.thread.shutdown(wait=False)


def _message(user: User, room_id: int, seq: int) -> Message:
    message = (
        Message.objects.visible_to(user)
        .filter(room=room_id, seq=seq)
        .select_related("room", "author")
        .first()
    )
    if message is None:
        raise NotInRoom()
    return message


def edit(user: User, room_id: int, seq: int, text: str) -> None:
    edit_message(_message(user, room_id, seq), by=user, text=text)


def recall(user: User, room_id: int, seq: int) -> None:
    recall_message(_message(user, room_id, seq), by=user)


def mark(user: User, room_id: int, seq: int) -> None:
    mark_read(Room(pk=room_id), by=user, seq=seq)
