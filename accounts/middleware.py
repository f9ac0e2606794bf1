"""At the door: what a limit said becomes the answer's status, devices are remembered, personal pages are not kept.

Who acts for a body uses a second factor, where the installation asks for it; and which devices are logged in.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from .known_devices import remember
from .policies import lacks_second_factor

#: What stays open on the way to a second factor, by the name of its address: setting it up, using it, leaving.
OPEN_NAMES = frozenset(
    {
        "account_change_password",
        "account_confirm_email",
        "account_email",
        "account_email_verification_sent",
        "account_inactive",
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "account_set_password",
        "accounts:confirm",
        "javascript-catalog",
        "preferences",
        "set_language",
    }
)
OPEN_PATHS = ("/static/", "/healthz", "/readyz", "/metrics")
SEEN_EVERY = 600  # seconds


class DoorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (seconds := getattr(request, "retry_after", None)) is not None:
            response.status_code = 429
            response["Retry-After"] = str(seconds)
        if (user := getattr(request, "arrived", None)) is not None:
            remember(request, response, user)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control"):
            # whoever has a session, a guest included: after log-out Back shows nothing
            response["Cache-Control"] = "private, no-store"
        return response


class SecondFactorMiddleware:
    """Who has none is led to setting one up, who has not used it to using it, and nowhere else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        if is_on_the_way(request):
            return None
        is_admin = request.resolver_match is not None and "admin" in request.resolver_match.namespaces
        if not lacks_second_factor(request.user, request.session, is_admin=is_admin):
            return None
        return lead_to_second_factor(request)


def is_on_the_way(request: HttpRequest) -> bool:
    if request.path.startswith(OPEN_PATHS) or request.resolver_match is None:
        return True
    name = request.resolver_match.view_name
    return name in OPEN_NAMES or name.startswith("mfa_")


def lead_to_second_factor(request: HttpRequest) -> HttpResponse:
    own = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    if not own:
        messages.warning(request, _("您代表机构办理案件，请先设置两步验证。"))
        return redirect("mfa_index")
    messages.warning(request, _("请先用两步验证确认是您本人。"))
    is_key_only = Authenticator.Type.WEBAUTHN in own and Authenticator.Type.TOTP not in own
    page = reverse("mfa_reauthenticate_webauthn" if is_key_only else "mfa_reauthenticate")
    after = request.get_full_path() if request.method == "GET" else reverse("mfa_index")
    return HttpResponseRedirect(f"{page}?{urlencode({'next': after})}")


class SessionSeenMiddleware:
    """Keeps the list of devices: each session at its first page, and when it was seen last, to ten minutes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key and request.user.is_authenticated and cache.add(f"session-seen:{key}", True, SEEN_EVERY):
            with suppress(PermissionDenied):  # no address is known, behind a local socket
                UserSession.objects.create_from_request(request)
        return self.get_response(request)
