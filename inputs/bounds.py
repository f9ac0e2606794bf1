"""How much a request may bring, decided before anything of it is read.

A view says so itself: `@at_most(bytes)`. Where nothing is said, as much as the proxy lets through
(`settings.LARGEST_BODY`). A view that is `@read_late` counts who asks before it reads what they sent.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

#: Bytes of an upload that are not the file: boundaries and the fields beside it.
FORM_ITSELF = 64 * 1024

View = Callable[..., Any]
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]


def at_most(size: int) -> Callable[[View], View]:
    """The view takes files up to this many bytes, all of them together."""

    def marked(view: View) -> View:
        view.largest_file = size  # type: ignore[attr-defined]
        return view

    return marked


def read_late(view: View) -> View:
    """Nothing reads what was sent before the view does: no middleware, and no refusal that would repeat it."""
    view.reads_late = True  # type: ignore[attr-defined]
    return view


def reads_late(view: View | None) -> bool:
    return bool(getattr(view, "reads_late", False))


def is_read_late(request: HttpRequest) -> bool:
    return request.resolver_match is not None and reads_late(request.resolver_match.func)


def largest_body(view: View | None) -> int:
    size: int | None = getattr(view, "largest_file", None)
    return settings.LARGEST_BODY if size is None else size + FORM_ITSELF


class BoundBody:
    """Middleware, before all that reads a body: what is declared to be too large gets a 413 and is left unread."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: object, kwargs: object
    ) -> HttpResponse | None:
        size = request.META.get("CONTENT_LENGTH") or "0"
        if not size.isascii() or not size.isdigit() or int(size[:20]) <= largest_body(view):
            return None  # no number at all is none for Django too: it reads nothing
        megabytes = largest_body(view) // 1024**2
        return render(request, "413.html", {"megabytes": megabytes}, status=413)


class BoundStream:
    """Around the pages of an ASGI server, which would take in a whole body before any middleware is asked.

    What says that it is too large, and what turns out to be, goes on without a body and with the size it has come
    to: then `BoundBody` answers.
    """

    def __init__(self, pages: Callable[..., Awaitable[None]]) -> None:
        self.pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.pages(scope, receive, send)
            return
        scope = {**scope, "headers": list(scope["headers"])}
        await self.pages(scope, _bounded(scope, receive, _largest_at(scope["path"])), send)


def _bounded(scope: Scope, receive: Receive, largest: int) -> Receive:
    told = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    come = int(told[:20]) if told.isdigit() else 0
    taken, is_cut = 0, False

    async def received() -> dict[str, Any]:
        nonlocal taken, is_cut
        if is_cut:
            return await _disconnected(receive)
        if come <= largest:
            message = await receive()
            taken += len(message.get("body", b""))
            if taken <= largest:
                return message
            kept = [pair for pair in scope["headers"] if pair[0] != b"content-length"]
            scope["headers"][:] = [*kept, (b"content-length", str(taken).encode())]
        is_cut = True
        return {"type": "http.request", "body": b"", "more_body": False}

    return received


async def _disconnected(receive: Receive) -> dict[str, Any]:
    """What else is sent is let fall, until the answer is out or whoever sends has gone."""
    while (message := await receive())["type"] != "http.disconnect":
        pass
    return message


def _largest_at(path: str) -> int:
    try:
        return largest_body(resolve(path).func)
    except Resolver404:
        return largest_body(None)
