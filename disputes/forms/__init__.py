"""What may be typed in a dispute: one file a verb group."""

from .admission import AskCompletionForm, CompletionReplyForm, DeclineForm, HandOutCodeForm
from .answering import AnswerForm, ClaimAnswerForm, claim_answer_forms
from .claims import claim_rows
from .complainant import ComplainantForm
from .filing import CategoryForm, PlatformSearchForm, RespondentForm, SectorForm, StoryForm
from .joining import CodeForm, JoinForm, MandateCodeForm, RepresentativeForm
from .negotiation import MessageForm, ReasonForm
from .opinion import OpinionForm, OpinionReplyForm
from .roads import SatisfactionForm, TakeElsewhereForm, WithdrawForm
from .settlement import AskForTimeForm, ClaimDoneForm, ContestForm, ExtendForm, PaymentForm
from .strangers import NotMineForm
from .terms import term_rows, terms_of

__all__ = [
    "AnswerForm",
    "AskCompletionForm",
    "AskForTimeForm",
    "CategoryForm",
    "ClaimAnswerForm",
    "ClaimDoneForm",
    "CodeForm",
    "ComplainantForm",
    "CompletionReplyForm",
    "ContestForm",
    "DeclineForm",
    "ExtendForm",
    "HandOutCodeForm",
    "JoinForm",
    "MandateCodeForm",
    "MessageForm",
    "NotMineForm",
    "OpinionForm",
    "OpinionReplyForm",
    "PaymentForm",
    "PlatformSearchForm",
    "ReasonForm",
    "RepresentativeForm",
    "RespondentForm",
    "SatisfactionForm",
    "SectorForm",
    "StoryForm",
    "TakeElsewhereForm",
    "WithdrawForm",
    "claim_answer_forms",
    "claim_rows",
    "term_rows",
    "terms_of",
]
