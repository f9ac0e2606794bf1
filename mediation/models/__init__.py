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
from .co_mediator import CoMediator
from .conduct import ConductComplaint, FigureObjection
from .confirmation import Confirmation, ConfirmationParticulars, ConfirmationWord
from .draw import Draw, DrawWord
from .earlier import EarlierTalkReply, EarlierTalkRequest
from .facts import Fact, FactList, FactReply, FactSignature
from .mediation import ExtensionConsent, Mediation, MediationConsent
from .offering import OfferedTerm, PrivateRange, TableOffer
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
    "AwayPeriod",
    "Bid",
    "Bidding",
    "BiddingConsent",
    "BiddingKey",
    "CalendarFeed",
    "Certificate",
    "Challenge",
    "Choice",
    "CoMediator",
    "ConductComplaint",
    "Confirmation",
    "ConfirmationParticulars",
    "ConfirmationWord",
    "Disclosure",
    "Draw",
    "DrawWord",
    "EarlierTalkReply",
    "EarlierTalkRequest",
    "ExtensionConsent",
    "Fact",
    "FactList",
    "FactReply",
    "FactSignature",
    "FigureObjection",
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
