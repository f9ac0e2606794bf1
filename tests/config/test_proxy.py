"""Behind the shipped proxy, under WSGI and ASGI: what one visitor does wrong bars nobody else, and lying helps nobody.

Debian's Caddy with `deploy/Caddyfile`, and the servers with the command lines of `deploy/compose.yaml`.
Visitors come from addresses of their own: all of 127.0.0.0/8 is this machine.
"""

import contextlib
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from django.conf import settings
from django.db import connection
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests import stories
from tests.cast import PASSWORD

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.sqlite_only
A, B = "127.0.0.2", "127.0.0.3"
LIES = [
    {},
    {"X-Forwarded-For": "198.51.100.{n}"},
    {"X_Forwarded_For": "198.51.100.{n}"},
    {"Forwarded": "for=198.51.100.{n}"},
    {"X-Real-IP": "198.51.100.{n}"},
    {"X-Forwarded-For": "127.0.0.1, 198.51.100.{n}, unknown"},
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def shipped(service: str) -> list[str]:
    """The command line of a service in compose.yaml."""
    text = (ROOT / "deploy/compose.yaml").read_text()
    found = re.search(rf"^  {service}:.*?^    command: (.*?)$", text, re.MULTILINE | re.DOTALL)
    return shlex.split(found[1])


def gunicorn(port: int) -> list[str]:
    words = shipped("web")
    words[words.index("--bind") + 1] = f"127.0.0.1:{port}"
    words[words.index("--workers") + 1] = "1"  # counts live in this process: there is no Redis here
    return words


def uvicorn(port: int) -> list[str]:
    words = shipped("sockets")
    words[words.index("--host") + 1], words[words.index("--port") + 1] = "127.0.0.1", str(port)
    words[words.index("--workers") + 1] = "1"
    return words


@contextlib.contextmanager
def running(command: list[str], environment: dict[str, str], port: int):
    path = shutil.which(command[0], path=f"{Path(sys.executable).parent}:{os.environ['PATH']}:/usr/sbin")
    assert path, f"{command[0]} is missing: run make setup-tests"
    process = subprocess.Popen(
        [path, *command[1:]],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        end = time.monotonic() + 60
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            assert process.poll() is None, process.stdout.read().decode()
            assert time.monotonic() < end, "it did not start"
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.communicate(timeout=20)


@pytest.fixture(params=["wsgi", "asgi"])
def proxied(request, transactional_db, cast, tmp_path):
    """The address of the proxy, and the code of a respondent who has not come yet."""
    code = stories.code_for(stories.answering(cast, joined=False))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(tmp_path / "jiefen.sqlite3")])
    pages, door = free_port(), free_port()
    environment = {
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": f"http://127.0.0.1:{door}",
        "SITE_HOST": f"http://127.0.0.1:{door}",
        "TRUSTED_PROXIES": "1",
        "LIMIT_SOCKET": "3/m",
        "WEB": f"127.0.0.1:{pages}",
        "SOCKETS": f"127.0.0.1:{pages}",
        "XDG_DATA_HOME": str(tmp_path / "caddy"),
        "XDG_CONFIG_HOME": str(tmp_path / "caddy"),
    }
    wrapper = tmp_path / "Caddyfile"
    wrapper.write_text(f"{{\n\tadmin off\n\tdefault_bind 127.0.0.1\n}}\nimport {ROOT}/deploy/Caddyfile\n")
    server = gunicorn(pages) if request.param == "wsgi" else uvicorn(pages)
    caddy = ["caddy", "run", "--adapter", "caddyfile", "--config", str(wrapper)]
    with running(server, environment, pages), running(caddy, environment, door):
        yield request.param, f"http://127.0.0.1:{door}", code


class Visitor:
    def __init__(self, base: str, address: str) -> None:
        self.address = address
        transport = httpx.HTTPTransport(local_address=address)
        self.client = httpx.Client(base_url=base, transport=transport, timeout=60, follow_redirects=False)

    def posts(self, path: str, lies: dict[str, str] | None = None, **fields: str) -> httpx.Response:
        page = self.client.get(path)
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
        return self.client.post(path, data={"csrfmiddlewaretoken": token, **fields}, headers=lies or {})


def lie(number: int) -> dict[str, str]:
    return {name: value.format(n=number) for name, value in LIES[number % len(LIES)].items()}


def test_what_one_does_wrong_bars_nobody_else(proxied, cast):
    kind, base, code = proxied
    a, b = Visitor(base, A), Visitor(base, B)

    # 11 wrong passwords for one victim, each time with another lie about where they come from
    victim = {"login": cast.complainant.email}
    wrong = [a.posts("/accounts/login/", lie(n), password="wrong", **victim).status_code for n in range(11)]
    assert wrong == [200] * 5 + [429] * 6
    # ... nor does the victim's own address, said by A, count against the victim
    a.posts("/accounts/login/", {"X-Forwarded-For": B}, password="wrong", **victim)
    assert b.posts("/accounts/login/", password=PASSWORD, **victim).status_code == 302
    # 11 under 11 names do not bar the others behind the same address
    for n in range(11):
        assert a.posts("/accounts/login/", login=f"x{n}@example.org", password="wrong").status_code == 200
    assert a.posts("/accounts/login/", login=cast.outsider.email, password=PASSWORD).status_code == 302

    # wrong access codes until A is barred, whatever A says; B comes in, with A's address in B's mouth
    other = Visitor(base, A)
    codes = [other.posts("/disputes/join/", lie(n), code="WRONGWRONG").status_code for n in range(22)]
    assert codes == [422] * 20 + [429] * 2
    barred = other.posts("/disputes/join/", code=code)
    assert (barred.status_code, 800 < int(barred.headers["Retry-After"]) <= 900) == (429, True)
    assert Visitor(base, B).posts("/disputes/join/", {"X-Forwarded-For": A}, code=code).status_code == 302

    if kind == "asgi":
        sockets_count_the_same_addresses(base, b)


def sockets_count_the_same_addresses(base: str, b: Visitor) -> None:
    cookie = "; ".join(f"{each.name}={each.value}" for each in b.client.cookies.jar)

    def opens(address: str, lies: dict[str, str]) -> bool:
        url = base.replace("http", "ws", 1) + "/ws/rooms/"
        headers = {"Cookie": cookie, **lies}
        with connect(url, additional_headers=headers, origin=base, source_address=(address, 0)) as line:
            try:
                line.send(json.dumps({"type": "ping"}))
                line.recv(timeout=20)
            except ConnectionClosed as closed:
                assert closed.rcvd.code == 4429
                return False
            return True

    assert [opens(A, lie(n)) for n in range(5)] == [True] * 3 + [False] * 2
    assert opens(B, {"X-Forwarded-For": A})
