"""What was typed outlives the session it was typed in: after log-in, and after an outdated token, it is shown again.

Nothing is ever sent on its own: the person reads what they had written and presses (docs/decisions/0111).
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware import csrf
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure as _plain_failure
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.services.typed import (
    MARK,
    TICKET,
    Typed,
    device_key,
    device_name,
    forget_posts,
    keep_post,
    kept_posts,
    mark_of,
    new_browser_key,
    person_of,
    read_typed,
    writer_of,
)
from inputs.bounds import reads_late

COOKIE = "typed"
WAITS = "typed_waits"  # set while something may wait: other pages ask the database for nothing
DONE = "typed_done"  # read by typed.js: tickets of forms that were taken, so that the copy on the device goes
KEPT = "kept_post"  # in a form: which of the kept texts it sends again
OWN_PAGES = "/accounts/"
ASIDE = "typed"  # in an address: show the page itself, not what waits for it
OUTDATED = (csrf.REASON_CSRF_TOKEN_MISSING, csrf.REASON_NO_CSRF_COOKIE, "CSRF token from ")


class TypedMiddleware:
    """Keeps what came too late, shows it again at its address, and says which forms were taken."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.browser_key = read_browser_key(request) or new_browser_key()  # type: ignore[attr-defined]
        response = self._answer(request)
        if getattr(request, "has_marked_a_form", False) and not read_browser_key(request):
            _give_key(request, response)
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.headers.get("hx-request") and leads_to_login(response):
            return HttpResponse(status=401)  # else the log-in page would be put into a corner of this one
        if request.method != "POST" or getattr(response, "asks_who", False):
            return response
        if leads_to_login(response) and not request.user.is_authenticated:
            return session_ended(request, response)
        if response.status_code in {302, 303} and (ticket := request.POST.get(TICKET, "")):
            _tell_taken(request, response, ticket)
        if response.status_code in {200, 302, 303, 422} and KEPT in request.POST:
            _forget_sent(request)  # it was taken, or stands in the form that came back
        return response

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        if request.method == "POST":
            return None if reads_late(view) else self._refuse_another_person(request)
        if request.method != "GET" or WAITS not in request.COOKIES or ASIDE in request.GET:
            return None
        found = next((typed for typed in waiting_for(request) if path_of(typed) == request.path), None)
        return show_again(request, found, is_after_login=True) if found else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return ask_who(request, exception) if isinstance(exception, ReauthenticationRequired) else None

    def _refuse_another_person(self, request: HttpRequest) -> HttpResponse | None:
        """A form given to one person is not taken from another: it would be signed by the wrong hand."""
        if not request.user.is_authenticated or request.path == resolve_url("account_logout"):
            return None
        writer = person_of(mark) if (mark := request.POST.get(MARK, "")) else None
        return None if writer in {None, request.user.pk} else of_another_person(request, writer)


def leads_to_login(response: HttpResponse) -> bool:
    if response.status_code not in {302, 303}:
        return False
    return urlsplit(response.headers["Location"]).path == resolve_url(settings.LOGIN_URL)


