"""Handing out stored files, so that nothing in them can run here."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from disputes.serving import guarded, ranged

from ..services import record_reading
from .evidence import find_evidence

PLAYED = ("audio/", "video/")


@login_required
@require_safe
def evidence_download(request: HttpRequest, pk: int) -> HttpResponse:
    """The original, as it came."""
    piece = find_evidence(request, pk)
    record_reading(piece, by=request.user)
    return guarded(
        FileResponse(
            piece.file.open(), as_attachment=True, filename=piece.original_name, content_type=piece.media_type
        )
    )


@login_required
@require_safe
def evidence_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """To look at in the page: the picture without its metadata, or the recording itself."""
    piece = find_evidence(request, pk)
    if piece.preview:
        record_reading(piece, by=request.user)
        return guarded(FileResponse(piece.preview.open(), content_type="image/jpeg"))
    if not piece.media_type.startswith(PLAYED):
        raise Http404
    if request.headers.get("range", "bytes=0-").startswith("bytes=0-"):
        record_reading(piece, by=request.user)  # once a playing, not once a piece of it
    return guarded(ranged(request, piece.file, piece.media_type, piece.size))


@login_required
@require_safe
def evidence_thumbnail(request: HttpRequest, pk: int) -> HttpResponse:
    piece = find_evidence(request, pk)
    if not piece.thumbnail:
        raise Http404
    return guarded(FileResponse(piece.thumbnail.open(), content_type="image/jpeg"), seconds=3600)
