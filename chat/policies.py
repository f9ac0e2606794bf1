"""Who may say, change or take back what, and how fast. Asked inside the room's lock."""

from __future__ import annotations

import time
from collections import deque
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.selectors import holds_role
from accounts.states import Role
from disputes.exceptions import NotPermitted

from .exceptions import AlreadyRecalled, Empty, NotInRoom, NotYours, RoomClosed, TooFast, TooLate, TooLong
from .models import Member, Message, Phrase, Room
from .states import EDIT_WINDOW, RECALL_WINDOW, TEXT_LIMIT, MessageKind, Side, pace

if TYPE_CHECKING:
    from accounts.models import Organisation, User


def can_post(user: User, room: Room) -> bool:
    return room.is_open and room.members.current().filter(user=user).exists()


def require_seat(member: Member | None) -> Member:
    if member is None:
        raise NotInRoom()
    return member


def require_open(room: Room) -> None:
    if not room.is_open:
        raise RoomClosed()


def require_can_grant(granter: Member, member: Member, room: Room) -> None:
    if not granter.may_show_past_to(member, room.kind):
        raise NotPermitted()


def require_neutral(user: User, room: Room) -> None:
    """Private notes are for who mediates here, or did: theirs stay theirs."""
    if not room.members.filter(user=user, side=Side.NEUTRAL).exists():
        raise NotPermitted()


def require_own_phrase(user: User, phrase: Phrase) -> None:
    if phrase.owner_id == user.pk or (phrase.body_id and keeps_phrases_of(user, phrase.body_id)):
        return
    raise NotPermitted()


def keeps_phrases_of(user: User, body: Organisation | int) -> bool:
    return holds_role(user, body, Role.SECRETARY, Role.SUPERVISOR)


def require_sayable(text: str, *, may_be_empty: bool = False) -> None:
    if len(text) > TEXT_LIMIT:
        raise TooLong()
    if not text and not may_be_empty:
        raise Empty()


def require_changeable(message: Message, member: Member, now: datetime, window: timedelta) -> None:
    """One's own words, while they are fresh. What the case itself wrote stays as it is."""
    if message.author is None or message.author.user_id != member.user_id:
        raise NotYours()
    if message.recalled_at is not None:
        raise AlreadyRecalled()
    if now - message.at > window:
        raise TooLate()


def require_editable(message: Message, member: Member, now: datetime) -> None:
    if message.kind != MessageKind.TEXT:
        raise NotYours()
    require_changeable(message, member, now, EDIT_WINDOW)


def require_recallable(message: Message, member: Member, now: datetime) -> None:
    if message.kind == MessageKind.OFFER:
        raise NotYours()
    require_changeable(message, member, now, RECALL_WINDOW)


def require_same_readers(message: Message, members: list[Member]) -> None:
    """Who has left reads on what they heard: no new words may reach them inside the old ones."""
    here = [member.user_id for member in members]
    gone = Member.objects.filter(room=message.room_id, from_seq__lt=message.seq, until_seq__gte=message.seq)
    if gone.exclude(user__in=here).exists():
        raise TooLate(_("有成员已经离开会谈室，之前的消息不能再修改。您可以另发一条说明。"))


class Pace:
    """How fast each member speaks. Kept in memory: a limit on a flood, not a record."""

    def __init__(self) -> None:
        self.spoken: dict[int, deque[float]] = {}

    def require(self, member_id: int) -> None:
        most, seconds = pace()
        now = time.monotonic()
        times = self.spoken.get(member_id)
        if times is None:
            self._forget(now - seconds)
            times = self.spoken[member_id] = deque()
        while times and times[0] <= now - seconds:
            times.popleft()
        if len(times) >= most:
            raise TooFast(retry_after=times[0] + seconds - now)
        times.append(now)

    def _forget(self, before: float) -> None:
        if len(self.spoken) < 5000:
            return
        for member_id in [pk for pk, times in self.spoken.items() if not times or times[-1] <= before]:
            del self.spoken[member_id]


speaking = Pace()
