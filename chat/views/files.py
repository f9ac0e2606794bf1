"""Files of a room, for whoever may read the line they were sent in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from disputes.exceptions import NotPermitted
from disputes.scanning import require_released
from disputes.serving import guarded, ranged

from ..models import RoomFile
from ..services import hand_in
from .finding import address_or, place_of

NO_COPY = gettext_lazy("这个文件里有拍摄地点，不能做出不含地点的副本，只有发送的人能打开。")
PLAYED = ("audio/", "video/")


def _file(request, pk):
    files = RoomFile.objects.visible_to(request.user).select_related("message__author", "room__dispute")
    return get_object_or_404(files, pk=pk)


@login_required
@require_safe
def download(request, pk):
    """The original, as it came; for everybody but its sender without the place where it was taken."""
    kept = _file(request, pk)
    require_released(kept.scan)
    if not kept.tells_place or _is_own(request.user, kept):
        file, name, media_type = kept.file, kept.original_name, kept.media_type
    elif kept.copy:
        file, name, media_type = kept.copy, kept.copy_name, kept.copy_media_type
    else:
        raise NotPermitted(NO_COPY)
    return guarded(FileResponse(file.open(), as_attachment=True, filename=name, content_type=media_type))


def _is_own(user, kept):
    return kept.message.author is not None and kept.message.author.user_id == user.pk


@login_required
@require_safe
def preview(request, pk):
    """To look at: the picture without its metadata, the recording, or the first page as the browser shows a PDF."""
    kept = _file(request, pk)
    require_released(kept.scan)
    if kept.preview:
        return guarded(FileResponse(kept.preview.open(), content_type="image/jpeg"))
    if not kept.media_type.startswith(PLAYED):
        raise Http404
    file = kept.file if not kept.tells_place or _is_own(request.user, kept) else kept.copy
    if not file:
        raise NotPermitted(NO_COPY)
    return guarded(ranged(request, file, kept.media_type, file.size))


@login_required
@require_safe
def thumbnail(request, pk):
    kept = _file(request, pk)
    if not kept.thumbnail or not kept.is_released:
        raise Http404
    # not kept by the browser: a file that was taken back is gone
    return guarded(FileResponse(kept.thumbnail.open(), content_type="image/jpeg"))


@login_required
@require_safe
def show(request, pk):
    kept = _file(request, pk)
    is_own = _is_own(request.user, kept)
    return render(request, "chat/file.html", {"file": kept, "room": kept.room, "is_own": is_own})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def as_evidence(request, pk):
    """Only its owner, and only on purpose: from then on both sides see it."""
    kept = _file(request, pk)
    if not _is_own(request.user, kept):
        raise NotPermitted(_("只有发送文件的人可以把它作为证据提交。"))
    if request.method == "POST":
        evidence = hand_in(kept, by=request.user)
        messages.success(request, _("已经作为证据提交，各方都可以看到。可以补充它证明什么。"))
        place = place_of(kept.room_id, kept.message.seq)
        return redirect(address_or(place, "casefiles:evidence_edit", evidence.pk))
    return render(request, "chat/as_evidence.html", {"file": kept, "room": kept.room})
