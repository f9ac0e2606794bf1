"""The upload protocol: ask where to go on, send the next piece, finish. Answers in JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from disputes.exceptions import NotValid, Refusal
from inputs.words import clean_values

from ..exceptions import BeingPutTogether, WrongOffset
from ..models import Upload
from ..services import append_chunk, begin_upload, finish_upload
from .finding import find_dispute


def in_json(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refusals as JSON with their own status, and the offset where there is one."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _refused("login", _("登录已过期。请重新登录，上传会接着继续。"), 401)
        try:
            return view(request, *args, **kwargs)
        except WrongOffset as refusal:
            response = _refused(refusal.code, refusal.message, 409, offset=refusal.offset)
            response["Upload-Offset"] = str(refusal.offset)
            return response
        except BeingPutTogether as refusal:
            response = _refused(refusal.code, refusal.message, refusal.status)
            response["Retry-After"] = str(refusal.retry_after)
            return response
        except Refusal as refusal:
            return _refused(refusal.code, refusal.message, refusal.status)
        except Http404:
            return _refused("not_found", _("没有找到这次上传。请重新选择文件。"), 404)

    return answer


def _refused(code: str, message: object, status: int, **more: Any) -> JsonResponse:
    return JsonResponse({"code": code, "message": str(message), **more}, status=status)


@in_json
@require_http_methods(["POST"])
def upload_create(request: HttpRequest, key: str) -> HttpResponse:
    """`{name, size, fingerprint}` → where to send the pieces, and from which one on."""
    dispute = find_dispute(request.user, key)
    try:
        asked = clean_values(json.loads(request.body))
        name, size = str(asked["name"]), int(asked["size"])
        fingerprint = str(asked.get("fingerprint") or "")[:64]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise NotValid(_("上传的请求不完整。请刷新页面再试。"), code="malformed") from error
    if size > 2**62:
        size = 2**62
    upload = begin_upload(dispute, by=request.user, name=name, size=size, fingerprint=fingerprint)
    return _standing(upload, status=201 if upload.offset == 0 else 200)


@in_json
@require_http_methods(["GET", "HEAD", "PATCH", "POST"])
def upload(request: HttpRequest, key: UUID) -> HttpResponse:
    """GET: how far it is. PATCH or POST with `Upload-Offset`: the next piece."""
    found = get_object_or_404(Upload, key=key, user=request.user)
    if request.method in ("PATCH", "POST"):
        given = request.headers.get("upload-offset", "")
        if not given.isdecimal() or len(given) > 18:
            raise NotValid(_("上传的请求不完整。请刷新页面再试。"), code="malformed")
        if int(request.headers.get("content-length") or 0) > settings.UPLOAD_CHUNK_BYTES:
            raise NotValid(_("上传的数据块大小不对。"), code="chunk_size")
        found = append_chunk(found, by=request.user, offset=int(given), data=request.body)
    return _standing(found)


@in_json
@require_http_methods(["POST"])
def upload_finish(request: HttpRequest, key: UUID) -> HttpResponse:
    found = get_object_or_404(Upload.objects.select_related("dispute"), key=key, user=request.user)
    piece = finish_upload(found, by=request.user)
    return JsonResponse(
        {
            "evidence": piece.pk,
            "title": piece.title,
            "sha256": piece.sha256,
            "url": reverse("casefiles:evidence_edit", args=[piece.pk]),
        }
    )


def _standing(upload: Upload, status: int = 200) -> JsonResponse:
    response = JsonResponse(
        {
            "key": str(upload.key),
            "url": reverse("casefiles:upload", args=[upload.key]),
            "finish": reverse("casefiles:upload_finish", args=[upload.key]),
            "offset": upload.offset,
            "size": upload.size,
            "chunk": settings.UPLOAD_CHUNK_BYTES,
        },
        status=status,
    )
    response["Upload-Offset"] = str(upload.offset)
    response["Cache-Control"] = "no-store"
    return response
