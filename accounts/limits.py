"""How often somebody may knock. A limit names a whole account only where each knock costs money.

`knock(request, "sign_in", name)` counts the account *and* the network it comes from, so that nobody can bar another
from elsewhere. What it answers is a refusal with the seconds to wait; nothing ever sleeps.
"""

from __future__ import annotations

import asyncio
import hashlib
import math
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import ngettext

from .addresses import address_of, address_of_scope, network_of
from .exceptions import TooMany

if TYPE_CHECKING:
    from django.http import HttpRequest

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True)
class Rate:
    most: int
    seconds: int


@dataclass(frozen=True)
class Knock:
    """One that was counted: it can be taken back when it turns out to be welcome."""

    keys: tuple[str, ...]

    def take_back(self) -> None:
        for key in self.keys:
            with suppress(ValueError):  # its window has ended since
                cache.decr(key)


def rates_of(name: str) -> list[Rate]:
    """`settings.LIMITS[name]`: `5/15m,20/d` is five in fifteen minutes and twenty a day; units are s, m, h, d."""
    rates = []
    for text in settings.LIMITS[name].split(","):
        found = re.fullmatch(r"(\d+)/(\d*)([smhd])", text.strip())
        if found is None:
            raise ImproperlyConfigured(f"LIMIT_{name.upper()}: {text}")
        rates.append(Rate(int(found[1]), int(found[2] or 1) * UNITS[found[3]]))
    return rates


def knock(request: HttpRequest, name: str, account: str = "") -> Knock:
    """Count one from this network, for one account if one is named. Raises `TooMany`; the answer becomes a 429."""
    return _told(request, name, account, network_of(address_of(request)))


def knock_from_anywhere(request: HttpRequest, name: str, account: str) -> Knock:
    """Count one for an account alone: only where `accounts.known_devices` has said that this device is a stranger."""
    return _told(request, name, account)


async def may_come(scope: Mapping[str, Any], name: str, account: str) -> bool:
    """The same for sockets, which are closed instead."""
    try:
        await asyncio.to_thread(count, name, account, network_of(address_of_scope(scope)))
    except TooMany:
        return False
    return True


def _told(request: HttpRequest, name: str, *what: str) -> Knock:
    try:
        return count(name, *what)
    except TooMany as refusal:
        request.retry_after = refusal.retry_after  # type: ignore[attr-defined]  # read by accounts.middleware
        raise


def count(name: str, *what: str) -> Knock:
    """Count one under exactly this, in every window of the limit; a window begins with its first knock."""
    counted = Knock(())
    for rate in rates_of(name):
        told = "\n".join((name, str(rate.seconds), *what))
        base = "limit:" + hashlib.sha256(told.encode()).hexdigest()
        until: float = cache.get_or_set(base, time.time() + rate.seconds, rate.seconds) or 0.0
        key = f"{base}:{until}"  # all who knock in one window agree on it, whoever was first
        cache.add(key, 0, rate.seconds + 1)
        counted = Knock((*counted.keys, key))
        if cache.incr(key) > rate.most:
            counted.take_back()  # who was refused has not knocked
            raise _too_many(max(1, math.ceil(until - time.time())))
    return counted


def _too_many(seconds: int) -> TooMany:
    minutes = math.ceil(seconds / 60)
    text = ngettext(
        "尝试的次数太多了，请等 %(minutes)s 分钟再试。",
        "尝试的次数太多了，请等 %(minutes)s 分钟再试。",
        minutes,
    )
    return TooMany(text % {"minutes": minutes}, seconds)
