from .agreement import (
    Acceptance,
    Agreement,
    MediationRecord,
    Proposal,
    ProposalReply,
    RecordConfirmation,
    Signature,
    SigningCode,
)
from .confirmation import Confirmation, ConfirmationParticulars, ConfirmationWord
from .mediation import ExtensionConsent, Mediation, MediationConsent
from .roster import Appointment, Challenge, Choice, Disclosure, RosterEntry, Waiver

__all__ = [
    "Acceptance",
    "Agreement",
    "Appointment",
    "Challenge",
    "Choice",
    "Confirmation",
    "ConfirmationParticulars",
    "ConfirmationWord",
    "Disclosure",
    "ExtensionConsent",
    "Mediation",
    "MediationConsent",
    "MediationRecord",
    "Proposal",
    "ProposalReply",
    "RecordConfirmation",
    "RosterEntry",
    "Signature",
    "SigningCode",
    "Waiver",
]
