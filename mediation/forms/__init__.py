"""What may be typed in a mediation: one file a verb group."""

from .bodies import NameCoMediatorForm, WordForm
from .choosing import AppointForm, ChallengeForm, ChoiceForm, DecideChallengeForm, DiscloseForm
from .conduct import (
    ConductForm,
    DecideConductForm,
    DecideObjectionForm,
    ObjectionForm,
    StatementForm,
)
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
    "ConductForm",
    "ConfirmRecordForm",
    "ConsentForm",
    "DecideChallengeForm",
    "DecideConductForm",
    "DecideObjectionForm",
    "DecideOnCaseForm",
    "DiscloseForm",
    "MessageForm",
    "NameCoMediatorForm",
    "ObjectionForm",
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
]
