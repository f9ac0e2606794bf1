"""What follows here from acts done elsewhere in the case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.dispatch import receiver

from accounts.services import membership_ended, sessions_ended
from accounts.states import Role
from chat.signals import room_entered
from disputes.engine import acted
from disputes.states import State

from .models import Confirmation
from .services import (
    call_off_sessions,
    drop_what_is_moot,
    end_with_dispute,
    keep_rooms,
    leave_offices,
    note_presence,
    revoke_feed,
    tell_joint_room,
)
from .states import CONFIRMATION_WINDOW

if TYPE_CHECKING:
    from accounts.models import Membership, User
    from chat.models import Room
    from disputes.models import Dispute


@receiver(acted)
def keep_mediation_in_step(
    sender: type, dispute: Dispute, by: User | None, verbs: tuple[str, ...] = (), **kwargs: Any
) -> None:
    """A dispute that leaves mediation takes its mediation with it; who joins a side finds a seat in the rooms.

    And the room is told what was done, also how an agreement is performed.
    """
    if not dispute.mediations.exists():  # as before most acts: there is nothing here to keep in step
        return
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


@receiver(membership_ended)
def empty_their_offices(sender: type, membership: Membership, by: User | None, **kwargs: Any) -> None:
    """In the same transaction: no moment in which somebody mediates for a body they have left."""
    if membership.role == Role.MEDIATOR:
        leave_offices(membership.user, membership.organisation_id, by=by)


@receiver(sessions_ended)
def close_their_calendar(sender: type, user: User, **kwargs: Any) -> None:
    """The private address of a calendar is a way in like a session."""
    revoke_feed(user)


@receiver(room_entered)
def see_who_is_in_the_room(sender: type, room: Room, user: User, **kwargs: Any) -> None:
    note_presence(room, by=user)
