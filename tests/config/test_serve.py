"""The one process people start, as they start it."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from background.tasks import task

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.sqlite_only


@task()
def beat() -> str:
    return "done"


@pytest.fixture
def data(django_db_setup: None, migrated: Path, tmp_path: Path) -> Path:
    """A folder whose database has had its migrations, which take most of a first start."""
    shutil.copy(migrated, tmp_path / "jiefen.sqlite3")
    return tmp_path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(data: Path, port: int) -> subprocess.Popen[str]:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "REDIS_URL", "LOG_LEVEL")
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=environment | {"DATA_DIR": str(data), "PORT": str(port), "PYTHONUTF8": "1", "LC_ALL": "C"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def first_line(process: subprocess.Popen[str], part: str) -> str:
    for line in process.stdout:
        if part in line:
            return line
    raise AssertionError("the server ended before it said so")


def test_it_starts_on_an_empty_folder_answers_and_stops_at_once(tmp_path):
    starts_answers_and_stops(tmp_path, how=signal.SIGINT)


def test_it_starts_on_what_it_left_and_stops_when_it_is_told_to(data):
    starts_answers_and_stops(data, how=signal.SIGTERM)


def starts_answers_and_stops(data: Path, *, how: signal.Signals) -> None:
    port = free_port()
    process = start(data, port)
    try:
        assert f"http://127.0.0.1:{port}" in first_line(process, "解纷已启动")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
            assert answer.status == 200
        began = time.monotonic()
        process.send_signal(how)
        rest, _ = process.communicate(timeout=10)
        assert time.monotonic() - began < 5  # a second on a quiet machine
        assert (process.returncode, "Traceback" in rest) == (0, False), rest
    finally:
        process.kill()


def test_a_second_server_on_the_same_port_says_so_and_touches_nothing(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = start(tmp_path, taken.getsockname()[1])
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "无法监听" in output
    assert "Traceback" not in output
    assert not (tmp_path / "jiefen.sqlite3").exists()


def test_a_task_left_by_a_killed_server_is_done_by_the_next(data):
    port = free_port()
    process = start(data, port)
    first_line(process, "解纷已启动")
    process.kill()
    process.communicate()
    with sqlite3.connect(data / "jiefen.sqlite3") as database:
        database.execute(
            "INSERT INTO django_tasks_database_dbtaskresult (id, status, enqueued_at, started_at, args_kwargs, priority,"
            " task_path, worker_ids, queue_name, backend_name, run_after, exception_class_path, traceback)"
            " VALUES ('00000000000040008000000000000001', 'RUNNING', '2026-01-01', '2026-01-01',"
            " '{\"args\": [], \"kwargs\": {}}', 0, 'tests.config.test_serve.beat', '[]', 'default', 'default',"
            " '2026-01-01', '', '')"
        )
    process = start(data, port)
    try:
        first_line(process, "解纷已启动")
        status = "RUNNING"
        end = time.monotonic() + 10
        while status in ("READY", "RUNNING") and time.monotonic() < end:
            with sqlite3.connect(data / "jiefen.sqlite3") as database:
                (status,) = database.execute(
                    "SELECT status FROM django_tasks_database_dbtaskresult"
                ).fetchone()
            time.sleep(0.05)
        assert status == "SUCCESSFUL"
    finally:
        process.kill()
        process.communicate()
