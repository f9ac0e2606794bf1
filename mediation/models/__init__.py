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
from .facts import Fact, FactList, FactReply, FactSignature
from .mediation import ExtensionConsent, Mediation, MediationConsent
from .roster import Appointment, Challenge, Choice, Disclosure, RosterEntry, Waiver

__all__ = [
    "Acceptance",
    "Agreement",
    "Appointment",
    "Challenge",
    "Choice",
    "Disclosure",
    "ExtensionConsent",
    "Fact",
    "FactList",
    "FactReply",
    "FactSignature",
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
