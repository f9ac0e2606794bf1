"""What a page is about: only what this person may see."""

from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse

from ..models import Message, Room


def find_room(request, pk):
    return get_object_or_404(
        Room.objects.visible_to(request.user).select_related("dispute", "side_party"), pk=pk
    )


def find_message(request, pk, seq):
    messages = Message.objects.visible_to(request.user).select_related("room__dispute", "author")
    return get_object_or_404(messages, room=pk, seq=seq)


def place_of(pk, seq):
    return f"{reverse('chat:room', args=[pk])}#line-{pk}-{seq}"


def wants_json(request):
    return request.headers.get("accept", "").startswith("application/json")


def address_or(otherwise, name, *args):
    """A page of an app above, where there is one."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return otherwise
