"""What happens when the applicant or the commission lets its time run out."""

from __future__ import annotations

from disputes.engine import acting, transit
from disputes.services.silence import try_lock_case
from rulebook.clock import lock_subject, on_due
from rulebook.models import Deadline

from ..models import Referral
from ..states import CLOCKS
from .referring import locked_referral, return_to_choice


@lock_subject("arbitration.Referral")
def _lock_referral(pk: int) -> bool:
    case = Referral.objects.filter(pk=pk).values_list("dispute", flat=True).first()
    return case is not None and try_lock_case(case)


@on_due("arbitration.referral.preparing")
def applicant_did_not_send(deadline: Deadline) -> None:
    _end(deadline, "lapse", "arbitration.lapsed", "arbitration_lapsed")


@on_due("arbitration.referral.sent")
def commission_did_not_answer(deadline: Deadline) -> None:
    _end(deadline, "expire", "arbitration.referral_unanswered", "arbitration_unanswered")


@on_due("arbitration.referral.accepted")
def no_result_was_reported(deadline: Deadline) -> None:
    _end(deadline, "give_up_waiting", "arbitration.result_unreported", "arbitration_unanswered")


def _end(deadline: Deadline, name: str, verb: str, ground: str) -> None:
    subject: Referral = deadline.subject
    with acting(subject.dispute_id, by=None) as case:
        referral = locked_referral(subject.pk)
        transit(referral, name, by=None, verb=verb, clocks=CLOCKS, facts={"referral": referral.pk})
        return_to_choice(case, referral, by=None, ground=ground)
