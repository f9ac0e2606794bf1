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
from .challenging import accept_mediator, challenge_mediator, decide_challenge
from .ending import end_with_dispute, leave_mediation, terminate_mediation
from .extending import agree_to_extend
from .proposing import make_proposal, reply_to_proposal, withdraw_proposal
from .recording import confirm_record, draw_up_record
from .requesting import accept_case, consent_to_mediation, refuse_case, refuse_mediation, request_mediation
from .rooms import keep_rooms, tell_joint_room
from .roster import delist_mediator, list_demo_mediators, list_mediator
from .signing import send_signing_code, sign_agreement

__all__ = [
    "accept_appointment",
    "accept_case",
    "accept_draft",
    "accept_mediator",
    "add_disclosure",
    "agree_to_extend",
    "appoint_mediator",
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
    "keep_rooms",
    "leave_mediation",
    "list_demo_mediators",
    "list_mediator",
    "make_proposal",
    "refuse_case",
    "refuse_mediation",
    "reopen_draft",
    "reply_to_proposal",
    "request_mediation",
    "resign_as_mediator",
    "send_signing_code",
    "sign_agreement",
    "tell_joint_room",
    "terminate_mediation",
    "withdraw_proposal",
]
