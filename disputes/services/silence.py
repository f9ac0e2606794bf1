"""Silence is an act: what happens when a deadline runs out and nobody has moved."""

from __future__ import annotations

from django.db import connection

from rulebook.clock import lock_subject, on_due
from rulebook.models import Deadline

from ..answers import answers_of
from ..engine import acting, transit
from ..models import Dispute, Obligation, Payment
from ..states import CLOCKS
from .admission import admit_dispute
from .negotiation import end_negotiation
from .obligations import breach_obligation
from .paying import confirm_payment
from .performing import confirm_performance
from .reminding import remind_creditor, remind_obligor
from .roads import close_unresolved, end_case, leave_unresolved, move_on_from_negotiation
from .serving import end_service_period


def try_lock_case(dispute_pk: int) -> bool:
    """Take the case row unless somebody acts on the case just now (the clock comes back later)."""
    skip = connection.features.has_select_for_update_skip_locked
    rows = Dispute.objects.select_for_update(of=("self",), skip_locked=skip).filter(pk=dispute_pk)
    return bool(rows.values_list("pk", flat=True)[:1])


@lock_subject("disputes.Dispute")
def _lock_dispute(pk: int) -> bool:
    return try_lock_case(pk)


@lock_subject("disputes.Obligation")
def _lock_obligation(pk: int) -> bool:
    case = Obligation.objects.filter(pk=pk).values_list("settlement__dispute", flat=True).first()
    return case is not None and try_lock_case(case)


@lock_subject("disputes.Payment")
def _lock_payment(pk: int) -> bool:
    case = Payment.objects.filter(pk=pk).values_list("obligation__settlement__dispute", flat=True).first()
    return case is not None and try_lock_case(case)


def case_of(deadline: Deadline) -> Dispute:
    return Dispute.objects.get(pk=deadline.object_id)


def owed_of(deadline: Deadline) -> Obligation:
    return Obligation.objects.get(pk=deadline.object_id)


@on_due("disputes.dispute.filed")
def desk_was_silent(deadline: Deadline) -> None:
    """The desk's silence must not keep anybody waiting: the complaint counts as admitted."""
    admit_dispute(case_of(deadline), by=None)


@on_due("disputes.dispute.completing")
def completion_was_not_supplied(deadline: Deadline) -> None:
    with acting(deadline.object_id, by=None) as case:
        transit(case, "lapse", by=None, verb="disputes.lapsed", clocks=CLOCKS)
        end_case(case, by=None)


@on_due("disputes.dispute.serving", "disputes.dispute.opinion_serving")
def the_paper_did_not_arrive(deadline: Deadline) -> None:
    end_service_period(case_of(deadline))


@on_due("disputes.dispute.answering")
def respondent_was_silent(deadline: Deadline) -> None:
    """Whoever has answered may talk; when nobody has, the platform reviews, or the complainant chooses a road.

    Silent is only who had the notice.
    """
    with acting(deadline.object_id, by=None) as case:
        answers = answers_of(case)
        facts = {
            "silent": [party.pk for party in answers.open],
            "unserved": [party.pk for party in answers.unserved],
        }
        if answers.answered:
            transit(case, "answer", by=None, verb="disputes.answer_time_ended", clocks=CLOCKS, facts=facts)
        else:
            move_on_from_negotiation(case, by=None, verb="disputes.respondent_silent", facts=facts)


@on_due("disputes.dispute.negotiating")
def negotiation_time_ended(deadline: Deadline) -> None:
    end_negotiation(case_of(deadline), by=None)


@on_due("disputes.dispute.reviewing")
def platform_was_silent(deadline: Deadline) -> None:
    leave_unresolved(case_of(deadline), by=None, ground="platform_silent", verb="disputes.platform_silent")


@on_due("disputes.dispute.opinion_issued")
def opinion_was_not_accepted(deadline: Deadline) -> None:
    leave_unresolved(
        case_of(deadline), by=None, ground="opinion_not_accepted", verb="disputes.opinion_lapsed"
    )


@on_due("disputes.dispute.choosing_road", "disputes.dispute.breached")
def no_road_was_chosen(deadline: Deadline) -> None:
    close_unresolved(case_of(deadline), by=None)


@on_due("disputes.obligation.due")
def obligation_was_not_performed(deadline: Deadline) -> None:
    breach_obligation(owed_of(deadline), by=None)


@on_due("disputes.obligation.claimed")
def creditor_was_silent(deadline: Deadline) -> None:
    confirm_performance(owed_of(deadline), by=None)


@on_due("disputes.payment.reported")
def creditor_did_not_answer_a_payment(deadline: Deadline) -> None:
    """Nothing said after notice: it counts."""
    confirm_payment(Payment.objects.get(pk=deadline.object_id), by=None)


@on_due("disputes.obligation.due.reminder")
def something_is_due_soon(deadline: Deadline) -> None:
    remind_obligor(owed_of(deadline))


@on_due("disputes.payment.reported.reminder")
def a_payment_waits_for_an_answer(deadline: Deadline) -> None:
    remind_creditor(Payment.objects.get(pk=deadline.object_id))
