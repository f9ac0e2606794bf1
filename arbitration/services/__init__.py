"""What happens to a referral to arbitration."""

from .beginning import accept_submission, prepare_referral, propose_submission, refuse_submission
from .bundles import bind_bundle
from .reading import record_reading
from .referring import revise_referral, send_referral, withdraw_referral
from .results import accept_referral, record_award, record_settlement, refuse_referral, report_pending

__all__ = [
    "accept_referral",
    "accept_submission",
    "bind_bundle",
    "prepare_referral",
    "propose_submission",
    "record_award",
    "record_reading",
    "record_settlement",
    "refuse_referral",
    "refuse_submission",
    "report_pending",
    "revise_referral",
    "send_referral",
    "withdraw_referral",
]
