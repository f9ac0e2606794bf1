"""A chat message checked, numbered, stored and delivered to three people, against a bare Channels echo."""

from __future__ import annotations

import asyncio
import json

import websockets

from chat.models import Room
from chat.services import admit_member, open_room
from chat.states import RoomKind, Side
from tests import stories
from tests.cast import Cast

from .filing import session_of
from .timing import Paired, pair

ROUNDS, ROOMS, WORDS = 5, 8, 60


def rooms_for(cast: Cast) -> tuple[list[int], list[str]]:
    people = [cast.complainant, cast.respondent, cast.mediator]
    rooms: list[Room] = []
    for number in range(ROOMS):
        room = open_room(
            stories.filed(cast), key=f"bench:{number}", kind=RoomKind.JOINT, title="bench", by=None
        )
        for person, side in zip(people, (Side.COMPLAINANT, Side.RESPONDENT, Side.NEUTRAL), strict=True):
            admit_member(room, person, side=side, label=person.name, by=None)
        rooms.append(room)
    return [room.pk for room in rooms], [session_of(person) for person in people]


def measure(base: str, cast: Cast) -> Paired:
    """One act is one delivery to one of the three people of a room; all rooms talk at once."""
    rooms, sessions = rooms_for(cast)
    address = base.replace("http", "ws", 1)
    return pair(
        lambda number: asyncio.run(_product(address, rooms, sessions, number)),
        lambda number: asyncio.run(_echo(address, len(rooms))),
        rounds=ROUNDS,
    )


async def _product(address: str, rooms: list[int], sessions: list[str], number: int) -> int:
    counts = await asyncio.gather(*(_talk(address, room, sessions, number) for room in rooms))
    return sum(counts)


async def _talk(address: str, room: int, sessions: list[str], number: int) -> int:
    origin = address.replace("ws", "http", 1)
    sockets = [
        await websockets.connect(
            f"{address}/ws/rooms/", additional_headers={"Cookie": f"sessionid={key}"}, origin=origin
        )
        for key in sessions
    ]
    starts = []
    for socket in sockets:
        await socket.send(json.dumps({"type": "hello", "room": room, "after": number * WORDS, "rev": 0}))
        starts.append(await _welcomed(socket))
    listeners = [
        asyncio.create_task(_hear(s, first + WORDS)) for s, first in zip(sockets, starts, strict=True)
    ]
    for word in range(WORDS):
        frame = {"type": "say", "room": room, "client_id": f"{number}-{word}", "text": "好的，我明白了。" * 4}
        await sockets[0].send(json.dumps(frame))
    await asyncio.gather(*listeners)
    for socket in sockets:
        await socket.close()
    return WORDS * len(sockets)


async def _welcomed(socket) -> int:
    while True:
        frame = json.loads(await socket.recv())
        if frame["type"] == "welcome":
            return int(frame["seq"])


async def _hear(socket, until: int) -> None:
    async with asyncio.timeout(120):
        while True:
            frame = json.loads(await socket.recv())
            messages = frame.get("messages", [frame]) if frame["type"] in ("message", "messages") else []
            if any(message["seq"] >= until for message in messages):
                return


async def _echo(address: str, rooms: int) -> int:
    counts = await asyncio.gather(*(_echo_room(f"{address}/ws/bench/{number}") for number in range(rooms)))
    return sum(counts)


async def _echo_room(address: str) -> int:
    sockets = [await websockets.connect(address) for _n in range(3)]

    async def hear(socket) -> None:
        async with asyncio.timeout(120):
            for _n in range(WORDS):
                await socket.recv()

    listeners = [asyncio.create_task(hear(socket)) for socket in sockets]
    for _n in range(WORDS):
        await sockets[0].send(json.dumps({"text": "好的，我明白了。" * 4}))
    await asyncio.gather(*listeners)
    for socket in sockets:
        await socket.close()
    return WORDS * 3
