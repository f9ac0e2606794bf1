from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from disputes.exceptions import Refusal

from .. import selectors
from ..exceptions import NotYours
from ..forms import RewordForm, SayForm, WhereForm
from ..services import edit_message, mark_read, post_file, post_message, recall_message
from .finding import find_message, find_room, place_of, wants_json


def _page(request, panel, *, words="", found=None, status=200):
    context = {
        "room": panel.room,
        "panel": panel,
        "rooms": selectors.rooms_of(panel.room.dispute, request.user),
        "words": words,
        "found": found,
    }
    return render(request, "chat/room.html", context, status=status)


@login_required
@never_cache
@require_GET
def room(request, pk):
    room, where = find_room(request, pk), WhereForm(request.GET)
    if not where.is_valid():
        return redirect("chat:room", pk)
    words = where.cleaned_data["q"].strip()
    before, reply_to = where.cleaned_data["before"], where.cleaned_data["reply_to"]
    panel = selectors.panel(room, request.user, before=before, reply_to=reply_to)
    found = selectors.search_messages(room, request.user, words) if words else None
    return _page(request, panel, words=words, found=found)


@login_required
@require_POST
def say(request, pk):
    room, form = find_room(request, pk), SayForm(request.POST, request.FILES)
    if not form.is_valid():
        return HttpResponseBadRequest()
    try:
        message = _post(room, form, by=request.user)
    except Refusal as refusal:
        if wants_json(request):
            raise
        panel = selectors.panel(
            room, request.user, problem=str(refusal.message), text=form.cleaned_data["text"]
        )
        rooms = selectors.rooms_of(room.dispute, request.user)
        context = {"room": room, "panel": panel, "rooms": rooms}
        return render(request, "chat/room.html", context, status=refusal.status)
    if wants_json(request):
        return JsonResponse(selectors.as_ack(message))
    return redirect(place_of(pk, message.seq))


def _post(room, form, *, by):
    draft, file = form.draft(), form.cleaned_data["file"]
    if file is None:
        return post_message(room, by=by, **draft)
    del draft["data"]
    return post_file(room, by=by, file=file, **draft)


@login_required
@never_cache
@require_GET
def lines(request, pk):
    """What came after a number: for a page whose socket does not get through."""
    room, where = find_room(request, pk), WhereForm(request.GET)
    if not where.is_valid():
        return HttpResponseBadRequest()
    after, rev = where.cleaned_data["after"] or 0, where.cleaned_data["rev"] or 0
    seat = selectors.seat_of(request.user, room)
    return JsonResponse(
        {
            "from": seat.from_seq if seat else 0,
            "is_open": room.is_open,
            "messages": selectors.as_frames(selectors.messages_after(room, request.user, after)),
            "changed": selectors.as_frames(selectors.messages_changed_after(room, request.user, rev)),
            "members": selectors.as_people(selectors.people_for(request.user, room)),
        },
        json_dumps_params={
            "ensure_ascii": False
        },  # as it is typed, so that whoever looks for words finds them
    )


@login_required
@require_POST
def read(request, pk):
    room, where = find_room(request, pk), WhereForm(request.POST)
    if not where.is_valid():
        return HttpResponseBadRequest()
    mark_read(room, by=request.user, seq=where.cleaned_data["after"] or 0)
    return HttpResponse(status=204)


@login_required
def edit(request, pk, seq):
    message = find_message(request, pk, seq)
    if message.author is None or message.author.user_id != request.user.pk:
        raise NotYours()
    form = RewordForm(request.POST or None, initial={"text": message.body})
    if request.method == "POST" and form.is_valid():
        try:
            edit_message(message, by=request.user, text=form.cleaned_data["text"])
        except Refusal as refusal:
            if wants_json(request):
                raise
            form.add_error("text", str(refusal.message))
        else:
            return HttpResponse(status=204) if wants_json(request) else redirect(place_of(pk, seq))
    context = {"message": message, "room": message.room, "form": form}
    return render(request, "chat/edit.html", context)


@login_required
@require_POST
def recall(request, pk, seq):
    recall_message(find_message(request, pk, seq), by=request.user)
    return HttpResponse(status=204) if wants_json(request) else redirect(place_of(pk, seq))
