"""What may be typed in a mediation: one file a verb group."""

from .choosing import AppointForm, ChallengeForm, ChoiceForm, DecideChallengeForm, DiscloseForm
from .drafting import AgreementForm
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
    "AppointForm",
    "ChallengeForm",
    "ChoiceForm",
    "ConfirmRecordForm",
    "ConsentForm",
    "DecideChallengeForm",
    "DecideOnCaseForm",
    "DiscloseForm",
    "MessageForm",
    "ReasonForm",
    "RecordForm",
    "RequestForm",
    "RosterForm",
    "SignForm",
    "TerminateForm",
    "TextForm",
]
