"""Who sits before an open session is asked again before they do what only the person themselves may do.

A log-in, a password, a passkey, a second factor or a code counts for `ACCOUNT_REAUTHENTICATION_TIMEOUT` seconds, in
this session only. A code goes only to a contact that was proved before the session began, so that whoever finds a page
open cannot first add a contact of their own. django-allauth's own pages ask by the same rule (`accounts.adapters`).

The answer to `ReauthenticationRequired` is made in `config.typed`, where what was typed is kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import TYPE_CHECKING, Any

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator

from .selectors import proven_contacts

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from .models import User

STARTED = "accounts.session_started"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Proof:
    """How and when this session was last made sure of: `login`, `password`, `mfa` (any second factor) or `code`."""

    method: str
    at: float
    sent_to: str = ""


class WhoIsIt(ReauthenticationRequired):
    """Please ask; `back` is the page to return to, where the act itself has none."""

    def __init__(self, back: str = "") -> None:
        self.back = back
        super().__init__()


def note_session_start(*, request: HttpRequest, user: User, **_: object) -> None:
    """Somebody has just logged in. Who logs in again inside a session makes it no younger."""
    request.session.setdefault(STARTED, time.time())


def started_at(request: HttpRequest) -> datetime:
    """Of the session; one that never said is as old as can be, and no contact is older."""
    return datetime.fromtimestamp(request.session.get(STARTED, 0), UTC)


def proof_of(request: HttpRequest, *, is_explicit: bool = False) -> Proof | None:
    """The latest that is fresh enough, or None. `is_explicit`: given when asked; the log-in itself does not count."""
    proofs = [Proof("login", 0 if is_explicit else request.session.get(STARTED, 0))] + [
        Proof(record["method"], record["at"], record.get("sent_to", ""))
        for record in get_authentication_records(request, request.user)
        if record.get("reauthenticated")
    ]
    latest = max(proofs, key=lambda proof: proof.at)
    return latest if time.time() - latest.at < app_settings.REAUTHENTICATION_TIMEOUT else None


def contacts_for_codes(request: HttpRequest) -> list[str]:
    """What was proved before this session began."""
    if not request.user.is_authenticated:
        return []
    return proven_contacts(request.user, before=started_at(request))


def can_be_asked(user: User) -> bool:
    """Who came in by a one-time code and has proved nothing yet has no more to show than the session itself."""
    return (
        user.has_usable_password()
        or Authenticator.objects.filter(user=user).exists()
        or bool(proven_contacts(user))
    )


def require_sure(request: HttpRequest, back: str = "") -> None:
    """Raises `WhoIsIt` unless whoever is there has shown it a short while ago, or there is nothing to ask."""
    if not request.user.is_authenticated:
        raise WhoIsIt(back)
    if proof_of(request) is None and can_be_asked(request.user):
        raise WhoIsIt(back)


def note_proof(request: HttpRequest, method: str, **what: str) -> None:
    """They have just shown who they are, on a page of ours."""
    record_authentication(request, request.user, method=method, reauthenticated=True, **what)


def asks_who(
    view: Callable[..., Any] | None = None, *, on_get: bool = False, back: Callable[..., str] | None = None
) -> Callable[..., Any]:
    """For pages behind a log-in: asks before the act, or already `on_get`, before anything is typed.

    `back(**kwargs)`: where to return to, for addresses that only take a POST.
    """

    def decorator(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated and (on_get or request.method not in SAFE):
                require_sure(request, back(**kwargs) if back else "")
            return view(request, *args, **kwargs)

        return asking

    return decorator(view) if view else decorator
