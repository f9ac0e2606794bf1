"""What may be typed in a mediation: one file a verb group."""

from .bidding import BiddingForm, BidForm
from .choosing import AppointForm, ChallengeForm, ChoiceForm, DecideChallengeForm, DiscloseForm
from .confirming import CourtAnswerForm, HandInForm, ParticularsForm, WordForm
from .drafting import AgreementForm
from .offering import (
    AnswerTermForm,
    OfferMessageForm,
    RangeForm,
    begun_with,
    items_of,
    offer_rows,
)
from .recording import ConfirmRecordForm, RecordForm
from .requesting import ConsentForm, DecideOnCaseForm, RequestForm
from .roster import RosterForm
from .sessions import (
    MessageForm,
    ReasonForm,
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
    "CourtAnswerForm",
    "DecideChallengeForm",
    "DecideOnCaseForm",
    "DiscloseForm",
    "HandInForm",
    "MessageForm",
    "OfferMessageForm",
    "ParticularsForm",
    "RangeForm",
    "ReasonForm",
    "RecordForm",
    "RequestForm",
    "RosterForm",
    "SignForm",
    "TerminateForm",
    "TextForm",
    "WordForm",
    "begun_with",
    "items_of",
    "offer_rows",
]
