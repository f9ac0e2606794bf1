"""How often one address may be wrong. Counted in the cache; whoever is right is never counted."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

WRONG_ANSWERS = 10
WINDOW = 15 * 60  # seconds


def client_address(request: HttpRequest) -> str:
    """Who asks, as far as the connection says."""
    return str(request.META.get("REMOTE_ADDR", ""))


def is_shut_out(request: HttpRequest) -> bool:
    return int(cache.get(_key(request), 0)) >= WRONG_ANSWERS


def count_wrong_answer(request: HttpRequest) -> None:
    cache.add(_key(request), 0, WINDOW)
    cache.incr(_key(request))


def _key(request: HttpRequest) -> str:
    return f"casefiles.lookup:{client_address(request)}"
