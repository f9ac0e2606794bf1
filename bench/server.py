"""The server under measurement: its own process, so that the one who measures does not slow it down."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple


class Served(NamedTuple):
    base: str
    port: int
    pid: int


@contextmanager
def served(*, bare: bool = False) -> Iterator[Served]:
    """A uvicorn with the bench's application, or the bare WebSocket server."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    uvicorn = ["uvicorn", "bench.asgi:application", "--log-level", "error", "--lifespan", "off"]
    uvicorn += ["--ws-per-message-deflate", "false", "--port"]
    module = ["bench.talk.bare"] if bare else uvicorn
    process = subprocess.Popen([sys.executable, "-m", *module, str(port)])
    try:
        _wait_for(port, process)
        yield Served(f"http://127.0.0.1:{port}", port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:  # a busy machine; nothing of it is needed any more
            process.kill()
            process.wait()


def _wait_for(port: int, process: subprocess.Popen) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")
