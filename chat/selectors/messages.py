"""What can be read of the rooms, always by somebody."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from disputes.models import Dispute
from rulebook.selectors import rule_in_force

from ..models import Member, Message, Room
from ..states import PAGE, Side

if TYPE_CHECKING:
    from accounts.models import User


def rooms_of(dispute: Dispute, user: User) -> QuerySet[Any]:
    """The rooms of the case this person sits or sat in, each with `unread`."""
    rooms = Room.objects.visible_to(user).filter(dispute=dispute).select_related("side_party")
    return with_unread(rooms, user)


def with_unread(rooms: QuerySet[Room], user: User) -> QuerySet[Any]:
    """`unread`: messages of others after the last one read. Who left has nothing unread."""
    seat = Member.objects.current().filter(room=OuterRef("pk"), user=user)
    after = Coalesce(Subquery(seat.values("last_read_seq")[:1]), F("last_seq"))
    unread = Q(messages__seq__gt=F("read_seq"), messages__recalled_at=None)
    return rooms.annotate(read_seq=after).annotate(
        unread=Count("messages", filter=unread & (Q(messages__author=None) | ~Q(messages__author__user=user)))
    )


def unread_count(user: User) -> int:
    return sum(with_unread(Room.objects.visible_to(user).open(), user).values_list("unread", flat=True))


def seat_of(user: User, room: Room) -> Member | None:
    return room.members.current().filter(user=user).first()


def seats_of(user: User, room: Room) -> list[Member]:
    """Every stretch of time in the room this person may read, each with `sits`."""
    return list(room.members.readable().with_sits().filter(user=user))


def reach_of(member: Member) -> int:
    """After which message this person reads everything until now, over all their stretches without a gap."""
    reach = member.from_seq
    seats = Member.objects.readable().filter(room=member.room_id, user=member.user_id)
    earlier = seats.filter(left_at__isnull=False)
    for seat in earlier.order_by("-until_seq"):
        if seat.until_seq is not None and seat.until_seq >= reach:
            reach = min(reach, seat.from_seq)
    return reach


def days_of_reading(member: Member, dispute: Dispute) -> int | None:
    """How long who leaves may still read what they heard, by the rule of what they sat there as; None: for good.

    A party's own talk stays theirs. Whoever sat there by an office or for somebody else sat there for that alone.
    """
    if member.side == Side.NEUTRAL:
        rule = "former_mediator_reads"
    elif member.side == Side.STAFF or member.office_id is not None:
        rule = "former_office_reads"
    elif member.mandate_id is not None:
        rule = "former_representative_reads"
    else:
        return None
    on = timezone.localdate(dispute.filed_at) if dispute.filed_at else timezone.localdate()
    return int(rule_in_force(rule, on=on, known_at=dispute.filed_at).bounds["max"])


def members_to_show(seat: Member, room: Room) -> list[Member]:
    """Who sees less of the room than this member does, and may be shown it by them."""
    reach = reach_of(seat)
    others = [other for other in room.members.current() if seat.may_show_past_to(other, room.kind)]
    return [other for other in others if other.from_seq > reach]


def people_for(user: User, room: Room) -> list[Member]:
    """Who sits there now, for one of them. Who has left is told of nobody."""
    people = list(room.members.current())
    return people if any(member.user_id == user.pk for member in people) else []


def _messages(room: Room, user: User) -> QuerySet[Message]:
    """`quotes` is the number of the message quoted, where this person may read that, too."""
    quoted = Message.objects.visible_to(user).filter(pk=OuterRef("reply_to"))
    visible = room.messages.visible_to(user).select_related("author", "reply_to__author")
    return visible.annotate(quotes=Subquery(quoted.values("seq")[:1]))


def messages_after(room: Room, user: User, after: int, limit: int = PAGE) -> list[Message]:
    return list(_messages(room, user).filter(seq__gt=after).order_by("seq")[:limit])


def messages_before(room: Room, user: User, before: int | None = None, limit: int = PAGE) -> list[Message]:
    """The last page of the room, or the page before a number; oldest first."""
    found = _messages(room, user)
    if before is not None:
        found = found.filter(seq__lt=before)
    return list(reversed(found.order_by("-seq")[:limit]))


def messages_changed_after(room: Room, user: User, rev: int) -> list[Message]:
    return list(_messages(room, user).filter(rev__gt=rev).order_by("rev"))


def search_messages(room: Room, user: User, text: str, limit: int = PAGE) -> list[Message]:
    """What this person may read of this one room and contains the words, newest first."""
    found = _messages(room, user).filter(recalled_at=None)
    for word in text.split():
        found = found.filter(body__icontains=word)
    return list(found.order_by("-seq")[:limit])


def as_frame(message: Message, author: Member | None) -> dict[str, Any]:
    """A message as it travels. A quotation travels as a number only: who may not read it learns nothing."""
    recalled = message.recalled_at is not None
    return {
        "type": "message",
        "room": message.room_id,
        "seq": message.seq,
        "kind": message.kind,
        "author": author.pk if author else None,
        "label": author.label if author else "",
        "side": author.side if author else "",
        "text": "" if recalled else message.body,
        "data": {} if recalled else message.data,
        "reply_to": message.reply_to.seq if message.reply_to else None,
        "at": message.at.isoformat(),
        "edited": message.edited_at.isoformat() if message.edited_at else None,
        "recalled": recalled,
        "rev": message.rev,
        "client_id": message.client_id,
    }


def as_frames(messages: Iterable[Message]) -> list[dict[str, Any]]:
    return [as_frame(message, message.author) for message in messages]


def as_ack(message: Message) -> dict[str, Any]:
    at = message.at.isoformat()
    return {
        "type": "ack",
        "room": message.room_id,
        "client_id": message.client_id,
        "seq": message.seq,
        "at": at,
    }


def as_people(members: Iterable[Member]) -> list[dict[str, Any]]:
    return [{"id": m.pk, "label": m.label, "side": m.side, "read": m.last_read_seq} for m in members]


def content_hash(room: Room) -> str:
    """Over every message and every earlier wording, in order. Anyone who may read the room can recompute it."""
    digest = hashlib.sha256()
    messages = room.messages.select_related("reply_to").prefetch_related("revisions").order_by("seq")
    for message in messages.iterator(chunk_size=500):
        line: list[Any] = [
            message.seq,
            message.author_id,
            message.kind,
            message.at.isoformat(),
            message.body,
            message.data,
            message.reply_to.seq if message.reply_to else None,
            [[r.rev, r.change, r.at.isoformat(), r.body, r.data] for r in message.revisions.all()],
        ]
        digest.update(
            json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
        )
    return digest.hexdigest()


def transcript(room: Room, user: User) -> QuerySet[Message]:
    """What this person may put in a paper: the room as they see it, without what was taken back."""
    return _messages(room, user).filter(recalled_at=None).order_by("seq")
