"""What follows from any act in a case: whose turn it is, the negotiation room, and what people hear of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.dispatch import receiver
from django.urls import reverse

from disputes.engine import acted
from disputes.states import State
from notices.services import tell
from rulebook.clock import handled_kinds, on_due
from rulebook.models import Deadline

from .selectors import watchers_of
from .services import follow, keep_negotiation_room, remind
from .states import TELLINGS

if TYPE_CHECKING:
    from accounts.models import User
    from disputes.models import Dispute


@receiver(acted)
def keep_in_step(
    sender: type, dispute: Dispute, by: User | None, verbs: tuple[str, ...], **kwargs: Any
) -> None:
    """In the act's own transaction: the turns, the room, the bell."""
    if dispute.state == State.DRAFT:
        return
    follow(dispute, by=by)
    keep_negotiation_room(dispute, by=by)
    ring(dispute, by=by, verbs=verbs)


def ring(dispute: Dispute, *, by: User | None, verbs: tuple[str, ...]) -> None:
    told = [TELLINGS[verb] for verb in verbs if verb in TELLINGS and TELLINGS[verb].rings]
    if not told:
        return
    listeners = [user for user in watchers_of(dispute) if by is None or user.pk != by.pk]
    url = reverse("proceedings:case", kwargs={"reference": dispute.reference})
    for telling in told:
        tell(
            listeners,
            chain=dispute.chain,
            reference=dispute.reference or "",
            text=telling.bell or telling.text,
            url=url,
        )


def register_reminders() -> None:
    """Each waiting state's reminders go to whoever holds the turn, unless its app has said to whom."""
    known = handled_kinds()
    kinds = {f"{kind}.reminder" for kind in known if not kind.endswith(".reminder")}
    on_due(*sorted(kinds - known))(_remind)


def _remind(deadline: Deadline) -> None:
    remind(deadline)
