"""What follows from service: a time limit starts when a paper has arrived, and never before (procedures §11.3)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from notices.models import Notice
from notices.services import record_acting_on, record_reading
from notices.states import Means, NoticeState, PaperKind
from rulebook.selectors import live_deadline

from .. import documents
from ..answers import IN_PART, WITH_ALL, answers_of, time_runs_from
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
    from django.db.models import QuerySet

    from accounts.models import User

    from ..answers import Answers

#: What is written down of a notice's way, by the event that `notices` tells of.
VERBS = {
    "prepared": "disputes.notice_waits",
    "sent": "disputes.notice_sent",
    "arrived": "disputes.notice_arrived",
    "failed": "disputes.notice_failed",
    "refused": "disputes.notice_refused",
    "came_back": "disputes.notice_came_back",
    "arrived_sooner": "disputes.notice_arrived_sooner",
}
ARRIVALS = {"arrived", "arrived_sooner"}

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
        news = _news(case, notice, event)
        if news is None:
            return
        facts = _facts(case, notice)
        if notice.has_arrived:
            facts["at"] = notice.arrived_at
        note(case, VERBS[news], by=by, facts=facts)
        if case.state == State.CLOSED:
            return
        if news in ARRIVALS:
            _count_from_arrival(case, notice, by)
        elif event == "sent":
            _give_time_to_serve(case, kind)
        elif event == "came_back":
            _do_without(case, notice, by)


def _news(case: Dispute, notice: Notice, event: str) -> str | None:
    """Of several notices of one paper to one party the earliest arrival counts; a later one is no news."""
    if event not in ARRIVALS:
        return event
    others = _notices_like(case, notice).exclude(pk=notice.pk).exclude(arrived_at=None)
    if (known := others.order_by("arrived_at").first()) is None:
        return event
    assert notice.arrived_at is not None and known.arrived_at is not None
    return "arrived_sooner" if notice.arrived_at < known.arrived_at else None


def _notices_like(case: Dispute, notice: Notice) -> QuerySet[Notice]:
    """What was sent to the same party for the same purpose; of opinions only the same one."""
    found = Notice.objects.filter(
        paper__chain=case.chain_id, paper__kind=notice.paper.kind, addressee_key=notice.addressee_key
    )
    return found.filter(paper=notice.paper) if notice.paper.kind == PaperKind.OPINION else found


def _facts(case: Dispute, notice: Notice) -> dict[str, Any]:
    party = next((party for party in case.parties.all() if party.key == notice.addressee_key), None)
    return {"party": party.pk if party else None, "kind": str(notice.paper.kind), "notice": notice.pk}


def _count_from_arrival(case: Dispute, notice: Notice, by: User | None) -> None:
    """Once with everybody: from the last arrival. What is running moves when what it runs from does."""
    if AWAITED.get(case.state) != notice.paper.kind or (since := served_at(case)) is None:
        return
    if case.state == State.SERVING:
        transit(case, "start_answering", by=by, verb=WITH_ALL, clocks=CLOCKS, since=since)
    elif case.state == State.OPINION_SERVING:
        transit(case, "start_replying", by=by, verb="disputes.opinion_served", clocks=CLOCKS, since=since)
    else:
        _move_clock(case, notice, since, by)


def _move_clock(case: Dispute, notice: Notice, since: datetime, by: User | None) -> None:
    """Later: somebody was served who had not been. Earlier: a receipt came to light (在线诉讼规则 31)."""
    running = live_deadline(case, deadline_kind(case, case.state))
    if running is None or running.started_at == since:
        return
    verb = "disputes.time_restarted" if since > running.started_at else "disputes.time_corrected"
    start_clock(case, CLOCKS, since=since)
    note(case, verb, by=by, facts={**_facts(case, notice), "since": since})


def served_at(case: Dispute) -> datetime | None:
    """From when the time limit runs that depends on the paper of this state; None while it does not."""
    if AWAITED.get(case.state) == PaperKind.ANSWER_NOTICE:
        return time_runs_from(case)
    found = deliveries(case)
    arrivals = [delivery.arrived_at for delivery in found if delivery.arrived_at is not None]
    return max(arrivals) if found and len(arrivals) == len(found) else None


def _give_time_to_serve(case: Dispute, kind: str) -> None:
    """A new way is tried: the period for service runs from then."""
    if case.state in {State.SERVING, State.OPINION_SERVING} and AWAITED[case.state] == kind:
        start_clock(case, CLOCKS)


def _do_without(case: Dispute, notice: Notice, by: User | None) -> None:
    """What had counted as arrived is back. Its period for service begins again, unless that was over already and
    somebody else has the notice: then the case goes on with them alone."""
    if case.state != State.ANSWERING or AWAITED[case.state] != notice.paper.kind:
        return
    if (since := served_at(case)) is None:
        transit(case, "resume_service", by=by, verb="disputes.service_undone", clocks=CLOCKS)
    elif answers_of(case).open:
        _move_clock(case, notice, since, by)
    else:
        go_on_with_the_served(case, by=by)


def go_on_with_the_served(case: Dispute, *, by: User | None) -> None:
    """Everybody who has the notice has answered: nobody waits for those who could not be reached."""
    unserved = [party.pk for party in answers_of(case).unserved]
    transit(
        case, "answer", by=by, verb="disputes.served_answered", clocks=CLOCKS, facts={"unserved": unserved}
    )


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
        elif (answers := answers_of(case)).served:
            _go_on_in_part(case, answers)
        else:
            outcome, ground, verb = REFUSED if is_refused else UNREACHED
            transit(case, "close_unserved", by=None, verb=verb, clocks=CLOCKS, outcome=outcome, ground=ground)
            issue(case, documents.unreached(case), by=None)
            end_case(case, by=None)


def _go_on_in_part(case: Dispute, answers: Answers) -> None:
    now = timezone.now()
    facts = {
        "served": [party.pk for party in answers.served],
        "unserved": [party.pk for party in answers.unserved],
        "since": now,
    }
    transit(case, "start_answering", by=None, verb=IN_PART, clocks=CLOCKS, facts=facts, since=now)
    if not answers.open:
        go_on_with_the_served(case, by=None)


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
