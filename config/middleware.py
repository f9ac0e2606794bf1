"""One place where a refusal becomes an answer: its own status, as a page, a fragment or JSON."""

from collections.abc import Callable

from allauth.core.exceptions import RateLimited
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.services.typed import read_typed
from disputes.exceptions import Refusal
from inputs.bounds import is_read_late


def typed_text(request: HttpRequest) -> list[str]:
    """What a person wrote into the refused form, to copy it from the page: never a secret."""
    if request.method != "POST" or is_read_late(request):
        return []
    return read_typed(request.path, request.POST).texts


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """What django-allauth counts by itself is counted by the minute."""
    request.retry_after = 60  # type: ignore[attr-defined]  # read by accounts.middleware
    return render(request, "429.html", {"typed": typed_text(request)}, status=429)


def _page_before(request: HttpRequest) -> str:
    """Where the reader came from, if it was here: a refusal leads nobody to another site."""
    there = request.headers.get("referer", "")
    is_ours = url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure())
    return there if is_ours else request.path


class RefusalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """No address of ours holds a null character, and PostgreSQL cannot even be asked for one."""
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, RateLimited):
            return too_many_requests(request)
        if not isinstance(exception, Refusal):
            return None
        status = exception.status
        if request.headers.get("accept", "").startswith("application/json"):
            return JsonResponse({"code": exception.code, "message": str(exception.message)}, status=status)
        context = {
            "refusal": exception,
            "status": status,
            "typed": typed_text(request),
            "back": _page_before(request),
        }
        template = "refused_fragment.html" if request.headers.get("hx-request") else "refused.html"
        return render(request, template, context, status=status)
