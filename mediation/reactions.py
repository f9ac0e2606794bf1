"""What follows here from acts done elsewhere in the case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.dispatch import receiver

from disputes.engine import acted
from disputes.states import State

from .services import end_with_dispute, keep_rooms, tell_joint_room

if TYPE_CHECKING:
    from accounts.models import User
    from disputes.models import Dispute


@receiver(acted)
def keep_mediation_in_step(
    sender: type, dispute: Dispute, by: User | None, verbs: tuple[str, ...] = (), **kwargs: Any
) -> None:
    """A dispute that leaves mediation takes its mediation with it; who joins a side finds a seat in the rooms.

    And the room is told what was done, also how an agreement is performed.
    """
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
