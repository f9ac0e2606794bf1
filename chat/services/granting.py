"""Opening what was said before to somebody who came later: never more than the one who opens it may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from disputes import engine
from disputes.exceptions import NotLawfulNow

from .. import policies
from ..models import Member
from ..selectors import reach_of
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
        current.from_seq = opened
        current.save(update_fields=["from_seq"])
        facts = {"member": current.pk, "granter": granter.pk, "from": opened}
        note_room(room, "chat.history_granted", by=by, facts=facts)
        announce_to(room, {"type": "granted", "member": current.pk, "from": opened})
        announce_people(room)
        words = gettext_lazy("{name}现在可以看到第{n}条以后的内容。")
        post_line(room, format_lazy(words, name=current.label, n=opened + 1))  # type: ignore[arg-type]
    return current
