"""Telling the open sockets that something happened. The database has it already: a lost word costs nothing.

A process that holds sockets registers how to reach them with `listeners`. Other processes are reached through the
channel layer, one group a room; with the in-memory layer there are none.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Iterable
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer

logger = logging.getLogger(__name__)

Event = dict[str, Any]
#: Takes events in any thread. Says whether it also carries them to the other processes.
Listener = Callable[[list[Event]], bool]

listeners: set[Listener] = set()
ORIGIN = secrets.token_hex(8)


def group_of(room_id: int) -> str:
    return f"chat.room.{room_id}"


def layer_between_processes() -> Any | None:
    layer = get_channel_layer()
    return None if layer is None or isinstance(layer, InMemoryChannelLayer) else layer


def announce(events: list[Event]) -> None:
    """After the commit. Never raises: what is stored stays stored, and each open room looks again by itself."""
    carried = [listener(events) for listener in list(listeners)]
    if any(carried) or (layer := layer_between_processes()) is None:
        return
    try:
        async_to_sync(send_to_layer)(layer, events)
    except Exception:
        logger.warning("chat: the channel layer did not take %d events", len(events), exc_info=True)


async def send_to_layer(layer: Any, events: Iterable[Event]) -> None:
    by_room: dict[int, list[Event]] = {}
    for event in events:
        by_room.setdefault(event["room"], []).append(event)
    await asyncio.gather(
        *(
            layer.group_send(group_of(room), {"type": "chat.events", "origin": ORIGIN, "events": of_room})
            for room, of_room in by_room.items()
        )
    )
