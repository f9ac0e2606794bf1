"""The talk of a recorded case: everybody on a socket of their own, in every room they may enter, caucuses apart.

Each word must arrive with all who sit in its room, once, and with nobody else: what they heard is searched for it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from accounts.models import User
from chat.models import Room
from chat.states import RoomKind

from .casting import Plan
from .seats import Seat
from .splitting import private_turns
from .visitor import Visitor


@dataclass
class Talked:
    sent: int = 0
    in_caucus: int = 0
    received: int = 0
    lost: int = 0
    doubled: int = 0
    leaks: int = 0
    doors_tried: int = 0
    doors_open: int = 0


@dataclass
class Rooms:
    joint: int
    caucuses: dict[str, int] = field(default_factory=dict)  # by the name of the side
    members: dict[int, set[str]] = field(default_factory=dict)  # e-mail addresses, by room

    def of(self, email: str) -> list[int]:
        return [room for room, emails in self.members.items() if email in emails]


def rooms_of(reference: str, mediation: int, plan: Plan, people: dict[str, Visitor]) -> Rooms:
    """The rooms of the mediation and who sits in them, as the product has them."""
    found = Room.objects.filter(dispute__reference=reference, key__startswith=f"mediation:{mediation}:")
    rooms = Rooms(joint=found.get(kind=RoomKind.JOINT).pk)
    for room in found:
        seated = User.objects.filter(seats__room=room, seats__left_at=None)
        rooms.members[room.pk] = {str(email) for email in seated.values_list("email", flat=True)}
    for side in plan.sides:
        email = people[side.voices[0]].email
        rooms.caucuses[side.name] = found.get(
            kind=RoomKind.CAUCUS, members__user__email=email, members__left_at=None
        ).pk
    return rooms


class Talk:
    def __init__(
        self, plan: Plan, people: dict[str, Visitor], rooms: Rooms, address: str, pause: float
    ) -> None:
        self.plan, self.people, self.rooms, self.pause = plan, people, rooms, pause
        visitors = {id(visitor): visitor for visitor in people.values()}
        self.seats = {
            key: Seat(address, visitor.cookie, rooms.of(visitor.email), visitor.name)
            for key, visitor in visitors.items()
        }
        self.said: dict[int, dict[int, str]] = {}
        self.talked = Talked()

    async def run(self) -> Talked:
        try:
            for seat in self.seats.values():
                await seat.sit_down()
            await self._try_other_doors()
            await self._speak()
            for seat in self.seats.values():
                for room in seat.rooms:
                    await seat.hear(room, max(self.said.get(room, {0: ""})))
            await self._try_other_doors()
        finally:
            for seat in self.seats.values():
                await seat.get_up()
        self._count()
        return self.talked

    async def _speak(self) -> None:
        sides = private_turns(self.plan)
        for (speaker, text), side in zip(self.plan.turns, sides, strict=True):
            room = self.rooms.caucuses[side.name] if side else self.rooms.joint
            seq = await self.seats[id(self.people[speaker])].say(room, text)
            self.said.setdefault(room, {})[seq] = text
            if self.pause:
                await asyncio.sleep(self.pause)

    async def _try_other_doors(self) -> None:
        """Everybody asks to be let into each room that is not theirs."""
        for seat in self.seats.values():
            for room in self.rooms.members.keys() - set(seat.rooms):
                self.talked.doors_tried += 1
                self.talked.doors_open += await seat.is_let_into(room)

    def _count(self) -> None:
        talked, said = self.talked, self.said
        talked.sent = sum(len(lines) for lines in said.values())
        talked.in_caucus = talked.sent - len(said.get(self.rooms.joint, {}))
        for seat in self.seats.values():
            talked.doubled += seat.doubled
            for room in seat.rooms:
                lines = said.get(room, {})
                heard = sum(seat.heard[room].get(seq) == text for seq, text in lines.items())
                talked.received += heard
                talked.lost += len(lines) - heard
            talked.leaks += self._leaks(seat)

    def _leaks(self, seat: Seat) -> int:
        """Words of rooms this person does not sit in, looked for in everything that came over their socket."""
        theirs = "\n".join(text for room in seat.rooms for text in self.said.get(room, {}).values())
        secret = {
            text
            for room, lines in self.said.items()
            if room not in seat.rooms
            for text in lines.values()
            if text not in theirs
        }
        words = sum(text in frame for frame in seat.frames for text in secret)
        return words + sum(room not in seat.rooms for room in seat.rooms_named)
