"""A room as one person's page shows it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ..models import Member, Message, Room
from ..states import SECRET_KINDS, TEXT_LIMIT, UNDO_SECONDS, RoomKind
from .messages import messages_before, people_for, seats_of

if TYPE_CHECKING:
    from accounts.models import User


TONES: dict[str, str] = {RoomKind.NEGOTIATION: "talks", RoomKind.JOINT: "joint"}


@dataclass
class Panel:
    """Everything `chat/panel.html` needs. Made by `panel`, for one person."""

    room: Room
    user: User
    lines: list[Message]
    people: list[Member]
    seat: Member | None
    mine: list[int]
    has_older: bool
    undo_seconds: int
    is_old: bool = False
    reply: Message | None = None
    problem: str = ""
    text: str = ""
    client_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    text_limit: int = TEXT_LIMIT

    @property
    def can_post(self) -> bool:
        return self.seat is not None and self.room.is_open

    @property
    def last_seq(self) -> int:
        return self.lines[-1].seq if self.lines else 0

    @property
    def first_unread(self) -> int | None:
        if self.seat is None:
            return None
        after = self.seat.last_read_seq
        return next((m.seq for m in self.lines if m.seq > after and m.author_id not in self.mine), None)

    @property
    def tone(self) -> str:
        """Its colour: the same in the frame of the room and in its send button."""
        if self.room.kind == RoomKind.CAUCUS:
            return (
                "side-a" if self.room.side_party and self.room.side_party.role == "complainant" else "side-b"
            )
        return TONES.get(self.room.kind, "quiet")

    @property
    def audience(self) -> str:
        """Who hears what is said here, in words: it stands on the send button."""
        if self.room.kind != RoomKind.CAUCUS:
            return _("发送到：%(room)s") % {"room": self.room.title}
        if not self.is_party:
            return _("只发给 %(name)s 一方") % {"name": self.room.side_party or self.room.title}
        return _("只发给调解员")

    @property
    def assurance(self) -> str:
        if self.room.kind == RoomKind.CAUCUS:
            return (
                _("这里的内容只有您和调解员看得到，另一方看不到。")
                if self.is_party
                else _("另一方看不到这里的内容。")
            )
        if self.room.kind == RoomKind.DELIBERATION:
            return _("各方当事人看不到这里的内容。")
        return _("会谈室内的所有成员都能看到这里的内容。")

    @property
    def is_secret(self) -> bool:
        return self.room.kind in SECRET_KINDS

    @property
    def is_party(self) -> bool:
        return self.seat is None or self.seat.is_party


def panel(
    room: Room,
    user: User,
    *,
    before: int | None = None,
    reply_to: int | None = None,
    problem: str = "",
    text: str = "",
) -> Panel:
    """The last page of the room, or the page before a number. `room` must come from `Room.objects.visible_to`."""
    seats = seats_of(user, room)
    lines = messages_before(room, user, before)
    return Panel(
        room=room,
        user=user,
        lines=lines,
        people=people_for(user, room),
        seat=next((seat for seat in seats if seat.left_at is None), None),
        mine=[seat.pk for seat in seats],
        has_older=bool(lines) and room.messages.visible_to(user).filter(seq__lt=lines[0].seq).exists(),
        is_old=before is not None,
        undo_seconds=UNDO_SECONDS if _sits_in_several(user, room) else 0,
        reply=room.messages.visible_to(user).filter(seq=reply_to).select_related("author").first()
        if reply_to
        else None,
        problem=problem,
        text=text,
    )


def _sits_in_several(user: User, room: Room) -> bool:
    """Only who talks in two rooms of a case can pick the wrong one."""
    others = Room.objects.open().filter(dispute=room.dispute_id, members__user=user, members__left_at=None)
    return others.exclude(pk=room.pk).exists()
