"""The whole site, pages and sockets, on a free port inside the test process."""

import asyncio
import io
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import uvicorn
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from accounts.reauthentication import STARTED

PATIENCE = 30  # seconds


@dataclass
class Site:
    url: str
    server: uvicorn.Server

    @property
    def socket_url(self) -> str:
        return self.url.replace("http", "ws", 1)

    @property
    def loop(self) -> asyncio.AbstractEventLoop | None:
        return next((task.get_loop() for task in self.server.server_state.tasks), None)

    def session_key_for(self, user) -> str:
        """A session as after logging in."""
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session[STARTED] = time.time()
        session.save()
        return session.session_key

    def settle(self) -> None:
        """Until no connection is open: what a consumer does when its visitor leaves is done, too."""
        state = self.server.server_state
        until(lambda: not (state.connections or state.tasks), otherwise=self.what_runs)

    def what_runs(self) -> str:
        state = self.server.server_state
        tasks = {*state.tasks, *asyncio.all_tasks(self.loop)} if self.loop else state.tasks
        said = io.StringIO()
        for task in tasks:
            task.print_stack(file=said)
        return f"it did not come to rest: {state.connections}\n{said.getvalue()}"


def until(condition: Callable[[], object], otherwise: Callable[[], str] = lambda: "it did not come") -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, otherwise()
        time.sleep(0.01)


@pytest.fixture(scope="session")
def _server(django_db_setup: None, django_db_blocker) -> Iterator[Site]:
    from config.asgi import application

    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(application, log_level="warning", lifespan="off", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    with django_db_blocker.unblock():
        thread.start()
        until(lambda: server.started)
        yield Site(f"http://127.0.0.1:{listener.getsockname()[1]}", server)
        server.should_exit = True
        thread.join(PATIENCE)


@pytest.fixture
def site(transactional_db: None, _server: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(settings, "SITE_URL", _server.url)
    yield _server
    _server.settle()
