"""A room as one person's page shows it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ..models import Member, Message, Room
from ..states import SECRET_KINDS, TEXT_LIMIT, UNDO_SECONDS, RoomKind, Side, file_limit
from .messages import members_to_show, messages_before, people_for, seats_of
from .words import noted_lines

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
    seats: list[Member]
    mine: list[int]
    has_older: bool
    undo_seconds: int
    may_show: list[Member] = field(default_factory=list)  # to whom the reader may open the past
    noted: set[int] = field(default_factory=set)  # lines the reader has a private note on
    is_old: bool = False
    reply: Message | None = None
    problem: str = ""
    text: str = ""
    client_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    text_limit: int = TEXT_LIMIT
    file_limit: int = field(default_factory=file_limit)

    @property
    def can_post(self) -> bool:
        return self.seat is not None and self.room.is_open

    @property
    def can_act(self) -> bool:
        """Whether a line has a menu: to speak of it, or to note something on it."""
        return self.can_post or self.is_neutral

    @property
    def last_seq(self) -> int:
        return self.lines[-1].seq if self.lines else 0

    @property
    def is_neutral(self) -> bool:
        return any(seat.side == Side.NEUTRAL for seat in self.seats)

    @property
    def from_seq(self) -> int:
        return self.seat.from_seq if self.seat else 0

    @property
    def newcomers(self) -> list[Member]:
        """In one's own caucus: who mediates now and was not there before. One press shows them the talk."""
        if not self.room.is_caucus or self.seat is None or not self.seat.is_party:
            return []
        return [member for member in self.may_show if member.side == Side.NEUTRAL]

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
            return _("发送到：%(room)s") % {"room": self.room.name}
        if not self.is_party:
            return _("只发给 %(name)s 一方") % {"name": self.room.side_party or self.room.name}
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
    seat = next((seat for seat in seats if seat.sits), None)  # type: ignore[attr-defined]  # annotated
    lines = messages_before(room, user, before)
    return Panel(
        room=room,
        user=user,
        lines=lines,
        people=people_for(user, room),
        seat=seat,
        seats=seats,
        may_show=members_to_show(seat, room) if seat is not None else [],
        noted=noted_lines(user, room) if any(each.side == Side.NEUTRAL for each in seats) else set(),
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
    seats = Member.objects.current().filter(user=user, room__dispute=room.dispute_id, room__closed_at=None)
    return seats.exclude(room=room.pk).exists()
