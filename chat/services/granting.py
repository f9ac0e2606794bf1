"""Opening what was said before to somebody who came later: never more than the one who opens it may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from disputes import engine
from disputes.exceptions import NotLawfulNow

from .. import policies
from ..models import Member, Room
from ..selectors import reach_of
from ..states import SECRET_KINDS
from .messages import post_line
from .rooms import announce_people, announce_to, lock, note_room

if TYPE_CHECKING:
    from accounts.models import User


def grant_history(member: Member, *, by: User, from_seq: int = 0) -> Member:
    """From now on this member also reads what follows message `from_seq` (0: everything the granter reads).

    Asking again for no more than they read already changes nothing. Their open pages get the older lines at once.
    """
    with engine.acting(member.room.dispute_id, by=by):
        room = lock(member.room)
        seats = {seat.pk: seat for seat in room.members.current()}
        granter = policies.require_seat(next((s for s in seats.values() if s.user_id == by.pk), None))
        if member.pk not in seats or not room.is_open:
            raise NotLawfulNow()
        current = seats[member.pk]
        policies.require_can_grant(granter, current, room)
        opened = max(from_seq, reach_of(granter))
        if opened >= current.from_seq:
            return current
        _open(room, current, opened, by=by, granter=granter)
        words = gettext_lazy("{name}现在可以看到第{n}条以后的内容。")
        post_line(room, format_lazy(words, name=current.label, n=opened + 1))  # type: ignore[arg-type]
    return current


def open_past(member: Member, *, by: User | None) -> Member:
    """Everything said before, because those whose talk it is have agreed. Never a secret room's; who calls, tells it."""
    with engine.acting(member.room.dispute_id, by=by):
        room = lock(member.room)
        current = room.members.current().filter(pk=member.pk).first()
        if current is None or not room.is_open or room.kind in SECRET_KINDS:
            raise NotLawfulNow()
        if current.from_seq:
            _open(room, current, 0, by=by)
    return current


def _open(room: Room, member: Member, opened: int, *, by: User | None, granter: Member | None = None) -> None:
    member.from_seq = opened
    member.save(update_fields=["from_seq"])
    facts = {"member": member.pk, "granter": granter.pk if granter else None, "from": opened}
    note_room(room, "chat.history_granted", by=by, facts=facts)
    announce_to(room, {"type": "granted", "member": member.pk, "from": opened})
    announce_people(room)
