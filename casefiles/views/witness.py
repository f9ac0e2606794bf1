"""What somebody outside keeps of the docket, so that nobody inside can rewrite it unseen."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from docket.selectors import current_checkpoint, house_key
from docket.witness import witness_lines

from ..policies import can_keep_witness


@login_required
@require_safe
def witness(request: HttpRequest) -> HttpResponse:
    _require(request)
    context = {"last": current_checkpoint(), "key": house_key()}
    return render(request, "casefiles/witness.html", context)


@login_required
@require_safe
def witness_list(request: HttpRequest) -> StreamingHttpResponse:
    """All checkpoints with their heads and signatures, a line each; however long, never whole in memory."""
    _require(request)
    response = StreamingHttpResponse(
        (f"{line}\n" for line in witness_lines()), content_type="application/x-ndjson"
    )
    name = f"jiefen-witness-{timezone.localdate():%Y-%m-%d}.jsonl"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _require(request: HttpRequest) -> None:
    if not can_keep_witness(request.user):
        raise Http404
