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
from .conduct import ConductComplaint, FigureObjection
from .draw import Draw, DrawWord
from .mediation import ExtensionConsent, Mediation, MediationConsent
from .roster import (
    Appointment,
    AwayPeriod,
    Certificate,
    Challenge,
    Choice,
    Disclosure,
    RosterEntry,
    Waiver,
)

__all__ = [
    "Acceptance",
    "Agreement",
    "Appointment",
    "AwayPeriod",
    "Certificate",
    "Challenge",
    "Choice",
    "CoMediator",
    "ConductComplaint",
    "Disclosure",
    "Draw",
    "DrawWord",
    "ExtensionConsent",
    "FigureObjection",
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
