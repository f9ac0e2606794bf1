"""What happens to a dispute. One verb group a file; each act goes through `engine.acting`."""

from .admission import admit_dispute, ask_completion, decline_dispute, supply_completion
from .answering import answer_complaint
from .draft_pages import draft_version, keep_unfinished, save_page, unfinished_page
from .drafting import (
    describe_complainant,
    discard_draft,
    name_respondent,
    replace_claims,
    save_draft,
    start_draft,
)
from .extending import answer_for_time, ask_for_time, call_whole_sum, callable_obligations, extend_obligation
from .filing import consents_given, file_dispute, missing_content
from .joining import find_invitation, hand_out_code, invite_party, join_by_code
from .negotiation import (
    accept_offer,
    counter_offer,
    end_negotiation,
    make_offer,
    reject_offer,
    withdraw_offer,
)
from .opinion import ask_human_review, issue_opinion, reply_to_opinion
from .papers import issue
from .parties import add_party
from .paying import confirm_payment, contest_payment, report_payment, withdraw_payment
from .performing import claim_performance, confirm_performance, contest_performance, waive_obligation
from .representation import (
    accept_mandate,
    appoint_representative,
    end_representation,
    find_mandate_offer,
    renew_mandate_offer,
)
from .returning import bring_in, join_guests
from .roads import (
    close_proceeding,
    close_unresolved,
    conclude_arbitration,
    give_satisfaction,
    leave_unresolved,
    open_proceeding,
    take_elsewhere,
    withdraw_dispute,
)
from .settlement import conclude_settlement
from .strangers import tell_not_mine
from .window import Signed, cover_sheet, file_at_window, hash_of, register_at_window, take_down

__all__ = [
    "Signed",
    "accept_mandate",
    "accept_offer",
    "add_party",
    "admit_dispute",
    "answer_complaint",
    "answer_for_time",
    "appoint_representative",
    "ask_completion",
    "ask_for_time",
    "ask_human_review",
    "bring_in",
    "call_whole_sum",
    "callable_obligations",
    "claim_performance",
    "close_proceeding",
    "close_unresolved",
    "conclude_arbitration",
    "conclude_settlement",
    "confirm_payment",
    "confirm_performance",
    "consents_given",
    "contest_payment",
    "contest_performance",
    "counter_offer",
    "cover_sheet",
    "decline_dispute",
    "describe_complainant",
    "discard_draft",
    "draft_version",
    "end_negotiation",
    "end_representation",
    "extend_obligation",
    "file_at_window",
    "file_dispute",
    "find_invitation",
    "find_mandate_offer",
    "give_satisfaction",
    "hand_out_code",
    "hash_of",
    "invite_party",
    "issue",
    "issue_opinion",
    "join_by_code",
    "join_guests",
    "keep_unfinished",
    "leave_unresolved",
    "make_offer",
    "missing_content",
    "name_respondent",
    "open_proceeding",
    "register_at_window",
    "reject_offer",
    "renew_mandate_offer",
    "replace_claims",
    "reply_to_opinion",
    "report_payment",
    "save_draft",
    "save_page",
    "start_draft",
    "supply_completion",
    "take_down",
    "take_elsewhere",
    "tell_not_mine",
    "unfinished_page",
    "waive_obligation",
    "withdraw_dispute",
    "withdraw_offer",
    "withdraw_payment",
]
