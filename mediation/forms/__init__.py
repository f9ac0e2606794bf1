"""What may be typed in a mediation: one file a verb group."""

from .bidding import BiddingForm, BidForm
from .choosing import AppointForm, ChallengeForm, ChoiceForm, DecideChallengeForm, DiscloseForm
from .offering import (
    AnswerTermForm,
    OfferMessageForm,
    RangeForm,
    begun_with,
    items_of,
    offer_rows,
)
from .requesting import ConsentForm, DecideOnCaseForm, RequestForm
from .roster import RosterForm
from .sessions import (
    AgreementForm,
    ConfirmRecordForm,
    MessageForm,
    ReasonForm,
    RecordForm,
    SignForm,
    TerminateForm,
    TextForm,
)

__all__ = [
    "AgreementForm",
    "AnswerTermForm",
    "AppointForm",
    "BidForm",
    "BiddingForm",
    "ChallengeForm",
    "ChoiceForm",
    "ConfirmRecordForm",
    "ConsentForm",
    "DecideChallengeForm",
    "DecideOnCaseForm",
    "DiscloseForm",
    "MessageForm",
    "OfferMessageForm",
    "RangeForm",
    "ReasonForm",
    "RecordForm",
    "RequestForm",
    "RosterForm",
    "SignForm",
    "TerminateForm",
    "TextForm",
    "begun_with",
    "items_of",
    "offer_rows",
]
