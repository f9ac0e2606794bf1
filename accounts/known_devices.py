"""Devices on which somebody has logged in before: a signed cookie, so that limits on money never bar them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from .models import User

COOKIE, SALT = "device", "accounts.devices"
AGE = 365 * 24 * 3600
#: A phone in a family: so many people are remembered, the latest first.
MOST = 6


def people_known_on(request: HttpRequest) -> list[int]:
    try:
        known = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return []
    return list(known)


def knows(request: HttpRequest, user: User) -> bool:
    """This person has logged in on this device within a year."""
    return user.pk in people_known_on(request)


def device_of(request: HttpRequest, user: User | None) -> str:
    """A name for this device where it knows this person; its cookie is another after each log-in."""
    if user is None or not knows(request, user):
        return ""
    return hashlib.sha256(request.COOKIES[COOKIE].encode()).hexdigest()


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """The cookie holds numbers of people only, signed, and is no key to anything."""
    known = [user.pk, *(pk for pk in people_known_on(request) if pk != user.pk)][:MOST]
    response.set_cookie(
        COOKIE,
        signing.dumps(known, salt=SALT),
        max_age=AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def note_device(*, request: HttpRequest, user: User, **_: object) -> None:
    """Somebody has just logged in: `accounts.middleware` gives the device its cookie with the answer."""
    request.arrived = user  # type: ignore[attr-defined]
