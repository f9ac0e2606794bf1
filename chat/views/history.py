"""Who sits in a room, what each may read of it, and opening the past to one of them."""

from __future__ import annotations

from datetime import datetime, time

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from disputes.exceptions import NotPermitted

from .. import selectors
from ..forms import HistoryForm
from ..models import Message
from ..policies import require_can_grant
from ..services import grant_history
from .finding import find_room


@login_required
@require_safe
def members(request, pk):
    room, seat = _own_seat(request, pk)
    may_show = {member.pk for member in selectors.members_to_show(seat, room)}
    people = [(member, member.pk in may_show) for member in selectors.people_for(request.user, room)]
    return render(request, "chat/members.html", {"room": room, "people": people, "seat": seat})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def history(request, pk, member):
    room, seat = _own_seat(request, pk)
    member = get_object_or_404(room.members.current(), pk=member)
    require_can_grant(seat, member, room)
    form = HistoryForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        grant_history(member, by=request.user, from_seq=_from(form.cleaned_data, room, request.user))
        messages.success(request, _("%(name)s 现在可以看到以前的内容。") % {"name": member.label})
        return redirect("chat:room", pk)
    context = {
        "room": room,
        "member": member,
        "form": form,
        "reach": selectors.reach_of(seat) + 1,
        "own_caucus": room.is_caucus and seat.is_party,
    }
    return render(request, "chat/history.html", context, status=422 if form.is_bound else 200)


def _own_seat(request, pk):
    room = find_room(request, pk)
    seat = selectors.seat_of(request.user, room)
    if seat is None:
        raise NotPermitted()
    return room, seat


def _from(chosen, room, user):
    """The number after which is read."""
    if chosen["what"] == "message":
        return chosen["seq"] - 1
    if chosen["what"] == "day":
        start = timezone.make_aware(datetime.combine(chosen["day"], time.min))
        seen = Message.objects.visible_to(user).filter(room=room)
        first = seen.filter(at__gte=start).order_by("seq").values_list("seq", flat=True).first()
        return first - 1 if first else room.last_seq
    return 0
