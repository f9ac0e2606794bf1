"""The second baseline: a bare WebSocket server that inserts each message in a transaction of its own and broadcasts.

`python -m bench.talk.bare PORT`, with the database of the environment. No Django, no session, no membership.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve

TABLE = "CREATE TABLE IF NOT EXISTS bare_message (room INTEGER NOT NULL, text TEXT NOT NULL)"


def sqlite() -> Callable[[int, str], None]:
    connection = sqlite3.connect(
        Path(os.environ["DATA_DIR"]) / "jiefen.sqlite3", timeout=20, isolation_level=None
    )
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;")
    connection.execute(TABLE)

    def store(room: int, text: str) -> None:
        connection.execute("INSERT INTO bare_message VALUES (?, ?)", (room, text))  # commits by itself

    return store


def postgres(url: str) -> Callable[[int, str], None]:
    import psycopg

    connection = psycopg.connect(url, autocommit=True, prepare_threshold=1)
    connection.execute(TABLE)

    def store(room: int, text: str) -> None:
        connection.execute("INSERT INTO bare_message VALUES (%s, %s)", (room, text))

    return store


async def main(port: int) -> None:
    url = os.environ.get("DATABASE_URL")
    store = postgres(url) if url else sqlite()
    rooms: dict[int, set[ServerConnection]] = defaultdict(set)

    async def talk(connection: ServerConnection) -> None:
        assert connection.request is not None
        room = int(connection.request.path.rsplit("/", 1)[1])
        rooms[room].add(connection)
        try:
            async for frame in connection:
                text = json.loads(frame)["text"]
                store(room, text)
                broadcast(rooms[room], json.dumps({"type": "message", "text": text}, ensure_ascii=False))
        finally:
            rooms[room].discard(connection)

    async with serve(talk, "127.0.0.1", port, compression=None):
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
