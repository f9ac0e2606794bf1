"""A neutral's private notes: theirs alone, also after they have left the case."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .. import selectors
from ..forms import NoteForm
from ..models import PrivateNote
from ..policies import require_neutral
from ..services import keep_note
from .finding import find_message, find_room, wants_json


@login_required
@never_cache
@require_safe
def notes(request):
    """All of one's notes, case by case."""
    return render(request, "chat/notes.html", {"notes": selectors.all_notes(request.user)})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def room_note(request, pk):
    room = find_room(request, pk)
    return _sheet(request, room, None)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def line_note(request, pk, seq):
    message = find_message(request, pk, seq)
    return _sheet(request, message.room, message)


def _sheet(request, room, message):
    require_neutral(request.user, room)
    own = PrivateNote.objects.visible_to(request.user)
    note = own.filter(room=room, message=message).first()
    first = {"text": note.text if note else "", "version": note.version if note else 0}
    form = NoteForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        kept = keep_note(room, by=request.user, message=message, **form.cleaned_data)
        if wants_json(request):
            at = timezone.localtime(kept.written_at).strftime("%H:%M:%S") if kept else ""
            told = {"text": kept.text if kept else "", "version": kept.version if kept else 0, "at": at}
            return JsonResponse(told, json_dumps_params={"ensure_ascii": False})
        messages.success(request, _("笔记已保存，只有您自己看得到。"))
        return redirect(request.path)
    context = {
        "room": room,
        "message": message,
        "form": form,
        "note": note,
        "on_lines": selectors.notes_on_lines(request.user, room) if message is None else [],
    }
    return render(request, "chat/note.html", context, status=422 if form.is_bound else 200)
