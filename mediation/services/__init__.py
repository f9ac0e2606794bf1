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
from .attending import excuse_absence, explain_absence, note_presence, record_attendance
from .bidding import answer_bidding, offer_bidding, place_bid, stop_bidding
from .calendars import Due, feed_under, open_feed, render_feed, render_session_file, revoke_feed, token_of
from .challenging import accept_mediator, challenge_mediator, decide_challenge
from .confirming import (
    certify_mediation,
    drop_what_is_moot,
    give_particulars,
    open_confirmation,
    say_whether_to_apply,
)
from .convening import call_off_sessions
from .cooling import take_back_acceptance
from .court import (
    ask_supplement,
    hand_in,
    record_acceptance,
    record_reading,
    record_ruling,
    record_supplement,
    withdraw_application,
)
from .ending import end_with_dispute, leave_mediation, terminate_mediation
from .extending import agree_to_extend
from .fact_lists import close_facts, confirm_facts, reopen_facts
from .facts import adopt_change, reply_to_fact, state_facts, withdraw_fact
from .offering import OnIssue, answer_offer, offer_terms, reopen_term, tell_range, withdraw_table_offer
from .packing import bind_package, render_package
from .proposing import make_proposal, reply_to_proposal, withdraw_proposal
from .recording import confirm_record, draw_up_record
from .requesting import accept_case, consent_to_mediation, refuse_case, refuse_mediation, request_mediation
from .rooms import keep_rooms, tell_joint_room
from .roster import delist_mediator, list_demo_mediators, list_mediator
from .scheduling import answer_times, cancel_session, fix_session, move_session, propose_session
from .signing import send_signing_code, sign_agreement

__all__ = [
    "Due",
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
    "answer_times",
    "appoint_mediator",
    "ask_supplement",
    "bind_package",
    "call_off_sessions",
    "cancel_session",
    "certify_mediation",
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
    "drop_what_is_moot",
    "end_with_dispute",
    "excuse_absence",
    "explain_absence",
    "feed_under",
    "fix_session",
    "give_particulars",
    "hand_in",
    "keep_rooms",
    "leave_mediation",
    "list_demo_mediators",
    "list_mediator",
    "make_proposal",
    "move_session",
    "note_presence",
    "offer_bidding",
    "offer_terms",
    "open_confirmation",
    "open_feed",
    "place_bid",
    "propose_session",
    "record_acceptance",
    "record_attendance",
    "record_reading",
    "record_ruling",
    "record_supplement",
    "refuse_case",
    "refuse_mediation",
    "render_feed",
    "render_package",
    "render_session_file",
    "reopen_draft",
    "reopen_facts",
    "reopen_term",
    "reply_to_fact",
    "reply_to_proposal",
    "request_mediation",
    "resign_as_mediator",
    "revoke_feed",
    "say_whether_to_apply",
    "send_signing_code",
    "sign_agreement",
    "state_facts",
    "stop_bidding",
    "take_back_acceptance",
    "tell_joint_room",
    "tell_range",
    "terminate_mediation",
    "token_of",
    "withdraw_application",
    "withdraw_fact",
    "withdraw_proposal",
    "withdraw_table_offer",
    "word_agreement",
]
