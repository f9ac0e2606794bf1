"""A running server for a replay that was not given one: pages, sockets and the worker, on a free port of this machine."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from background.worker import make_worker


@contextmanager
def open_house() -> Iterator[str]:
    """The address of a server that runs until the end of the block."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config("config.asgi:application", log_level="error", lifespan="off", ws_max_size=1 << 24)
    )
    worker = make_worker(interval=0.2)
    threads = [
        threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="replay-server"),
        threading.Thread(target=worker.run, name="replay-worker"),
    ]
    for thread in threads:
        thread.start()
    try:
        while not server.started and threads[0].is_alive():
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        worker.running = False
        for thread in threads:
            thread.join(30)
