"""Which room is whose; and what was said to everybody, for the record. A caucus is never asked for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chat.models import Message
from chat.states import MessageKind, RoomKind

from ..models import Mediation

if TYPE_CHECKING:
    from accounts.models import User
    from disputes.models import Party

#: The newest lines that are offered for the record.
MOST_LINES = 200


def joint_key(mediation: Mediation) -> str:
    return f"mediation:{mediation.pk}:joint"


def caucus_key(mediation: Mediation, party: Party) -> str:
    return f"mediation:{mediation.pk}:caucus:party:{party.pk}"


def joint_lines(mediation: Mediation, user: User) -> list[Message]:
    """What people said or showed in the joint room while this person sat there, without what was taken back."""
    found = (
        Message.objects.visible_to(user)
        .filter(
            room__dispute=mediation.dispute,
            room__key=joint_key(mediation),
            room__kind=RoomKind.JOINT,
            kind__in=[MessageKind.TEXT, MessageKind.FILE, MessageKind.OFFER],
            author__isnull=False,
            recalled_at=None,
        )
        .select_related("author")
        .order_by("-seq")
    )
    return list(reversed(found[:MOST_LINES]))
