"""What happens in a mediation. One verb group a file; each act is done under the lock of its case."""

from .agreeing import accept_draft, draft_agreement, reopen_draft
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
from .calendars import Due, feed_under, open_feed, render_feed, render_session_file, revoke_feed, token_of
from .challenging import accept_mediator, challenge_mediator, decide_challenge
from .convening import call_off_sessions
from .ending import end_with_dispute, leave_mediation, terminate_mediation
from .extending import agree_to_extend
from .proposing import make_proposal, reply_to_proposal, withdraw_proposal
from .recording import confirm_record, draw_up_record
from .requesting import accept_case, consent_to_mediation, refuse_case, refuse_mediation, request_mediation
from .rooms import keep_rooms
from .roster import delist_mediator, list_demo_mediators, list_mediator
from .scheduling import answer_times, cancel_session, fix_session, move_session, propose_session
from .signing import send_signing_code, sign_agreement

__all__ = [
    "Due",
    "accept_appointment",
    "accept_case",
    "accept_draft",
    "accept_mediator",
    "add_disclosure",
    "agree_to_extend",
    "answer_times",
    "appoint_mediator",
    "call_off_sessions",
    "cancel_session",
    "challenge_mediator",
    "choose_mediator",
    "confirm_record",
    "consent_to_mediation",
    "decide_challenge",
    "decline_appointment",
    "delist_mediator",
    "draft_agreement",
    "draw_mediator",
    "draw_up_record",
    "end_with_dispute",
    "excuse_absence",
    "explain_absence",
    "feed_under",
    "fix_session",
    "keep_rooms",
    "leave_mediation",
    "list_demo_mediators",
    "list_mediator",
    "make_proposal",
    "move_session",
    "note_presence",
    "open_feed",
    "propose_session",
    "record_attendance",
    "refuse_case",
    "refuse_mediation",
    "render_feed",
    "render_session_file",
    "reopen_draft",
    "reply_to_proposal",
    "request_mediation",
    "resign_as_mediator",
    "revoke_feed",
    "send_signing_code",
    "sign_agreement",
    "terminate_mediation",
    "token_of",
    "withdraw_proposal",
]
