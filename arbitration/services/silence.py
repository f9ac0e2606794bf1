"""What happens when one side, the applicant or the commission lets its time run out."""

from __future__ import annotations

from disputes.services.silence import try_lock_case
from rulebook.clock import lock_subject, on_due
from rulebook.models import Deadline

from ..models import Referral
from ..states import LAPSED, NOT_AGREED, UNANSWERED
from .course import acting_in, return_to_choice, step


@lock_subject("arbitration.Referral")
def _lock_referral(pk: int) -> bool:
    case = Referral.objects.filter(pk=pk).values_list("dispute", flat=True).first()
    return case is not None and try_lock_case(case)


@on_due("arbitration.referral.agreeing")
def other_side_did_not_agree(deadline: Deadline) -> None:
    _end(deadline, "let_submission_lapse", "arbitration.submission_unanswered", NOT_AGREED)


@on_due("arbitration.referral.preparing")
def applicant_did_not_send(deadline: Deadline) -> None:
    _end(deadline, "lapse", "arbitration.lapsed", LAPSED)


@on_due("arbitration.referral.sent")
def commission_did_not_answer(deadline: Deadline) -> None:
    _end(deadline, "expire", "arbitration.referral_unanswered", UNANSWERED)


@on_due("arbitration.referral.accepted")
def no_result_was_reported(deadline: Deadline) -> None:
    _end(deadline, "give_up_waiting", "arbitration.result_unreported", UNANSWERED)


def _end(deadline: Deadline, name: str, verb: str, ground: str) -> None:
    with acting_in(deadline.object_id, by=None) as referral:
        step(referral, name, by=None, verb=verb)
        return_to_choice(referral, by=None, ground=ground)
