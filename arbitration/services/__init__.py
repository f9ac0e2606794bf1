"""What happens to a referral to arbitration."""

from .referring import prepare_referral, revise_referral, send_referral, withdraw_referral
from .results import accept_referral, record_award, record_settlement, refuse_referral

__all__ = [
    "accept_referral",
    "prepare_referral",
    "record_award",
    "record_settlement",
    "refuse_referral",
    "revise_referral",
    "send_referral",
    "withdraw_referral",
]
