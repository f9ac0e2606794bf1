"""Other days than agreed: later, when the creditor agrees; sooner, when the agreement says so after a breach."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from rulebook.services import set_deadline

from ..engine import acting, deadline_kind, note
from ..exceptions import NotLawfulNow, NotPermitted, NotValid
from ..models import Dispute, Obligation, Party
from ..policies import speaks_for
from ..states import ObligationState
from .obligations import move, owed_now, resume_if_possible, start_due_clock, stop_due_clock

if TYPE_CHECKING:
    from accounts.models import User

O = ObligationState  # noqa: E741
CALL_REMINDERS = (1, 0)


def extend_obligation(obligation: Obligation, *, by: User, due_on: date) -> Obligation:
    """The creditor gives more time, also before the day; the case goes back to performance when nothing is overdue."""
    if due_on < timezone.localdate():
        raise NotValid(_("新的履行日期不能早于今天。"), code="bad_date")
    with acting(obligation.dispute, by=by) as case:
        owed = owed_now(obligation)
        if not speaks_for(by, owed.creditor, needs_special_mandate=True):
            raise NotPermitted()
        if owed.state == O.DUE and due_on == owed.due_on:
            return owed  # pressed twice
        if owed.state == O.DUE and due_on < owed.due_on:
            raise NotValid(_("新的日期不能早于现在约定的日期。"), code="sooner")
        stop_due_clock(owed)
        move(
            owed,
            "postpone" if owed.state == O.DUE else "extend",
            by,
            "disputes.obligation_extended",
            due_on=due_on,
        )
        start_due_clock(owed)
        resume_if_possible(case, by)
    return owed


def ask_for_time(obligation: Obligation, *, by: User, due_on: date, reason: str = "") -> Obligation:
    """The obligor asks for a later day. It is a question: until the creditor agrees, the agreed day stands."""
    if due_on < timezone.localdate():
        raise NotValid(_("新的履行日期不能早于今天。"), code="bad_date")
    with acting(obligation.dispute, by=by) as case:
        owed = owed_now(obligation)
        if not speaks_for(by, owed.obligor):
            raise NotPermitted()
        if owed.state not in {O.DUE, O.BREACHED}:
            raise NotLawfulNow()
        if due_on <= owed.due_on:
            raise NotValid(_("新的日期要晚于现在约定的日期。"), code="sooner")
        if (owed.asked_due_on, owed.asked_reason) == (due_on, reason):
            return owed  # pressed twice
        owed.asked_due_on, owed.asked_reason = due_on, reason
        owed.save()
        note(
            case,
            "disputes.more_time_asked",
            by=by,
            facts={"obligation": owed.pk, "due_on": due_on.isoformat()},
            sealed={"reason": reason},
        )
    return owed


def answer_for_time(obligation: Obligation, *, by: User, agrees: bool) -> Obligation:
    """The creditor says yes to the day that was asked for, or leaves the agreed one."""
    with acting(obligation.dispute, by=by) as case:
        owed = owed_now(obligation)
        if not speaks_for(by, owed.creditor, needs_special_mandate=True):
            raise NotPermitted()
        if owed.asked_due_on is None:
            raise NotLawfulNow()
        if agrees:
            return extend_obligation(owed, by=by, due_on=owed.asked_due_on)
        owed.asked_due_on, owed.asked_reason = None, ""
        owed.save()
        note(case, "disputes.more_time_refused", by=by, facts={"obligation": owed.pk})
    return owed


def callable_obligations(dispute: Dispute, creditor: Party) -> list[Obligation]:
    """What this creditor may call due: agreed, an instalment of the same debtor missed, money still to come."""
    settlement = dispute.settlements.filter(replaced_at=None, accelerates=True).first()
    if settlement is None:
        return []
    owed = [each for each in settlement.obligations.filter(creditor=creditor) if each.is_money]
    missed = {each.obligor_id for each in owed if each.state == O.BREACHED}
    return [
        each
        for each in owed
        if each.state == O.DUE and each.obligor_id in missed and each.called_due_at is None
    ]


def call_whole_sum(dispute: Dispute, *, by: User) -> list[Obligation]:
    """After a breach everything still to come is due, as the agreement says; the debtor has the days of the rule."""
    with acting(dispute, by=by) as case:
        creditors = [
            party for party in case.parties.all() if speaks_for(by, party, needs_special_mandate=True)
        ]
        if not creditors:
            raise NotPermitted()
        found = [owed_now(each) for party in creditors for each in callable_obligations(case, party)]
        if not found:
            raise NotLawfulNow(_("现在不能要求余款一次付清。"), code="not_callable")
        for owed in found:
            kind = deadline_kind(owed, O.DUE)
            before = owed.due_on
            deadline = set_deadline(
                owed, kind, "sum_called_due", filed_at=case.filed_at, remind_days=CALL_REMINDERS
            )
            move(
                owed,
                "call_due",
                by,
                "disputes.whole_sum_called",
                due_on=min(deadline.due_on, before),
            )
            if before < deadline.due_on:
                start_due_clock(owed)
    return found
