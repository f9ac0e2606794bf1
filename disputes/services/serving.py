"""What follows from service: a time limit starts when a paper has arrived, and never before (procedures §11.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from notices.models import Notice
from notices.services import record_acting_on, record_reading
from notices.states import Means, PaperKind

from .. import documents
from ..answers import IN_PART, answers_of
from ..engine import acting, acting_person, note, officer_taking_down, start_clock, transit
from ..exceptions import NotLawfulNow
from ..models import Dispute, Party
from ..policies import is_on_desk
from ..selectors import AWAITED, deliveries
from ..states import CLOCKS, NOT_YET_SERVED, Outcome, State
from .falling_away import drop_contact, lose_service
from .papers import issue
from .roads import end_case, leave_unresolved
from .time_from_service import count_from_arrival, facts_of, go_on_with_the_served

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
    "arrived_later": "disputes.notice_arrived_later",
    "not_reached": "disputes.notice_not_reached",
    "doubted": "disputes.arrival_doubted",
    "kept": "disputes.arrival_kept",
}
ARRIVALS = {"arrived", "arrived_sooner"}
#: Nobody brings what nobody has to act on any more; that it had not arrived may still be found out.
DELIVERING = {*VERBS} - {"came_back", "arrived_later", "not_reached", "doubted", "kept"}
#: What had counted as arrived has not, or not then.
FALLEN = {"came_back", "arrived_later", "not_reached"}

#: How a case ends in which nobody was served: outcome, ground, verb. Who would not take the notice was found.
REFUSED = (Outcome.SERVICE_REFUSED, "closing.service_refused", "disputes.service_refused")
UNREACHED = (Outcome.UNREACHED, "closing.unreachable", "disputes.unreached")


def follow_service(dispute: Dispute, *, notice: Notice, event: str, by: User | None) -> None:
    """Bring the case in line with what became of a notice that somebody has to act on."""
    kind = notice.paper.kind
    if event == "ended" and AWAITED.get(dispute.state) == kind and dispute.state in NOT_YET_SERVED.values():
        raise NotLawfulNow(_("案件正在等这份文书送达，不能停下来；期间届满会自动处理。"))
    if event == "address_fell":
        drop_contact(dispute, notice=notice, by=by)
    if kind not in AWAITED.values() or event not in VERBS:
        return
    with acting(dispute, by=by, nobody="system") as case:
        by = by or acting_person()  # what sets out or arrives within somebody's act follows from that
        if case.state == State.CLOSED and event in DELIVERING and by is not None and is_on_desk(by, case):
            raise NotLawfulNow()  # nobody has to act on it any more
        news = _news(case, notice, event)
        if news is None:
            return
        facts = facts_of(case, notice)
        if notice.has_arrived:
            facts["at"] = notice.arrived_at
        note(case, VERBS[news], by=by, facts=facts)
        if case.state == State.CLOSED:
            return
        if news in ARRIVALS:
            count_from_arrival(case, notice, by)
        elif event == "sent":
            _give_time_to_serve(case, kind)
        elif event in FALLEN:
            lose_service(case, notice, by)


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


def _give_time_to_serve(case: Dispute, kind: str) -> None:
    """A new way is tried: the period for service runs from then."""
    if case.state in {State.SERVING, State.OPINION_SERVING} and AWAITED[case.state] == kind:
        start_clock(case, CLOCKS)


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
    """Whoever does what a notice asks for has received it (在线诉讼规则 31): said where the act is done.

    Of what had arrived already it is one proof more, which stands when the first one falls.
    """
    means = Means.DIRECT if officer_taking_down(party) is not None else Means.SITE
    for notice in _delivered(case, party, kind):
        record_acting_on(notice, by, means=means)


def has_read(dispute: Dispute, party: Party, kind: str, *, by: User) -> None:
    """The page shows what the notice says: opening it is opening the notice."""
    for notice in _delivered(dispute, party, kind):
        record_reading(notice, by)


def _delivered(dispute: Dispute, party: Party, kind: str) -> list[Notice]:
    """The attempt that counts with this party: by which it came first, or the newest."""
    found = [delivery.counting for delivery in deliveries(dispute, kind) if delivery.party.pk == party.pk]
    return [notice for notice in found if notice is not None]
