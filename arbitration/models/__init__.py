from .particulars import Particulars
from .referral import Referral
from .submission import SubmissionAcceptance, SubmissionAgreement

__all__ = ["Particulars", "Referral", "SubmissionAcceptance", "SubmissionAgreement"]
