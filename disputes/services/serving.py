"""What follows from service: a time limit starts when a paper has arrived, and never before (procedures §11.3)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from notices.services import record_acting_on, record_reading
from notices.states import Means, NoticeState
from rulebook.selectors import live_deadline

from .. import documents
from ..engine import (
    acting,
    acting_person,
    deadline_kind,
    note,
    officer_taking_down,
    start_clock,
    transit,
)
from ..exceptions import NotLawfulNow
from ..models import Dispute, Party
from ..policies import is_on_desk
from ..selectors import AWAITED, deliveries
from ..states import CLOCKS, NOT_YET_SERVED, Outcome, State
from .papers import issue
from .roads import end_case, leave_unresolved

if TYPE_CHECKING:
    from accounts.models import User
    from notices.models import Notice

#: What is written down of a notice's way, by the event that `notices` tells of.
VERBS = {
    "prepared": "disputes.notice_waits",
    "sent": "disputes.notice_sent",
    "arrived": "disputes.notice_arrived",
    "failed": "disputes.notice_failed",
    "refused": "disputes.notice_refused",
    "came_back": "disputes.notice_came_back",
}

#: How a case ends in which nobody was served: outcome, ground, verb. Who would not take the notice was found.
REFUSED = (Outcome.SERVICE_REFUSED, "closing.service_refused", "disputes.service_refused")
UNREACHED = (Outcome.UNREACHED, "closing.unreachable", "disputes.unreached")


def follow_service(dispute: Dispute, *, notice: Notice, event: str, by: User | None) -> None:
    """Bring the case in line with what became of a notice that somebody has to act on."""
    kind = notice.paper.kind
    if event == "ended" and AWAITED.get(dispute.state) == kind and dispute.state in NOT_YET_SERVED.values():
        raise NotLawfulNow(_("案件正在等这份文书送达，不能停下来；期间届满会自动处理。"))
    if kind not in AWAITED.values() or event not in VERBS:
        return
    with acting(dispute, by=by, nobody="system") as case:
        by = by or acting_person()  # what sets out or arrives within somebody's act follows from that
        if case.state == State.CLOSED and by is not None and is_on_desk(by, case):
            raise NotLawfulNow()  # nobody has to act on it any more
        party = next((party for party in case.parties.all() if party.key == notice.addressee_key), None)
        facts = {"party": party.pk if party else None, "kind": str(kind), "notice": notice.pk}
        note(case, VERBS[event], by=by, facts=facts)
        if case.state == State.CLOSED:
            return
        if event == "arrived":
            _count_from_arrival(case, notice, by)
        elif event == "sent":
            _give_time_to_serve(case, kind)
        elif event == "came_back":
            _wait_again(case, kind, by)


def _count_from_arrival(case: Dispute, notice: Notice, by: User | None) -> None:
    """Once with everybody: from the last arrival. A later service of a new notice starts the time limit anew."""
    if case.state == State.SERVING and (since := served_at(case)) is not None:
        transit(
            case, "start_answering", by=by, verb="disputes.respondents_served", clocks=CLOCKS, since=since
        )
    elif case.state == State.OPINION_SERVING and (since := served_at(case)) is not None:
        transit(case, "start_replying", by=by, verb="disputes.opinion_served", clocks=CLOCKS, since=since)
    elif AWAITED.get(case.state) == notice.paper.kind and case.state in {
        State.ANSWERING,
        State.OPINION_ISSUED,
    }:
        running = live_deadline(case, deadline_kind(case, case.state))
        if running is not None and notice.arrived_at is not None and running.started_at < notice.arrived_at:
            start_clock(case, CLOCKS, since=notice.arrived_at)


def served_at(case: Dispute) -> datetime | None:
    """When the paper that the case waits for had arrived with the last of those it is for; None while it has not."""
    found = deliveries(case)
    arrivals = [delivery.arrived_at for delivery in found if delivery.arrived_at is not None]
    return max(arrivals) if found and len(arrivals) == len(found) else None


def _give_time_to_serve(case: Dispute, kind: str) -> None:
    """A new way is tried: the period for service runs from then."""
    if case.state in {State.SERVING, State.OPINION_SERVING} and AWAITED[case.state] == kind:
        start_clock(case, CLOCKS)


def _wait_again(case: Dispute, kind: str, by: User | None) -> None:
    if case.state == State.ANSWERING and AWAITED[case.state] == kind and served_at(case) is None:
        transit(case, "resume_service", by=by, verb="disputes.service_undone", clocks=CLOCKS)


def end_service_period(dispute: Dispute) -> None:
    """The period for service is over. Who was reached has to answer; when nobody was, the case ends here.

    The complainant gets a paper that says so, with what was tried and when the complaint was made.
    """
    with acting(dispute, by=None) as case:
        found = deliveries(case)
        is_refused = any(delivery.was_refused for delivery in found)
        if case.state == State.OPINION_SERVING:
            ground = "closing.opinion_refused" if is_refused else "closing.opinion_unserved"
            leave_unresolved(case, by=None, ground=ground, verb="disputes.opinion_unserved")
        elif any(delivery.arrived_at for delivery in found):
            transit(case, "start_answering", by=None, verb="disputes.served_in_part", clocks=CLOCKS)
        else:
            outcome, ground, verb = REFUSED if is_refused else UNREACHED
            transit(case, "close_unserved", by=None, verb=verb, clocks=CLOCKS, outcome=outcome, ground=ground)
            issue(case, documents.unreached(case), by=None)
            end_case(case, by=None)


def has_acted_on(case: Dispute, party: Party, kind: str, *, by: User) -> None:
    """Whoever does what a notice asks for has received it (在线诉讼规则 31): said where the act is done."""
    means = Means.DIRECT if officer_taking_down(party) is not None else Means.SITE
    for notice in _waiting(case, party, kind):
        record_acting_on(notice, by, means=means)


def has_read(dispute: Dispute, party: Party, kind: str, *, by: User) -> None:
    """The page shows what the notice says: opening it is opening the notice."""
    for notice in _waiting(dispute, party, kind):
        record_reading(notice, by)


def _waiting(dispute: Dispute, party: Party, kind: str) -> list[Notice]:
    found = deliveries(dispute, kind)
    return [
        notice
        for delivery in found
        if delivery.party.pk == party.pk and delivery.arrived_at is None
        for notice in delivery.notices[-1:]
        if notice.state != NoticeState.ARRIVED
    ]
