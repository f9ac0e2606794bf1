"""What follows here from acts done elsewhere in the case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.dispatch import receiver

from chat.signals import room_entered
from disputes.engine import acted
from disputes.states import State

from .models import Confirmation
from .services import (
    call_off_sessions,
    drop_what_is_moot,
    end_with_dispute,
    keep_rooms,
    note_presence,
    tell_joint_room,
)
from .states import CONFIRMATION_WINDOW

if TYPE_CHECKING:
    from accounts.models import User
    from chat.models import Room
    from disputes.models import Dispute


@receiver(acted)
def keep_mediation_in_step(
    sender: type, dispute: Dispute, by: User | None, verbs: tuple[str, ...] = (), **kwargs: Any
) -> None:
    """A dispute that leaves mediation takes its mediation with it; who joins a side finds a seat in the rooms.

    And the room is told what was done, also how an agreement is performed.
    """
    call_off_sessions(dispute, by=by)
    for confirmation in Confirmation.objects.filter(
        mediation__dispute=dispute, state__in=sorted(CONFIRMATION_WINDOW)
    ).select_related("mediation", "agreement"):
        confirmation.mediation.dispute = dispute
        drop_what_is_moot(confirmation, by=by)
    mediation = dispute.mediations.select_related("proceeding", "body").order_by("pk").last()
    if mediation is None:
        return
    mediation.dispute = dispute
    tell_joint_room(mediation, by=by, verbs=verbs)
    if not mediation.is_running:
        return
    if dispute.state == State.IN_MEDIATION:
        keep_rooms(mediation, by=by)
    else:
        end_with_dispute(mediation, by=by)
        call_off_sessions(dispute, by=by)


@receiver(room_entered)
def see_who_is_in_the_room(sender: type, room: Room, user: User, **kwargs: Any) -> None:
    note_presence(room, by=user)
