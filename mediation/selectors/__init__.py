"""What can be read of mediations."""

from .caseload import CaseLine, caseload, summary
from .conduct import may_complain_until
from .drawing import draw_as_json
from .figure_words import HOW, LISTED
from .figures import board, cases_of
from .recording import (
    TermInWords,
    facts_for_record,
    terms_in_words,
)
from .roster import Card, Suggestion, cards, suggestions
from .standing import (
    TURN_PAGES,
    current_agreement,
    deciding_parties,
    has_signed,
    joint_choice,
    may_request,
    mediations_for,
    mediators_of,
    number_of,
    open_draw,
    open_proposal,
    page_of,
    parties_to_accept,
    parties_to_choose,
    parties_to_consent,
    parties_to_extend,
    parties_to_give_word,
    parties_to_reply,
    parties_to_sign,
    parties_to_waive,
    running_mediation,
    struck,
)
from .workbench import (
    Moment,
    Position,
    positions,
    timeline,
)

__all__ = [
    "HOW",
    "LISTED",
    "TURN_PAGES",
    "Card",
    "CaseLine",
    "Moment",
    "Position",
    "Suggestion",
    "TermInWords",
    "board",
    "cards",
    "caseload",
    "cases_of",
    "current_agreement",
    "deciding_parties",
    "draw_as_json",
    "facts_for_record",
    "has_signed",
    "joint_choice",
    "may_complain_until",
    "may_request",
    "mediations_for",
    "mediators_of",
    "number_of",
    "open_draw",
    "open_proposal",
    "page_of",
    "parties_to_accept",
    "parties_to_choose",
    "parties_to_consent",
    "parties_to_extend",
    "parties_to_give_word",
    "parties_to_reply",
    "parties_to_sign",
    "parties_to_waive",
    "positions",
    "running_mediation",
    "struck",
    "suggestions",
    "summary",
    "terms_in_words",
    "timeline",
]
