"""What happens in a mediation. One verb group a file; each act is done under the lock of its case."""

from .agreeing import accept_draft, draft_agreement, reopen_draft, word_agreement
from .appointing import (
    accept_appointment,
    add_disclosure,
    appoint_mediator,
    choose_mediator,
    decline_appointment,
    draw_mediator,
    resign_as_mediator,
)
from .bidding import answer_bidding, offer_bidding, place_bid, stop_bidding
from .challenging import accept_mediator, challenge_mediator, decide_challenge
from .cooling import take_back_acceptance
from .ending import end_with_dispute, leave_mediation, terminate_mediation
from .extending import agree_to_extend
from .fact_lists import close_facts, confirm_facts, reopen_facts
from .facts import adopt_change, reply_to_fact, state_facts, withdraw_fact
from .offering import OnIssue, answer_offer, offer_terms, reopen_term, tell_range, withdraw_table_offer
from .proposing import make_proposal, reply_to_proposal, withdraw_proposal
from .recording import confirm_record, draw_up_record
from .requesting import accept_case, consent_to_mediation, refuse_case, refuse_mediation, request_mediation
from .rooms import keep_rooms
from .roster import delist_mediator, list_demo_mediators, list_mediator
from .signing import send_signing_code, sign_agreement

__all__ = [
    "OnIssue",
    "accept_appointment",
    "accept_case",
    "accept_draft",
    "accept_mediator",
    "add_disclosure",
    "adopt_change",
    "agree_to_extend",
    "answer_bidding",
    "answer_offer",
    "appoint_mediator",
    "challenge_mediator",
    "choose_mediator",
    "close_facts",
    "confirm_facts",
    "confirm_record",
    "consent_to_mediation",
    "decide_challenge",
    "decline_appointment",
    "delist_mediator",
    "draft_agreement",
    "draw_mediator",
    "draw_up_record",
    "end_with_dispute",
    "keep_rooms",
    "leave_mediation",
    "list_demo_mediators",
    "list_mediator",
    "make_proposal",
    "offer_bidding",
    "offer_terms",
    "place_bid",
    "refuse_case",
    "refuse_mediation",
    "reopen_draft",
    "reopen_facts",
    "reopen_term",
    "reply_to_fact",
    "reply_to_proposal",
    "request_mediation",
    "resign_as_mediator",
    "send_signing_code",
    "sign_agreement",
    "state_facts",
    "stop_bidding",
    "take_back_acceptance",
    "tell_range",
    "terminate_mediation",
    "withdraw_fact",
    "withdraw_proposal",
    "withdraw_table_offer",
    "word_agreement",
]
