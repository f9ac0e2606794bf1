"""A time limit that runs from service: when it starts, when it moves, and when nobody is waited for any more."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from notices.states import PaperKind
from rulebook.selectors import live_deadline

from ..answers import WITH_ALL, answers_of, time_runs_from
from ..engine import deadline_kind, note, start_clock, transit
from ..selectors import AWAITED, deliveries
from ..states import CLOCKS, State

if TYPE_CHECKING:
    from accounts.models import User
    from notices.models import Notice

    from ..models import Dispute


def served_at(case: Dispute) -> datetime | None:
    """From when the time limit runs that depends on the paper of this state; None while it does not."""
    if AWAITED.get(case.state) == PaperKind.ANSWER_NOTICE:
        return time_runs_from(case)
    return last_arrival(case, AWAITED.get(case.state))


def last_arrival(case: Dispute, kind: str | None) -> datetime | None:
    """When the last of those it is for had it; None while somebody has not."""
    found = deliveries(case, kind) if kind else []
    arrivals = [delivery.arrived_at for delivery in found if delivery.arrived_at is not None]
    return max(arrivals) if found and len(arrivals) == len(found) else None


def count_from_arrival(case: Dispute, notice: Notice, by: User | None) -> None:
    """Once with everybody: from the last arrival. What is running moves when what it runs from does."""
    if AWAITED.get(case.state) != notice.paper.kind or (since := served_at(case)) is None:
        return
    if case.state == State.SERVING:
        transit(case, "start_answering", by=by, verb=WITH_ALL, clocks=CLOCKS, since=since)
    elif case.state == State.OPINION_SERVING:
        transit(case, "start_replying", by=by, verb="disputes.opinion_served", clocks=CLOCKS, since=since)
    else:
        move_clock(case, notice, since, by)


def move_clock(case: Dispute, notice: Notice, since: datetime, by: User | None) -> None:
    """Later: somebody was served who had not been, or a proof fell. Earlier: a receipt came to light (在线诉讼规则 31)."""
    running = live_deadline(case, deadline_kind(case, case.state))
    if running is None or running.started_at == since:
        return
    verb = "disputes.time_restarted" if since > running.started_at else "disputes.time_corrected"
    start_clock(case, CLOCKS, since=since)
    note(case, verb, by=by, facts={**facts_of(case, notice), "since": since})


def facts_of(case: Dispute, notice: Notice) -> dict[str, Any]:
    """How an entry names a delivery: to which party, of what, which attempt."""
    party = next((party for party in case.parties.all() if party.key == notice.addressee_key), None)
    return {"party": party.pk if party else None, "kind": str(notice.paper.kind), "notice": notice.pk}


def go_on_with_the_served(case: Dispute, *, by: User | None) -> None:
    """Everybody who has the notice has answered: nobody waits for those who could not be reached."""
    unserved = [party.pk for party in answers_of(case).unserved]
    transit(
        case, "answer", by=by, verb="disputes.served_answered", clocks=CLOCKS, facts={"unserved": unserved}
    )
