"""What can be read of arbitration referrals."""

from __future__ import annotations

from disputes.models import Dispute

from .models import Referral
from .states import RUNNING


def running_referral(dispute: Dispute) -> Referral | None:
    return (
        dispute.arbitration_referrals.filter(state__in=RUNNING)
        .select_related("commission", "applicant")
        .first()
    )


def page_of(kind: str, dispute: Dispute) -> tuple[str, dict[str, object]]:
    """The page that takes a turn of this app: URL name and arguments."""
    referral = running_referral(dispute)
    name = {
        "arbitration.prepare": "arbitration:prepare",
        "arbitration.answer_referral": "arbitration:register",
        "arbitration.report_result": "arbitration:result",
    }[kind]
    return name, {"pk": referral.pk if referral else 0}
