"""What may be typed in a mediation: one file a verb group."""

from .bodies import NameCoMediatorForm, WordForm
from .choosing import AppointForm, ChallengeForm, ChoiceForm, DecideChallengeForm, DiscloseForm
from .requesting import ConsentForm, DecideOnCaseForm, RequestForm
from .roster import AvailabilityForm, AwayForm, CertificateForm, RosterFilterForm, RosterForm
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
    "AvailabilityForm",
    "AwayForm",
    "CertificateForm",
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
    "RosterFilterForm",
    "RosterForm",
    "SignForm",
    "TerminateForm",
    "TextForm",
    "WordForm",
]
