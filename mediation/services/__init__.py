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
from .confirming import (
    certify_mediation,
    drop_what_is_moot,
    give_particulars,
    open_confirmation,
    say_whether_to_apply,
)
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
from .packing import bind_package, render_package
from .proposing import make_proposal, reply_to_proposal, withdraw_proposal
from .recording import confirm_record, draw_up_record
from .requesting import accept_case, consent_to_mediation, refuse_case, refuse_mediation, request_mediation
from .rooms import keep_rooms
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
    "ask_supplement",
    "bind_package",
    "certify_mediation",
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
    "drop_what_is_moot",
    "end_with_dispute",
    "give_particulars",
    "hand_in",
    "keep_rooms",
    "leave_mediation",
    "list_demo_mediators",
    "list_mediator",
    "make_proposal",
    "open_confirmation",
    "record_acceptance",
    "record_reading",
    "record_ruling",
    "record_supplement",
    "refuse_case",
    "refuse_mediation",
    "render_package",
    "reopen_draft",
    "reply_to_proposal",
    "request_mediation",
    "resign_as_mediator",
    "say_whether_to_apply",
    "send_signing_code",
    "sign_agreement",
    "terminate_mediation",
    "withdraw_application",
    "withdraw_proposal",
]
