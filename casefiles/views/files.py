"""Handing out stored files, so that nothing in them can run here."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from disputes.exceptions import NotPermitted
from disputes.scanning import require_released
from disputes.serving import guarded, ranged
from notices.policies import can_read_receipts

from ..models import Evidence
from ..policies import sees_original
from ..selectors import receipts_visible_to
from ..services import record_reading
from .evidence import find_evidence

PLAYED = ("audio/", "video/")
NO_COPY = _("这个文件里有拍摄地点，不能做出不含地点的副本。要看的话，请提交的一方同意，或者请办案人员查看。")


def find_released(request: HttpRequest, pk: int) -> Evidence:
    """What this person may see, unless it is in quarantine: then it is said so."""
    piece = find_evidence(request, pk)
    if not piece.file:  # its person was erased: the row and the hash are left
        raise Http404
    require_released(piece.scan)
    return piece


@login_required
@require_safe
def evidence_download(request: HttpRequest, pk: int) -> HttpResponse:
    """The original, as it came; for those who may not know where it was taken, the copy without the place."""
    piece = find_released(request, pk)
    if sees_original(request.user, piece):
        file, name, media_type = piece.file, piece.original_name, piece.media_type
    elif piece.copy:
        file, name, media_type = piece.copy, piece.copy_name, piece.copy_media_type
    else:
        raise NotPermitted(NO_COPY)
    record_reading(piece, by=request.user)
    return guarded(FileResponse(file.open(), as_attachment=True, filename=name, content_type=media_type))


@login_required
@require_safe
def service_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The photo that shows how a paper was served, for those in office at a body that has the case."""
    receipt = get_object_or_404(
        receipts_visible_to(request.user).select_related("dispute__chain", "submitted_by_party"), pk=pk
    )
    if not can_read_receipts(request.user, receipt.dispute.chain) or not receipt.file:
        raise Http404
    require_released(receipt.scan)
    record_reading(receipt, by=request.user)
    name, media_type = receipt.original_name, receipt.media_type
    return guarded(
        FileResponse(receipt.file.open(), as_attachment=True, filename=name, content_type=media_type)
    )


@login_required
@require_safe
def evidence_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """To look at in the page: the picture without its metadata, or the recording itself."""
    piece = find_released(request, pk)
    if piece.preview:
        record_reading(piece, by=request.user)
        return guarded(FileResponse(piece.preview.open(), content_type="image/jpeg"))
    if not piece.media_type.startswith(PLAYED):
        raise Http404
    if not sees_original(request.user, piece) and not piece.copy:
        raise NotPermitted(NO_COPY)
    if request.headers.get("range", "bytes=0-").startswith("bytes=0-"):
        record_reading(piece, by=request.user)  # once a playing, not once a piece of it
    file = piece.file if sees_original(request.user, piece) else piece.copy
    return guarded(ranged(request, file, piece.media_type, file.size))


@login_required
@require_safe
def evidence_thumbnail(request: HttpRequest, pk: int) -> HttpResponse:
    piece = find_evidence(request, pk)
    if not piece.thumbnail or not piece.is_released:
        raise Http404
    return guarded(FileResponse(piece.thumbnail.open(), content_type="image/jpeg"), seconds=3600)
