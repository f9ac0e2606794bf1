"""How much may be sent: refused by its size before a byte of it is read, whatever stands in front of the view."""

import socket
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from config.asgi import application

pytestmark = pytest.mark.django_db
MB = 1024 * 1024


class Unreadable:
    """A body that must not be touched."""

    def read(self, *size):
        raise AssertionError("the body was read")

    readline = read


def send(client, path, size, **more):
    kind = "multipart/form-data; boundary=x"
    untouched = {"wsgi.input": Unreadable(), "CONTENT_LENGTH": str(size), "CONTENT_TYPE": kind}
    return client.post(path, **untouched, **more)


@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("/verify/", 100 * MB + 64 * 1024 + 1),
        ("/verify/paper/", 20 * MB + 64 * 1024 + 1),
        ("/accounts/login/", 210_000_001),
        ("/verify/", 10**30),
    ],
)
@pytest.mark.parametrize("checks", [True, False])
def test_what_is_too_large_is_refused_unread(path, size, checks):
    page = send(Client(enforce_csrf_checks=checks), path, size)
    assert page.status_code == 413
    assert "没有接收" in page.text


def test_the_refusal_is_in_the_readers_language(client):
    page = send(client, "/verify/paper/", 30 * MB, HTTP_ACCEPT_LANGUAGE="en")
    assert page.status_code == 413
    assert "takes 20 MB at most" in page.text


def test_who_asks_too_often_is_refused_unread(cast, client, settings):
    settings.LIMITS = {**settings.LIMITS, "verify_file": "1/m"}
    client.force_login(cast.outsider)
    small = {"file": SimpleUploadedFile("x", b"x")}
    assert client.post("/verify/", small).status_code == 200
    assert send(client, "/verify/", 50 * MB).status_code == 429


def test_what_is_allowed_is_taken(client, settings):
    settings.LIMITS = {**settings.LIMITS, "verify_file": "9/m"}
    for path in ("/verify/", reverse("lookup:paper")):
        page = client.post(path, {"file": SimpleUploadedFile("x", b"x" * 3 * MB)})
        assert page.status_code == 200


async def asked(path, headers, pieces):
    """Status of the answer and how many pieces were taken for it."""
    taken, answer = 0, []

    async def receive():
        nonlocal taken
        if answer or taken == pieces:
            return {"type": "http.disconnect"}
        taken += 1
        return {"type": "http.request", "body": b"x" * MB, "more_body": True}

    async def tell(message):
        answer.append(message)

    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"content-type", b"multipart/form-data; boundary=x"), *headers],
        "http_version": "1.1", "scheme": "http", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 2),
    }  # fmt: skip
    await application(scope, receive, tell)
    return answer[0]["status"] if answer else None, taken


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_a_server_of_sockets_does_not_take_in_what_is_too_large():
    """21 MB are enough to know that a paper of 20 is exceeded: the answer goes out while more is still being sent."""
    takes = []

    async def slow(path, headers, most):
        status, taken = await asked(path, headers, most)
        takes.append(taken)
        return status

    said = [(b"content-length", str(500 * MB).encode())]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("inputs.bounds._disconnected", _waits)
        assert await slow("/verify/paper/", said, 500) == 413
        assert await slow("/verify/paper/", [], 500) == 413
    assert takes == [0, 21]


async def _waits(receive):
    """Of one who goes on sending: nothing more is asked of them."""
    import asyncio

    await asyncio.Event().wait()


def test_the_server_answers_before_the_body_has_come(site):
    """Asked as by curl, with nothing but a head: 413 at once, and no waiting for 300 MB."""
    place = urlsplit(site.url)
    head = (
        f"POST /verify/ HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        f"Content-Length: {300 * MB}\r\n\r\n"
    )
    with socket.create_connection((place.hostname, place.port), timeout=20) as line:
        line.sendall(head.encode())
        assert line.recv(200).split(b"\r\n")[0] == b"HTTP/1.1 413 Request Entity Too Large"
