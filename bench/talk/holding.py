"""One of the two processes that hold a crowd's sockets: `python -m bench.talk.holding PORT`, its rooms on standard input."""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time

import uvloop

from .worlds import Product, Seated


async def hold(port: int) -> None:
    world = Product(
        "held", port, [Seated(room, cookies) for room, cookies in json.loads(sys.stdin.readline())]
    )
    began = time.perf_counter()
    await world.open()
    _tell(sockets=len(world.talkers), seconds=time.perf_counter() - began)
    await asyncio.to_thread(sys.stdin.readline)
    heard = await world.once()
    _tell(delivered=heard.delivered, seconds=heard.seconds, half=heard.late_at(0.5), most=heard.late_at(0.99))
    await asyncio.to_thread(sys.stdin.readline)
    _tell(lost=sum(talker.wire is None or talker.wire.is_lost for talker in world.talkers))
    world.close()


def _tell(**what: float) -> None:
    print(json.dumps(what), flush=True)


def allow_many_files() -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


if __name__ == "__main__":
    allow_many_files()
    uvloop.run(hold(int(sys.argv[1])))
