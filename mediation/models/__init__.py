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
from .bidding import Bid, Bidding, BiddingConsent, BiddingKey
from .confirmation import Confirmation, ConfirmationParticulars, ConfirmationWord
from .facts import Fact, FactList, FactReply, FactSignature
from .mediation import ExtensionConsent, Mediation, MediationConsent
from .offering import OfferedTerm, PrivateRange, TableOffer
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
    "Bid",
    "Bidding",
    "BiddingConsent",
    "BiddingKey",
    "CalendarFeed",
    "Challenge",
    "Choice",
    "Confirmation",
    "ConfirmationParticulars",
    "ConfirmationWord",
    "Disclosure",
    "ExtensionConsent",
    "Fact",
    "FactList",
    "FactReply",
    "FactSignature",
    "Mediation",
    "MediationConsent",
    "MediationRecord",
    "OfferedTerm",
    "PrivateRange",
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
    "TableOffer",
    "Tick",
    "Waiver",
]
