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
from .mediation import ExtensionConsent, Mediation, MediationConsent
from .roster import Appointment, Challenge, Choice, Disclosure, RosterEntry, Waiver
from .scheduling import (
    Attendance,
    CalendarFeed,
    Session,
    SessionChange,
    SessionReply,
    SessionTime,
    Tick,
)

__all__ = [
    "Acceptance",
    "Agreement",
    "Appointment",
    "Attendance",
    "CalendarFeed",
    "Challenge",
    "Choice",
    "Disclosure",
    "ExtensionConsent",
    "Mediation",
    "MediationConsent",
    "MediationRecord",
    "Proposal",
    "ProposalReply",
    "RecordConfirmation",
    "RosterEntry",
    "Session",
    "SessionChange",
    "SessionReply",
    "SessionTime",
    "Signature",
    "SigningCode",
    "Tick",
    "Waiver",
]
