"""The past that was opened to somebody while their page is open: told beside what is said now."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from ..exceptions import StandingChanged
from ..states import PAGE
from . import reading

if TYPE_CHECKING:
    from .feed import Seat

logger = logging.getLogger(__name__)


async def send_granted(send: Callable[[str], Awaitable[None]], seat: Seat, after: int, until: int) -> None:
    """From the database, oldest first. A page that does not get all of it shows it when it is opened again."""
    socket = seat.socket
    try:
        await send(reading.dumps({"type": "granted", "room": seat.room_id, "from": after}))
        while after < until:
            limit = min(PAGE, until - after)
            lines = await socket.ask(reading.lines_after, seat.room_id, socket.user, after, limit)
            if not lines:
                return
            await send(reading.dumps({"type": "messages", "room": seat.room_id, "messages": lines}))
            after = lines[-1]["seq"]
    except (OSError, StandingChanged):  # the page has gone, or was shown out
        return
    except Exception:
        logger.exception("chat: granted history could not be told")
