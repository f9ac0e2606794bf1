"""What one process keeps of a room while a socket of it is open: the last lines, and who listens up to where."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from .socket import RoomsConsumer

KEPT = 256


class Entry(NamedTuple):
    number: int
    to: frozenset[int]
    frame: str


class Log:
    """The newest entries, numbered without gaps. An older one is read from the database."""

    def __init__(self, last: int) -> None:
        self.last = last
        self.entries: list[Entry] = []

    def add(self, entry: Entry) -> bool:
        """False: something before it is missing."""
        if entry.number > self.last + 1:
            return False
        if entry.number == self.last + 1:
            self.entries.append(entry)
            self.last = entry.number
            if len(self.entries) > 2 * KEPT:
                del self.entries[:KEPT]
        return True

    def after(self, number: int) -> list[Entry] | None:
        """None: it does not reach back that far."""
        start = number + 1 - (self.last + 1 - len(self.entries))
        return self.entries[start:] if start >= 0 else None


@dataclass(eq=False)
class Seat:
    """One socket in one room."""

    socket: RoomsConsumer
    room_id: int
    member_id: int | None  # None: sat here once, reads only
    cursor: int
    rev: int
    from_seq: int = 0
    greeting: str = ""
    is_shown_out: bool = False  # to be told, once
    read_mark: int = 0
    is_marking: bool = False
    marking: asyncio.Task[None] | None = None
    typed_at: float = 0.0
    granted: asyncio.Task[None] | None = None  # older lines on their way


@dataclass(eq=False)
class Feed:
    room_id: int
    lines: Log | None = None  # None until the first look at the database
    changes: Log | None = None
    seats: set[Seat] = field(default_factory=set)
    missed: bool = False  # something arrived that could not be placed
    filling: asyncio.Task[None] | None = None
    arriving: int = 0  # sockets on their way in
    elsewhere: dict[str, tuple[float, frozenset[int]]] = field(default_factory=dict)
    online: frozenset[int] = frozenset()
    told_here: frozenset[int] = frozenset()

    def start(self, last_seq: int, last_rev: int) -> None:
        if self.lines is None or self.changes is None:
            self.lines, self.changes = Log(last_seq), Log(last_rev)
        else:
            self.missed |= last_seq > self.lines.last or last_rev > self.changes.last

    def add(self, event: dict[str, Any]) -> None:
        log, number = (
            (self.lines, event["seq"]) if event["type"] == "message" else (self.changes, event["rev"])
        )
        if log is None or not log.add(Entry(number, frozenset(event["to"]), event["frame"])):
            self.missed = True

    def here(self) -> frozenset[int]:
        return frozenset(seat.member_id for seat in self.seats if seat.member_id is not None)

    def seats_of(self, member_id: int) -> list[Seat]:
        return [seat for seat in self.seats if seat.member_id == member_id]

    def wake(self) -> None:
        for seat in self.seats:
            seat.socket.wake.set()

    def tell(self, frame: str, *, but: int | None = None) -> None:
        """A word for those who sit here now; nobody misses it who misses it."""
        for seat in self.seats:
            if seat.member_id is not None and seat.member_id != but:
                seat.socket.push(frame)
