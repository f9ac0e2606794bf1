"""What the dispute below need not know: once it is filed, its evidence is numbered."""

from typing import Any

from disputes.models import Dispute
from disputes.states import State

from .services import number_exhibits


def follow_the_dispute(sender: type[Dispute], *, dispute: Dispute, **_: Any) -> None:
    if dispute.state != State.DRAFT:
        number_exhibits(dispute)
