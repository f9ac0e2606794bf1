"""What the sockets ask of the database, each in one short visit from a thread."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from typing import Any, NamedTuple, TypeVar

from django.contrib.sessions.models import Session
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.models import User
from accounts.policies import lacks_second_factor
from accounts.selectors import Standing, holding, person_of_session
from disputes.exceptions import Refusal

from ..exceptions import NeedsSecondFactor, SignedOut, StandingChanged
from ..models import Member, Message, Room
from ..selectors import as_frames, as_people, messages_after, messages_changed_after, seats_of
from ..services.messages import message_event
from ..signals import room_entered

T = TypeVar("T")


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
    member = next((seat for seat in seats if seat.sits), None)  # type: ignore[attr-defined]  # annotated
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
    members = list(room.members.current())
    messages = room.messages.select_related("author", "reply_to")

    def event(message: Message, kind: str) -> dict[str, Any]:
        to = [member.pk for member in members if member.sees(message.seq)]
        return message_event(message, message.author, to, kind=kind)

    return [event(m, "message") for m in messages.filter(seq__gt=seq).order_by("seq")] + [
        event(m, "changed") for m in messages.filter(rev__gt=rev).order_by("rev")
    ]


class Look(NamedTuple):
    """How it stands with everything that is open: what is missing in it has ended."""

    rooms: dict[int, tuple[int, int]]
    seats: dict[int, int]  # from which line each reads
    holding: set[Standing]


def look(rooms: Collection[int], seats: Collection[int], standings: Collection[Standing]) -> Look:
    """One question, whatever number of rooms and people."""
    people, keys = {each.user_id for each in standings}, {each.session_key for each in standings}
    parts = [
        _part("room", Room.objects.filter(pk__in=rooms), "last_seq", "last_rev"),
        _part("seat", Member.objects.current().filter(pk__in=seats), "from_seq"),
        _part("person", User.objects.filter(pk__in=people, is_active=True), "rights_epoch"),
        _part("session", Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())),
    ]
    found: dict[str, dict[str, tuple[int, int]]] = {"room": {}, "seat": {}, "person": {}, "session": {}}
    for kind, key, first, second in parts[0].union(*parts[1:], all=True):
        found[kind][key] = (first, second)
    return Look(
        {int(key): numbers for key, numbers in found["room"].items()},
        {int(key): from_seq for key, (from_seq, _) in found["seat"].items()},
        {
            each
            for each in standings
            if each.session_key in found["session"]
            and found["person"].get(str(each.user_id), (-1, 0))[0] == each.epoch
        },
    )


def _part(kind: str, rows: QuerySet[Any], *numbers: str) -> QuerySet[Any, tuple[str, str, int, int]]:
    values: list[Any] = [*numbers, Value(0), Value(0)][:2]
    key = Cast("pk", CharField())
    return rows.order_by().values_list(Value(kind, output_field=CharField()), key, *values)


# --- who stands behind a socket ---------------------------------------------------------------------


def let_in(session_key: str) -> tuple[User, Standing] | Refusal:
    """Who is logged in under this session and may act: for a body only with a second factor, where it is asked for."""
    found = person_of_session(session_key)
    if found is None:
        return SignedOut()
    user, session = found
    if lacks_second_factor(user, session):
        return NeedsSecondFactor()
    return user, Standing(user.pk, session_key, user.rights_epoch)


def seats_held(members: Collection[int]) -> set[int]:
    return set(Member.objects.current().filter(pk__in=members).values_list("pk", flat=True))


def still_reads(room_id: int, user: User) -> bool:
    return Room.objects.visible_to(user).filter(pk=room_id).exists()


def as_of(standing: Standing, function: Callable[..., T], *args: Any) -> T:
    """Only while the standing holds: before each writing and each reading back."""
    if not holding([standing]):
        raise StandingChanged()
    return function(*args)


def dumps(frame: dict[str, Any]) -> str:
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))
