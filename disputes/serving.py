"""Handing out stored files of strangers, so that nothing in them can run here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.core.files.storage import Storage
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models.fields.files import FieldFile

PIECE = 256 * 1024


def guarded(response: HttpResponseBase, *, seconds: int = 0) -> Any:
    """A stranger's file: no sniffing, no scripts, no frames, no shared cache."""
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = f"private, max-age={seconds}" if seconds else "private, no-store"
    return response


def ranged(request: HttpRequest, file: FieldFile, media_type: str, size: int) -> Any:
    """One range, which is all that players ask for; anything else gets the whole."""
    match = re.fullmatch(r"bytes=([0-9]{1,18})-([0-9]{0,18})", request.headers.get("range", ""))
    if match is None:
        whole = FileResponse(file.open(), content_type=media_type)
        whole["Accept-Ranges"] = "bytes"
        return whole
    start = int(match[1])
    end = min(int(match[2] or size - 1), size - 1)
    if start > end:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    part = StreamingHttpResponse(
        _read(file.storage, str(file.name), start, end), status=206, content_type=media_type
    )
    part["Content-Range"] = f"bytes {start}-{end}/{size}"
    part["Content-Length"] = str(end - start + 1)
    part["Accept-Ranges"] = "bytes"
    return part


def _read(storage: Storage, name: str, start: int, end: int) -> Iterator[bytes]:
    with storage.open(name) as stored:
        stored.seek(start)
        left = end - start + 1
        while left > 0 and (data := stored.read(min(PIECE, left))):
            left -= len(data)
            yield data
