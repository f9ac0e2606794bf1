"""Opening and closing rooms, and who sits in them. These are acts of the case: its lock first, then the room's.

The docket learns of a secret room (caucus, deliberation) only its number and commitments; what opens them stays in
the room, with those who sit in it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from disputes import engine
from disputes.models import Dispute, Party

from ..models import Member, Room
from ..selectors import as_people, content_hash, days_of_reading
from ..states import SECRET_KINDS
from .delivery import announce

if TYPE_CHECKING:
    from accounts.models import Membership, User
    from disputes.models import Representative


def open_room(
    dispute: Dispute, *, key: str, kind: str, title: str, side_party: Party | None = None, by: User | None
) -> Room:
    """The room of this key; a second call gives the first one's. Nobody sits in it yet."""
    with engine.acting(dispute, by=by) as locked:
        room = Room.objects.filter(dispute=locked, key=key).first()
        if room is not None:
            return room
        room = Room.objects.create(
            dispute=locked, key=key, kind=kind, title=title, side_party=side_party, salt=secrets.token_hex(16)
        )
        note_room(room, "chat.room_opened", by=by, facts={"kind": kind, "key": key})
        return room


def admit_member(
    room: Room,
    user: User,
    *,
    side: str,
    label: str,
    by: User | None,
    sees_history: bool = False,
    office: Membership | None = None,
    mandate: Representative | None = None,
) -> Member:
    """Give a person a seat; it ends with the `office` or `mandate` it rests on.

    What was said before stays closed to them unless `sees_history`.
    """
    with engine.acting(room.dispute_id, by=by):
        room = lock(room)
        seat = room.members.current().filter(user=user).first()
        if seat is not None:
            return seat
        remove_member(room, user, by=by)  # what they sat on before has ended
        member = Member.objects.create(
            room=room,
            user=user,
            side=side,
            label=label,
            office=office,
            mandate=mandate,
            from_seq=0 if sees_history else room.last_seq,
            last_read_seq=0 if sees_history else room.last_seq,
        )
        facts = {"member": member.pk, "side": side, "from": member.from_seq}
        note_room(room, "chat.member_admitted", by=by, facts=facts, sealed={"label": label})
        announce_people(room)
        return member


def remove_member(room: Room, user: User, *, by: User | None) -> Member | None:
    """Take the seat away at once. Whether what was said until now stays open to them, the rule says."""
    with engine.acting(room.dispute_id, by=by):
        room = lock(room)
        member = room.members.filter(user=user, left_at=None).first()
        if member is None:
            return None
        now = timezone.now()
        days = days_of_reading(member, room.dispute)
        member.left_at, member.until_seq = now, max(room.last_seq, member.from_seq)
        member.reads_until = None if days is None else now + timedelta(days=days)
        member.save(update_fields=["left_at", "until_seq", "reads_until"])
        facts = {"member": member.pk, "until": member.until_seq}
        if days is not None:
            facts["days_of_reading"] = days
        note_room(room, "chat.member_removed", by=by, facts=facts, sealed={"label": member.label})
        announce_to(room, {"type": "left", "member": member.pk, "until": member.until_seq})
        announce_people(room)
        return member


@dataclass(frozen=True)
class Place:
    """Who is to sit in a room, as what, and on what that rests."""

    person: User
    side: str
    label: str
    office: Membership | None = None
    mandate: Representative | None = None
    sees_history: bool = False


def keep_seats(
    room: Room, places: Collection[Place], *, by: User | None
) -> tuple[list[Member], list[Member]]:
    """Bring the seats in line with who is to sit here. Who has left, and who has come."""
    wanted = {place.person.pk: place for place in places}
    seated = set(room.members.current().values_list("user", flat=True))
    open_seats = room.members.filter(left_at=None).exclude(user__in=seated & wanted.keys())
    left = [remove_member(room, seat.user, by=by) for seat in open_seats.select_related("user")]
    come = [
        admit_member(
            room,
            place.person,
            side=place.side,
            label=place.label,
            by=by,
            sees_history=place.sees_history,
            office=place.office,
            mandate=place.mandate,
        )
        for pk, place in wanted.items()
        if pk not in seated
    ]
    return [member for member in left if member is not None], come


