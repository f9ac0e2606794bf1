"""What may be typed in a mediation: one file a verb group."""

from .choosing import AppointForm, ChallengeForm, ChoiceForm, DecideChallengeForm, DiscloseForm
from .confirming import CourtAnswerForm, HandInForm, ParticularsForm, WordForm
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
    "AppointForm",
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
    "ParticularsForm",
    "ReasonForm",
    "RecordForm",
    "RequestForm",
    "RosterForm",
    "SignForm",
    "TerminateForm",
    "TextForm",
    "WordForm",
]
