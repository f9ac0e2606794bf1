"""Every download leaves a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disputes.engine import acting, note
from disputes.policies import require

from ..models import Referral

if TYPE_CHECKING:
    from accounts.models import User

VERBS = {
    "bundle": "arbitration.bundle_read",
    "award": "arbitration.award_read",
    "paper": "arbitration.paper_read",
}


def record_reading(referral: Referral, *, by: User, what: str, paper: int | None = None) -> None:
    """`what`: bundle, award, or a paper of the referral by its key."""
    require(Referral.objects.visible_to(by).filter(pk=referral.pk).exists())
    facts = {"referral": referral.pk} | ({"paper": paper} if paper is not None else {})
    with acting(referral.dispute_id, by=by) as case:
        note(case, VERBS[what], by=by, facts=facts)
