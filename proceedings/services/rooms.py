"""The negotiation room: open while the sides talk under the platform's roof, closed when the case moves on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.states import Role
from chat.models import Room
from chat.services import Place, close_room, keep_seats, open_room, reopen_room
from chat.states import RoomKind, Side
from disputes.models import Dispute
from disputes.selectors import voices_of
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
    """Those who joined later find their seat at the next act, and who speaks for nobody any more loses it.

    The handler of the desk sits at the side.
    """
    places: dict[int, Place] = {}
    for party in dispute.parties.filter(joined_at__isnull=False):
        for person, mandate, office in voices_of(party):
            label = f"{party.get_role_display()} {party.name}"
            side = SIDES[PartyRole(party.role)]
            place = Place(person, side, label, office=office, mandate=mandate, sees_history=True)
            places.setdefault(person.pk, place)
    if dispute.desk is not None and not dispute.is_against_platform:
        label = _("经办人（%(desk)s）") % {"desk": dispute.desk.short_name or dispute.desk.name}
        offices = dispute.desk.memberships.in_force().filter(role=Role.HANDLER, user__is_active=True)
        for office in offices.select_related("user"):
            place = Place(office.user, Side.STAFF, label, office=office, sees_history=True)
            places.setdefault(office.user_id, place)
    keep_seats(room, list(places.values()), by=by)
