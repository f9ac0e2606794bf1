"""Which pages may open a socket here: those of this very site, by scheme, host and port."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from channels.security.websocket import WebsocketDenier
from django.conf import settings
from django.http.request import validate_host

DEFAULT_PORTS = {"http": 80, "https": 443}


class SameOrigin:
    """A browser says from which page a socket is opened; another port is another site (RFC 6454, 4)."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        headers = dict(scope["headers"])
        origin = headers.get(b"origin", b"").decode("latin1")
        host = headers.get(b"host", b"").decode("latin1")
        application = self.application if is_same_origin(origin, host) else WebsocketDenier()
        return await application(scope, receive, send)


def is_same_origin(origin: str, host: str) -> bool:
    """`origin` of the page, `host` as the request names it; other sites only when the installation trusts them."""
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    try:
        page, asked = urlsplit(origin), urlsplit(f"//{host}")
        ports = page.port or DEFAULT_PORTS[page.scheme], asked.port or DEFAULT_PORTS[page.scheme]
    except (KeyError, ValueError):
        return False
    if settings.BEHIND_TLS and page.scheme != "https":
        return False
    if not asked.hostname or not validate_host(_bare(asked.hostname), settings.ALLOWED_HOSTS):
        return False
    return page.hostname == asked.hostname and ports[0] == ports[1]


def _bare(host: str) -> str:
    """As Django lists it: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host else host
