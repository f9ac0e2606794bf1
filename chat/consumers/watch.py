"""Who stands behind each open socket, looked at again: at a wake-up, before each writing, and every few seconds.

A wake-up that was lost costs no more than the time to the next look.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from typing import TYPE_CHECKING

from disputes.exceptions import Refusal

from . import reading

if TYPE_CHECKING:
    from .hub import Hub
    from .socket import RoomsConsumer

logger = logging.getLogger(__name__)


async def examine(hub: Hub, socket: RoomsConsumer) -> bool:
    """Show out who may not stand here any more, wholly or from single rooms. True: they may go on."""
    if socket.is_over:
        return False
    entrance = await hub.read(reading.let_in, socket.session_key)
    if isinstance(entrance, Refusal):
        await socket.end(entrance)
        return False
    socket.user, socket.standing = entrance
    asked = {seat: seat.member_id for seat in socket.seats.values() if seat.member_id is not None}
    held = await hub.read(reading.seats_held, list(asked.values()))
    for seat, member in asked.items():
        if seat.member_id == member and member not in held:
            hub.show_out(seat)
    return True


async def look_at(hub: Hub, users: Collection[int]) -> None:
    """After a wake-up: something of these people has ended."""
    for socket in [each for each in hub.sockets if each.standing.user_id in users]:
        try:
            await examine(hub, socket)
        except Exception:
            logger.exception("chat: could not look who stands there; looked again in a few seconds")


async def look_again(hub: Hub) -> None:
    """Every few seconds, in one question: the numbers of all open rooms, all seats, all sessions and people."""
    seats = [(seat, seat.member_id) for feed in hub.feeds.values() for seat in feed.seats]
    standings = [(socket, socket.standing) for socket in hub.sockets]
    found = await hub.read(
        reading.look,
        list(hub.feeds),
        [member for _, member in seats if member is not None],
        [standing for _, standing in standings],
    )
    for feed in list(hub.feeds.values()):
        if feed.room_id in found.rooms and feed.lines is not None:
            feed.start(*found.rooms[feed.room_id])
            hub.fill_if_missed(feed)
    for seat, member in seats:
        if member is None or seat.member_id != member:
            continue
        if member in found.seats:
            seat.socket.show_older(seat, found.seats[member])
        else:
            hub.show_out(seat)
    for socket, standing in standings:
        if standing not in found.holding and socket.standing == standing:
            await examine(hub, socket)
