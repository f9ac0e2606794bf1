"""Telling the open sockets that something happened. The database has it already: a lost word costs nothing.

A process that holds sockets registers how to reach them with `listeners`. Other processes are reached through the
channel layer, one packet for whatever is told at a time; with the in-memory layer there are none.
"""

from __future__ import annotations

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
#: Every process with sockets listens to all rooms: leaving out what it has no seat for costs less than a group a room.
GROUP = "chat.hubs"


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


def wake_watchers(sender: type, users: list[int], **kwargs: Any) -> None:
    """Something these people might do has ended: every process looks who stands behind its sockets."""
    announce([{"type": "ended", "users": users}])


async def send_to_layer(layer: Any, events: Iterable[Event]) -> None:
    await layer.group_send(GROUP, {"type": "chat.events", "origin": ORIGIN, "events": list(events)})
