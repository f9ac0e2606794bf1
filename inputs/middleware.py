"""The edge of the pages: what was typed into any form is cleaned before a view sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from .bounds import reads_late
from .words import clean_text

#: A password is what its owner says it is.
AS_TYPED = ("password", "csrfmiddlewaretoken", "token", "credential")


class CleanTyping:
    """After the check for forged forms, which reads them first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        if request.method == "POST" and not reads_late(view):
            clean_posted(request)


def clean_posted(request: HttpRequest) -> None:
    """Reads what was sent; a view that reads late calls it itself."""
    if request.POST:
        request.POST = _cleaned(request.POST)  # type: ignore[assignment]


def _cleaned(posted: QueryDict) -> QueryDict:
    cleaned = QueryDict(mutable=True, encoding=posted.encoding)
    for name, values in posted.lists():
        is_secret = any(word in name.lower() for word in AS_TYPED)
        cleaned.setlist(name, values if is_secret else [clean_text(value) for value in values])
    cleaned._mutable = False
    return cleaned
