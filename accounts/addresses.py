"""Where a request comes from once our own proxies are taken off. Nothing else reads the peer or X-Forwarded-For."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest

#: Nobody knows: the server listens on a Unix socket and no proxy said who came.
UNKNOWN = str(ipaddress.IPv4Address(0))
HEADER = b"x-forwarded-for"


def address_of(request: HttpRequest) -> str:
    """The client's address, for pages under WSGI and ASGI."""
    scope = getattr(request, "scope", None)
    if scope is not None:  # Django's META would mix in a header spelled with underscores
        return address_of_scope(scope)
    return client_address(request.META.get("REMOTE_ADDR", ""), [request.headers.get("x-forwarded-for", "")])


def address_of_scope(scope: Mapping[str, Any]) -> str:
    """The client's address, for sockets."""
    peer = (scope.get("client") or ("",))[0]
    return client_address(
        peer, [value.decode("latin-1") for name, value in scope["headers"] if name == HEADER]
    )


def client_address(peer: str | None, forwarded: Iterable[str]) -> str:
    """The entry that the outermost of our `TRUSTED_PROXIES` wrote, counted from the right of X-Forwarded-For.

    What stands left of it a visitor may have forged. Where that entry is missing or no address, the request did
    not come the whole way through our proxies: the peer is all that is known for sure.
    """
    entries = [entry for line in forwarded for entry in line.split(",") if entry.strip()]
    proxies: int = settings.TRUSTED_PROXIES
    told = parse_address(entries[-proxies]) if 0 < proxies <= len(entries) else None
    return told or parse_address(peer or "") or UNKNOWN


def parse_address(text: str) -> str | None:
    """`[2001:db8::1]:443`, `192.0.2.1:80` and `::ffff:192.0.2.1` are written in more than one way; None is no address."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text, _, port = text[1:].partition("]")
        is_whole = not port or (port.startswith(":") and port[1:].isdecimal())
    elif text.count(":") == 1:
        text, _, port = text.partition(":")
        is_whole = port.isdecimal()
    else:
        is_whole = True
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address) if is_whole else None


def network_of(address: str) -> str:
    """What is counted as one visitor: an IPv4 address, or the /64 that a line is given in IPv6."""
    if ":" not in address:
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)


def is_from_this_machine(request: HttpRequest) -> bool:
    """Directly, and not handed on by a proxy that stands here."""
    handed_on = any(name in request.headers for name in ("x-forwarded-for", "forwarded"))
    return not handed_on and request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1")
