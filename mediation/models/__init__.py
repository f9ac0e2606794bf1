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
from .co_mediator import CoMediator
from .draw import Draw, DrawWord
from .mediation import ExtensionConsent, Mediation, MediationConsent
from .roster import Appointment, Challenge, Choice, Disclosure, RosterEntry, Waiver

__all__ = [
    "Acceptance",
    "Agreement",
    "Appointment",
    "Challenge",
    "Choice",
    "CoMediator",
    "Disclosure",
    "Draw",
    "DrawWord",
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
