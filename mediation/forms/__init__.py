"""What may be typed in a mediation: one file a verb group."""

from .bodies import NameCoMediatorForm, WordForm
from .choosing import AppointForm, ChallengeForm, ChoiceForm, DecideChallengeForm, DiscloseForm
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
    "DecideChallengeForm",
    "DecideOnCaseForm",
    "DiscloseForm",
    "MessageForm",
    "NameCoMediatorForm",
    "ReasonForm",
    "RecordForm",
    "RequestForm",
    "RosterForm",
    "SignForm",
    "TerminateForm",
    "TextForm",
    "WordForm",
]
