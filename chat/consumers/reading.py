"""What the sockets ask of the database, each in one short visit from a thread."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from accounts.models import User

from ..models import Member, Message, Room
from ..selectors import as_frames, as_people, messages_after, messages_changed_after, seats_of
from ..services.messages import message_event
from ..signals import room_entered


class View(NamedTuple):
    """A room as it is for one person at this moment."""

    last_seq: int
    last_rev: int
    member_id: int | None
    from_seq: int
    welcome: dict[str, Any]


def view_room(room_id: int, user: User) -> View | None:
    """None: there is no such room for this person."""
    room = Room.objects.visible_to(user).filter(pk=room_id).first()
    if room is None:
        return None
    seats = seats_of(user, room)
    member = next((seat for seat in seats if seat.left_at is None), None)
    welcome = {
        "type": "welcome",
        "room": room.pk,
        "seq": room.last_seq if member else max(seat.until_seq or 0 for seat in seats),
        "rev": room.last_rev if member else 0,
        "me": member.pk if member else None,
        "mine": [seat.pk for seat in seats],
        "read": member.last_read_seq if member else 0,
        "from": member.from_seq if member else 0,
        "is_open": room.is_open,
        "members": as_people(room.members.current()) if member else [],
    }
    if member is None:
        return View(room.last_seq, room.last_rev, None, 0, welcome)
    room_entered.send_robust(Room, room=room, user=user)
    return View(room.last_seq, room.last_rev, member.pk, member.from_seq, welcome)


def lines_after(room_id: int, user: User, after: int, limit: int) -> list[dict[str, Any]]:
    return as_frames(messages_after(Room(pk=room_id), user, after, limit))


def changes_after(room_id: int, user: User, rev: int) -> list[dict[str, Any]]:
    return as_frames(messages_changed_after(Room(pk=room_id), user, rev))


def events_after(room_id: int, seq: int, rev: int) -> list[dict[str, Any]]:
    """What a process missed of a room, each with those who may be sent it."""
    room = Room.objects.get(pk=room_id)
    members = list(room.members.filter(user__is_active=True))
    messages = room.messages.select_related("author", "reply_to")

    def event(message: Message, kind: str) -> dict[str, Any]:
        to = [member.pk for member in members if member.left_at is None and member.sees(message.seq)]
        return message_event(message, message.author, to, kind=kind)

    return [event(m, "message") for m in messages.filter(seq__gt=seq).order_by("seq")] + [
        event(m, "changed") for m in messages.filter(rev__gt=rev).order_by("rev")
    ]


def numbers_of(room_ids: Iterable[int]) -> tuple[dict[int, tuple[int, int]], dict[int, int]]:
    """Where each room stands, and who sits in them now, reading from where."""
    rooms = Room.objects.filter(pk__in=room_ids)
    numbers = {pk: (seq, rev) for pk, seq, rev in rooms.values_list("pk", "last_seq", "last_rev")}
    seated = Member.objects.current().filter(room__in=list(numbers), user__is_active=True)
    return numbers, dict(seated.values_list("pk", "from_seq"))


def dumps(frame: dict[str, Any]) -> str:
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))
