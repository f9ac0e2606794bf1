"""Who has the answer notice, who has answered and who kept silent: one rule for turns, clock, pages, log and papers.

The time to answer is one for all respondents (rule `respondent_answer`, a rule of the platform): from the last arrival,
so that nobody has less than the rule gives from their own (民诉法 128 counts each from their own receipt). When the
period for service ends with somebody unserved, it runs from that end for those who have it, and it binds nobody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from notices.states import PaperKind
from rulebook.selectors import end_of_period

from .selectors import deliveries, period_from_service, respondents
from .states import CLOCKS, State
from .turns import asked_once

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from .models import Dispute, Party
    from .selectors import Delivery

#: How the time to answer began; the entry of the latter says from when (`since`).
WITH_ALL, IN_PART = "disputes.respondents_served", "disputes.served_in_part"
#: The time to answer was over; the entry says who had the notice and was silent, and who never had it.
ENDED = ("disputes.answer_time_ended", "disputes.respondent_silent")
#: While a case stands there, time to answer runs, or will.
TIMED = frozenset({State.FILED, State.COMPLETING, State.SERVING, State.ANSWERING})
#: While a case stands there, an answer is taken into the file.
TAKING = frozenset({State.SERVING, State.ANSWERING, State.NEGOTIATING, State.REVIEWING})


@dataclass(frozen=True)
class Answers:
    """The respondents of a case, each in one list."""

    answered: tuple[Party, ...] = ()
    open: tuple[Party, ...] = ()  # have the notice, have not answered, and no time has run out on them
    silent: tuple[Party, ...] = ()  # had the notice when the time to answer ended, and had not answered
    unserved: tuple[Party, ...] = ()

    @property
    def served(self) -> tuple[Party, ...]:
        return (*self.answered, *self.open, *self.silent)


@asked_once
def answers_of(dispute: Dispute) -> Answers:
    """Who stands how. A respondent to whom nobody ever sent a notice (history from before) is in no list."""
    answered = set(dispute.responses.values_list("party", flat=True))
    ended = dispute.chain.entries.filter(verb__in=ENDED).order_by("seq").last()
    silent = set(ended.facts.get("silent", ())) if ended is not None else set()
    lists: dict[str, list[Party]] = {"answered": [], "open": [], "silent": [], "unserved": []}
    for delivery in deliveries(dispute, PaperKind.ANSWER_NOTICE):
        name = _list_of(delivery, answered)
        if name == "open" and ended is not None and delivery.party.pk in silent:
            name = "silent" if _had_the_time(dispute, delivery, ended.at) else "open"
        if name is not None:
            lists[name].append(delivery.party)
    return Answers(**{name: tuple(parties) for name, parties in lists.items()})


def _list_of(delivery: Delivery, answered: set[int]) -> str | None:
    if delivery.party.pk in answered:
        return "answered"
    if not delivery.notices:
        return None
    return "unserved" if delivery.arrived_at is None else "open"


def _had_the_time(dispute: Dispute, delivery: Delivery, ended_at: datetime) -> bool:
    """By the arrival as it is recorded now, the time to answer was over for this one. An arrival that fell and came
    anew makes nobody silent in a time that did not run for them."""
    if delivery.arrived_at is None:
        return False
    rule = CLOCKS[State.ANSWERING].rule
    return end_of_period(rule, start=delivery.arrived_at, filed_at=dispute.filed_at) <= ended_at


def time_runs_from(dispute: Dispute) -> datetime | None:
    """When the time to answer began, by the arrivals as they are recorded now; None while it has not.

    The earliest arrival with each respondent counts (在线诉讼规则 31).
    """
    found = deliveries(dispute, PaperKind.ANSWER_NOTICE)
    arrivals = [delivery.arrived_at for delivery in found if delivery.arrived_at is not None]
    if not arrivals:
        return None
    if (ended := service_ended_at(dispute)) is not None:
        return max([ended, *arrivals])
    return max(arrivals) if len(arrivals) == len(found) else None


def service_ended_at(dispute: Dispute) -> datetime | None:
    """When the period for service ended with somebody unserved, if the time to answer that runs now began so."""
    if dispute.state != State.ANSWERING:
        return None
    began = dispute.chain.entries.filter(verb__in=[WITH_ALL, IN_PART]).order_by("seq").last()
    if began is None or began.verb != IN_PART:
        return None
    return datetime.fromisoformat(began.facts["since"])


def time_to_answer(dispute: Dispute) -> str | _StrPromise:
    """How long there is to answer and from when, for one respondent or for several; the same on papers and in messages.

    Exactly what `time_runs_from` does.
    """
    period = period_from_service(dispute, CLOCKS[State.ANSWERING].rule)
    if dispute.state not in TIMED:
        return gettext_lazy("本案的答复阶段已经结束，没有另外的答复期限。")
    if len(respondents(dispute)) < 2:
        return format_lazy(gettext_lazy("答复期限从答辩通知送达时起算，为 {period}。"), period=period)
    return format_lazy(
        gettext_lazy(
            "答复期限为 {period}，从最后一名被投诉人收到答辩通知时起算；送达期间届满仍有人没有收到的，从届满时起算，"
            "只对已经收到的人计算；起算以后又有人收到的，从其收到时重新起算。"
        ),
        period=period,
    )


def without_answer(dispute: Dispute) -> str | _StrPromise:
    """What follows from giving none, and how long one is still taken."""
    if dispute.state in TIMED:
        return gettext_lazy("逾期没有答复的，程序照常继续。")
    if dispute.state in TAKING:
        return gettext_lazy("协商和拟定处理意见期间的答复仍会收入案卷，程序不停下来等。")
    return gettext_lazy("现在不再收答复；您仍然可以查看案件，参加后面的程序。")
