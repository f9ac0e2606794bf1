"""What happens in a mediation. One verb group a file; each act is done under the lock of its case."""

from .agreeing import accept_draft, draft_agreement, reopen_draft
from .appointing import (
    accept_appointment,
    add_disclosure,
    appoint_mediator,
    choose_mediator,
    decline_appointment,
    resign_as_mediator,
)
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
from .drawing import give_word, publish_draw
from .ending import end_with_dispute, leave_mediation, terminate_mediation
from .extending import agree_to_extend
from .objecting import decide_objection, object_to_figure
from .proposing import make_proposal, reply_to_proposal, withdraw_proposal
from .recording import confirm_record, draw_up_record
from .requesting import accept_case, consent_to_mediation, refuse_case, refuse_mediation, request_mediation
from .rooms import keep_rooms
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
from .signing import send_signing_code, sign_agreement

__all__ = [
    "accept_appointment",
    "accept_case",
    "accept_co_mediator",
    "accept_co_office",
    "accept_draft",
    "accept_mediator",
    "add_away_period",
    "add_certificate",
    "add_disclosure",
    "agree_to_extend",
    "answer_conduct_complaint",
    "appoint_mediator",
    "challenge_co_mediator",
    "challenge_mediator",
    "choose_mediator",
    "complain_of_conduct",
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
    "end_with_dispute",
    "give_word",
    "keep_rooms",
    "leave_co_office",
    "leave_mediation",
    "list_demo_mediators",
    "list_mediator",
    "make_proposal",
    "name_co_mediator",
    "object_to_figure",
    "publish_draw",
    "refuse_case",
    "refuse_mediation",
    "remove_certificate",
    "reopen_draft",
    "reply_to_proposal",
    "request_mediation",
    "resign_as_mediator",
    "send_signing_code",
    "set_availability",
    "sign_agreement",
    "terminate_mediation",
    "withdraw_conduct_complaint",
    "withdraw_proposal",
]
