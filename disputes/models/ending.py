"""How a case ended, and why: two words, written once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from ..states import AFTER_A_BREACH, ObligationState, Outcome, State

if TYPE_CHECKING:
    from datetime import datetime

#: The ground of a case that its complainant took back.
WITHDRAWN = "withdrawn"


class Ending:
    """Of a dispute: its fields and its settlements are declared there."""

    state: Any
    outcome: Any
    ground: Any
    closed_at: datetime | None
    settlements: Any

    @property
    def is_withdrawn(self) -> bool:
        """By its complainant; after a breach the outcome does not say so."""
        return bool(self.state == State.CLOSED and self.ground == WITHDRAWN)

    def _close(self, outcome: str, ground: str = "") -> None:
        """An agreement that stands broken stays the outcome, whatever its creditor does next: the ground says that."""
        if outcome in AFTER_A_BREACH and self._is_broken():
            outcome = Outcome.BREACHED
        self.outcome, self.ground, self.closed_at = outcome, ground, timezone.now()

    def _is_broken(self) -> bool:
        """An obligation of the agreement in force was due and is neither done nor waived nor put off."""
        broken = ObligationState.BREACHED
        return bool(self.settlements.filter(replaced_at=None, obligations__state=broken).exists())
