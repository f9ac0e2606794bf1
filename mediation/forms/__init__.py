"""What may be typed in a mediation: one file a verb group."""

from .bidding import BiddingForm, BidForm
from .bodies import DrawWordForm, NameCoMediatorForm
from .choosing import AppointForm, ChallengeForm, ChoiceForm, DecideChallengeForm, DiscloseForm
from .conduct import (
    ConductForm,
    DecideConductForm,
    DecideObjectionForm,
    ObjectionForm,
    StatementForm,
)
from .confirming import CourtAnswerForm, HandInForm, ParticularsForm, WordForm
from .drafting import AgreementForm
from .earlier import EarlierTalkForm
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
from .roster import AvailabilityForm, AwayForm, CertificateForm, RosterFilterForm, RosterForm
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
    "AvailabilityForm",
    "AwayForm",
    "BidForm",
    "BiddingForm",
    "CertificateForm",
    "ChallengeForm",
    "ChoiceForm",
    "ConductForm",
    "ConfirmRecordForm",
    "ConsentForm",
    "CourtAnswerForm",
    "DecideChallengeForm",
    "DecideConductForm",
    "DecideObjectionForm",
    "DecideOnCaseForm",
    "DiscloseForm",
    "DrawWordForm",
    "EarlierTalkForm",
    "HandInForm",
    "MessageForm",
    "NameCoMediatorForm",
    "ObjectionForm",
    "OfferMessageForm",
    "ParticularsForm",
    "RangeForm",
    "ReasonForm",
    "RecordForm",
    "RequestForm",
    "RosterFilterForm",
    "RosterForm",
    "SignForm",
    "StatementForm",
    "TerminateForm",
    "TextForm",
    "WordForm",
    "begun_with",
    "items_of",
    "offer_rows",
]
