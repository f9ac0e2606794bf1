"""What happens in a mediation. One verb group a file; each act is done under the lock of its case."""

from .agreeing import accept_draft, draft_agreement, reopen_draft, word_agreement
from .appointing import (
    accept_appointment,
    add_disclosure,
    appoint_mediator,
    choose_mediator,
    decline_appointment,
    resign_as_mediator,
)
from .attending import excuse_absence, explain_absence, note_presence, record_attendance
from .bidding import answer_bidding, offer_bidding, place_bid, stop_bidding
from .calendars import Due, feed_under, open_feed, render_feed, render_session_file, revoke_feed, token_of
from .challenging import accept_mediator, challenge_mediator, decide_challenge
from .co_mediating import (
    accept_co_mediator,
    accept_co_office,
    challenge_co_mediator,
    decide_co_challenge,
    decline_co_office,
    leave_co_office,
    name_co_mediator,
)
from .conduct import (
    answer_conduct_complaint,
    complain_of_conduct,
    decide_conduct_complaint,
    withdraw_conduct_complaint,
)
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
from .drawing import give_word, publish_draw
from .earlier import answer_earlier_talk, ask_for_earlier_talk
from .ending import end_with_dispute, leave_mediation, terminate_mediation
from .extending import agree_to_extend
from .fact_lists import close_facts, confirm_facts, reopen_facts
from .facts import adopt_change, reply_to_fact, state_facts, withdraw_fact
from .leaving import empty_lapsed_offices, leave_offices
from .objecting import decide_objection, object_to_figure
from .offering import OnIssue, answer_offer, offer_terms, reopen_term, tell_range, withdraw_table_offer
from .packing import bind_package, render_package
from .proposing import make_proposal, reply_to_proposal, withdraw_proposal
from .recording import confirm_record, draw_up_record
from .requesting import accept_case, consent_to_mediation, refuse_case, refuse_mediation, request_mediation
from .rooms import keep_rooms, tell_joint_room
from .roster import (
    add_away_period,
    add_certificate,
    delist_mediator,
    drop_away_period,
    list_demo_mediators,
    list_mediator,
    remove_certificate,
    set_availability,
)
from .scheduling import answer_times, cancel_session, fix_session, move_session, propose_session
from .signing import send_signing_code, sign_agreement

__all__ = [
    "Due",
    "OnIssue",
    "accept_appointment",
    "accept_case",
    "accept_co_mediator",
    "accept_co_office",
    "accept_draft",
    "accept_mediator",
    "add_away_period",
    "add_certificate",
    "add_disclosure",
    "adopt_change",
    "agree_to_extend",
    "answer_bidding",
    "answer_conduct_complaint",
    "answer_earlier_talk",
    "answer_offer",
    "answer_times",
    "appoint_mediator",
    "ask_for_earlier_talk",
    "ask_supplement",
    "bind_package",
    "call_off_sessions",
    "cancel_session",
    "certify_mediation",
    "challenge_co_mediator",
    "challenge_mediator",
    "choose_mediator",
    "close_facts",
    "complain_of_conduct",
    "confirm_facts",
    "confirm_record",
    "consent_to_mediation",
    "decide_challenge",
    "decide_co_challenge",
    "decide_conduct_complaint",
    "decide_objection",
    "decline_appointment",
    "decline_co_office",
    "delist_mediator",
    "draft_agreement",
    "draw_up_record",
    "drop_away_period",
    "drop_what_is_moot",
    "empty_lapsed_offices",
    "end_with_dispute",
    "excuse_absence",
    "explain_absence",
    "feed_under",
    "fix_session",
    "give_particulars",
    "give_word",
    "hand_in",
    "keep_rooms",
    "leave_co_office",
    "leave_mediation",
    "leave_offices",
    "list_demo_mediators",
    "list_mediator",
    "make_proposal",
    "move_session",
    "name_co_mediator",
    "note_presence",
    "object_to_figure",
    "offer_bidding",
    "offer_terms",
    "open_confirmation",
    "open_feed",
    "place_bid",
    "propose_session",
    "publish_draw",
    "record_acceptance",
    "record_attendance",
    "record_reading",
    "record_ruling",
    "record_supplement",
    "refuse_case",
    "refuse_mediation",
    "remove_certificate",
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
    "set_availability",
    "sign_agreement",
    "state_facts",
    "stop_bidding",
    "take_back_acceptance",
    "tell_joint_room",
    "tell_range",
    "terminate_mediation",
    "token_of",
    "withdraw_application",
    "withdraw_conduct_complaint",
    "withdraw_fact",
    "withdraw_proposal",
    "withdraw_table_offer",
    "word_agreement",
]
