"""At the door: what a limit said becomes the answer's status, devices are remembered, personal pages are not kept.

Who acts for a body sets up a second factor first, where the installation asks for it.
"""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from .devices import remember
from .policies import needs_second_factor

#: What stays open on the way there: signing in and out, passwords, the second factor itself, language, files.
OPEN_PATHS = ("/accounts/", "/preferences/", "/i18n/", "/static/", "/healthz", "/readyz", "/metrics")
#: ... except our own pages below /accounts/, which show other people's data.
CLOSED_NAMESPACES = ("accounts",)


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
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        if not settings.REQUIRE_STAFF_MFA or not request.user.is_authenticated:
            return None
        match = request.resolver_match
        is_ours = match is not None and bool(set(match.namespaces) & set(CLOSED_NAMESPACES))
        if request.path.startswith(OPEN_PATHS) and not is_ours:
            return None
        if is_mfa_enabled(request.user) or not needs_second_factor(request.user):
            return None
        messages.warning(request, _("您代表机构办理案件，请先设置两步验证。"))
        return redirect("mfa_index")