def hand_over_seats(sender: type, dispute: Dispute, before: User, into: User, **kwargs: Any) -> None:
    """Another account of the same person: the seats they have and had, with all that they heard and said there.

    Seats that rest on an office or a mandate are not the party's own and stay.
    """
    own = Member.objects.filter(user=before, office=None, mandate=None)
    for found in Room.objects.filter(dispute=dispute, pk__in=own.values("room")):
        room = lock(found)
        remove_member(room, into, by=into)
        seats = list(room.members.filter(pk__in=own.values("pk")).order_by("pk"))
        Member.objects.filter(pk__in=[seat.pk for seat in seats]).update(user=into)
        note_room(room, "chat.seats_handed_over", by=into, facts={"members": [seat.pk for seat in seats]})
        announce_people(room)


def clear_lapsed_seats(limit: int = 200) -> int:
    """Seats of open rooms whose office or mandate has ended without anybody acting in the case.

    Nobody sits in them as it is; the others are told. What is closed stays as it was closed.
    """
    lapsed = Member.objects.lapsed().filter(room__closed_at=None).select_related("room", "user")[:limit]
    for member in lapsed:
        remove_member(member.room, member.user, by=None)
    return len(lapsed)


def close_room(room: Room, *, by: User | None) -> Room:
    """Nobody speaks here any more. The docket gets a hash over all that was said, of a secret room a commitment."""
    with engine.acting(room.dispute_id, by=by):
        room = lock(room)
        if not room.is_open:
            return room
        room.closed_at, room.content_hash = timezone.now(), content_hash(room)
        room.save(update_fields=["closed_at", "content_hash"])
        note_room(
            room,
            "chat.room_closed",
            by=by,
            facts={"messages": room.last_seq, "content_hash": room.content_hash},
        )
        _announce_state(room)
        return room


def reopen_room(room: Room, *, by: User | None) -> Room:
    """The talk goes on. The hash of the earlier closing stays in the docket."""
    with engine.acting(room.dispute_id, by=by):
        room = lock(room)
        if room.is_open:
            return room
        room.closed_at = None
        room.save(update_fields=["closed_at"])
        note_room(room, "chat.room_reopened", by=by, facts={})
        _announce_state(room)
        return room


def commitment(room: Room, facts: dict[str, Any]) -> str:
    """Binds the facts of a secret room without showing them. Its salt is in the room."""
    body = json.dumps([room.salt, facts], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def lock(room: Room) -> Room:
    return Room.objects.select_for_update(of=("self",)).select_related("dispute__chain").get(pk=room.pk)


def note_room(
    room: Room, verb: str, *, by: User | None, facts: dict[str, Any], sealed: dict[str, str] | None = None
) -> None:
    if room.kind in SECRET_KINDS:
        shown = {"room": room.pk, "commitment": commitment(room, facts | (sealed or {}))}
        engine.note(room.dispute, verb, by=by, facts=shown)
    else:
        engine.note(room.dispute, verb, by=by, facts={"room": room.pk, **facts}, sealed=sealed)


def announce_to(room: Room, event: dict[str, Any]) -> None:
    transaction.on_commit(partial(announce, [{"room": room.pk, **event}]))


def announce_people(room: Room) -> None:
    people = as_people(room.members.current())
    frame = {"type": "members", "room": room.pk, "members": people}
    announce_to(room, {"type": "members", "frame": json.dumps(frame, ensure_ascii=False)})


def _announce_state(room: Room) -> None:
    frame = {"type": "room", "room": room.pk, "is_open": room.is_open}
    announce_to(room, {"type": "room", "frame": json.dumps(frame)})
