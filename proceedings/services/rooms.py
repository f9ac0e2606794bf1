"""The negotiation room: open while the sides talk under the platform's roof, closed when the case moves on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.selectors import staff_of
from accounts.states import Role
from chat.models import Room
from chat.services import admit_member, close_room, open_room, reopen_room
from chat.states import RoomKind, Side
from disputes.models import Dispute
from disputes.selectors import people_of
from disputes.states import PartyRole, State

if TYPE_CHECKING:
    from accounts.models import User

KEY = "negotiation"
OPEN_WHILE = frozenset({State.NEGOTIATING, State.REVIEWING, State.OPINION_SERVING, State.OPINION_ISSUED})
SIDES = {
    PartyRole.COMPLAINANT: Side.COMPLAINANT,
    PartyRole.RESPONDENT: Side.RESPONDENT,
    PartyRole.THIRD_PARTY: Side.THIRD,
}


def keep_negotiation_room(dispute: Dispute, *, by: User | None) -> None:
    room = Room.objects.filter(dispute=dispute, key=KEY).first()
    if dispute.state not in OPEN_WHILE:
        if room is not None and room.closed_at is None:
            close_room(room, by=by)
        return
    if room is None:
        room = open_room(dispute, key=KEY, kind=RoomKind.NEGOTIATION, title=_("协商会谈室"), by=by)
    elif room.closed_at is not None:
        room = reopen_room(room, by=by)
    _seat_everybody(dispute, room, by)


def _seat_everybody(dispute: Dispute, room: Room, by: User | None) -> None:
    """Those who joined later find their seat at the next act; the handler of the desk sits at the side."""
    seated = set(room.members.filter(left_at=None).values_list("user", flat=True))
    for party in dispute.parties.filter(joined_at__isnull=False):
        for person in people_of(party):
            if person.pk not in seated:
                label = f"{party.get_role_display()} {party.name}"
                admit_member(
                    room, person, side=SIDES[PartyRole(party.role)], label=label, by=by, sees_history=True
                )
                seated.add(person.pk)
    if dispute.desk is not None and not dispute.is_against_platform:
        for person in staff_of(dispute.desk, Role.HANDLER):
            if person.pk not in seated:
                label = _("经办人（%(desk)s）") % {"desk": dispute.desk.short_name or dispute.desk.name}
                admit_member(room, person, side=Side.STAFF, label=label, by=by, sees_history=True)