def session_ended(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A script is told so; for a page the text is kept while the person logs in."""
    if wants_json(request):
        message = _("您已经退出登录。写的内容还在这一页上，重新登录后会接着保存。")
        return JsonResponse({"code": "session_ended", "message": message}, status=401)
    return keep_for_later(request, response)


def ask_who(request: HttpRequest, question: ReauthenticationRequired) -> HttpResponse:
    """Before the act they show who they are, and come back; what was typed waits for them."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    page = methods[0]["url"] if methods else reverse("accounts:confirm")
    back = getattr(question, "back", "") or request.get_full_path()
    page = f"{page}?{urlencode({REDIRECT_FIELD_NAME: back})}"
    response: HttpResponse
    if wants_json(request):
        message = _("请先确认是您本人，再继续办理。写的内容还在这一页上。")
        return JsonResponse({"code": "who_is_it", "message": message, "page": page}, status=403)
    if request.headers.get("hx-request"):
        response = HttpResponse(status=204, headers={"HX-Redirect": page})
    else:
        response = HttpResponseRedirect(page)
    response.asks_who = True  # type: ignore[attr-defined]  # nothing was taken yet
    return keep_for_later(request, response) if request.method == "POST" else response


def keep_for_later(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Seal what was posted for whoever the form was given to; the browser gets the key."""
    if request.path.startswith(OWN_PAGES):
        return response  # identity numbers, contacts: what stands in these forms is asked anew
    key = browser_key(request)
    writer = writer_of(request.POST.get(MARK, ""), key)
    if writer is None:
        return response
    typed = read_typed(request.get_full_path(), request.POST, has_files=bool(request.FILES))
    if keep_post(typed, key=key, writer=writer):
        _give_key(request, response)
        response.set_cookie(
            WAITS,
            "1",
            max_age=settings.TYPED_MINUTES * 60,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


def _give_key(request: HttpRequest, response: HttpResponse) -> None:
    """The key of this browser, under which its texts are sealed and to which its forms are bound."""
    response.set_signed_cookie(
        COOKIE,
        browser_key(request),
        salt=COOKIE,
        max_age=settings.SESSION_COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def browser_key(request: HttpRequest) -> str:
    """What the browser brought, else what it is given with the answer."""
    key: str = getattr(request, "browser_key", "") or read_browser_key(request)
    return key


def read_browser_key(request: HttpRequest) -> str:
    return request.get_signed_cookie(COOKIE, "", salt=COOKIE, max_age=settings.SESSION_COOKIE_AGE) or ""


def waiting_for(request: HttpRequest) -> list[Typed]:
    key = read_browser_key(request) if WAITS in request.COOKIES else ""
    return kept_posts(key=key, user=request.user) if key and request.user.is_authenticated else []


def path_of(typed: Typed) -> str:
    return urlsplit(typed.address).path


def aside(address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{ASIDE}=aside"


def show_again(
    request: HttpRequest, typed: Typed, *, is_after_login: bool = False, status: int = 200
) -> HttpResponse:
    """The text, and a button that sends it to where it was going, with a token of today."""
    context = {
        "typed": typed,
        "form_address": aside(typed.address),
        "is_after_login": is_after_login,
    }
    response = render(request, "typed/again.html", context, status=status)
    add_never_cache_headers(response)
    return response


def of_another_person(request: HttpRequest, writer: int) -> HttpResponse:
    """Whoever is logged in now does not get to see it; its writer finds it again after logging in."""
    if wants_json(request):
        message = _("这个浏览器里现在登录的是另一个人。写的内容没有保存到服务器。")
        return JsonResponse({"code": "another_person", "message": message}, status=409)
    response = render(request, "typed/another_person.html", status=409)
    add_never_cache_headers(response)
    return keep_for_later(request, response)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """An outdated token keeps what was typed, for the one the form was given to; a forged form shows nothing.

    The mark in the form is signed for one person and is in their own pages only, so another site cannot
    fill in this page.
    """
    is_outdated = reason.startswith(OUTDATED)
    mark, writer = request.POST.get(MARK, ""), None
    if is_outdated and request.method == "POST":
        writer = writer_of(mark, browser_key(request))
    if wants_json(request):
        message = _("这一页放得太久了，请刷新以后再试。写的内容还在这一页上。")
        return JsonResponse({"code": "outdated_token", "message": message}, status=403)
    if writer is None:
        return _plain_failure(request, reason)
    if not request.user.is_authenticated:
        return keep_for_later(request, redirect_to_login(request.get_full_path()))
    if writer != request.user.pk:
        return of_another_person(request, writer)
    typed = read_typed(request.get_full_path(), request.POST, has_files=bool(request.FILES))
    return show_again(request, typed, status=403)


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("accept", "").startswith("application/json")


def _tell_taken(request: HttpRequest, response: HttpResponse, ticket: str) -> None:
    """Readable by the page's own script: which of the texts kept on the device the server has now."""
    known = [each for each in request.COOKIES.get(DONE, "").split(".") if each.isalnum()][-8:]
    if ticket.isalnum() and len(ticket) <= 40:
        response.set_cookie(
            DONE, ".".join([*known, ticket]), max_age=3600, samesite="Lax", secure=request.is_secure()
        )


@require_safe
@never_cache
def fresh_token(request: HttpRequest) -> JsonResponse:
    """For a page that stood open while its person logged in again: who is logged in, and a token for them.

    Another site can ask, but its script is not given the answer (no CORS headers).
    """
    request.has_marked_a_form = request.user.is_authenticated  # type: ignore[attr-defined]
    name = device_name(request.user) if request.user.is_authenticated else ""
    mark = mark_of(request.user, browser_key(request)) if request.user.is_authenticated else ""
    return JsonResponse({"person": name, "mark": mark, "token": csrf.get_token(request)})


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """POST `kept_post` (which), `next`: the person does not want it any more."""
    there = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure()):
        there = "/"
    _forget_sent(request)
    return HttpResponseRedirect(there)


def _forget_sent(request: HttpRequest) -> None:
    kept, key = request.POST.get(KEPT, ""), browser_key(request)
    if request.user.is_authenticated and key and kept.isascii() and kept.isdecimal() and len(kept) < 18:
        forget_posts(key=key, user=request.user, pk=int(kept))


def typed_context(request: HttpRequest) -> dict[str, object]:
    """For every page: what its script needs to keep texts for this person, and what waits for them."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "typed_name": device_name(user),
        "typed_key": device_key(user),
        "typed_days": settings.TYPED_DAYS_ON_DEVICE,
        "typed_waiting": SimpleLazyObject(lambda: waiting_for(request)),
    }
