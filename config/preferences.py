"""How a reader wants pages to look: kept in cookies, so that nobody needs an account for large type."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

THEMES = ("auto", "light", "dark")
YEAR = 365 * 24 * 3600


def elder_mode(request: HttpRequest) -> bool:
    return request.COOKIES.get("elder") == "1"


def theme(request: HttpRequest) -> str:
    chosen = request.COOKIES.get("theme", "auto")
    return chosen if chosen in THEMES else "auto"


@require_POST
def set_preferences(request: HttpRequest) -> HttpResponse:
    """POST `elder` (0/1) or `theme` (auto/light/dark), and `next`: back to where the reader was."""
    there = request.POST.get("next") or request.headers.get("referer", "/")
    if not url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure()):
        there = "/"
    response = HttpResponseRedirect(there)
    for name, allowed in (("elder", ("0", "1")), ("theme", THEMES)):
        if (value := request.POST.get(name, "")) in allowed:
            response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response
