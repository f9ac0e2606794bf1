"""Sessions on their way, by the same services as pages use."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from disputes.models import Party
from mediation.models import Session
from mediation.services import answer_times, fix_session, propose_session, record_attendance
from tests.mediation.cases import Case
from tests.rigs.retold import retold

Span = tuple[datetime, datetime]


def evening(days: int, *, hour: int = 19, minutes: int = 60) -> Span:
    """19:30 so many days ahead."""
    day = timezone.localtime() + timedelta(days=days)
    starts_at = day.replace(hour=hour, minute=30, second=0, microsecond=0)
    return starts_at, starts_at + timedelta(minutes=minutes)


def proposed(case: Case, *, days: tuple[int, ...] = (5, 6), **more: object) -> Session:
    return propose_session(
        case.mediation, by=case.cast.mediator, times=[evening(day) for day in days], **more
    )


def says(session: Session, person: User, *answers: str, **more: object) -> Session:
    """One answer a time, in the order of the times."""
    times = session.times.order_by("starts_at")
    ticks = {time.pk: suits for time, suits in zip(times, answers, strict=True)}
    return answer_times(session, by=person, ticks=ticks, **more)


@retold
def fixed(case: Case, *, days: int = 5, party: Party | None = None, **more: object) -> Session:
    """All said yes to the only time."""
    session = proposed(case, days=(days,), party=party, **more)
    people = [case.cast.complainant, case.cast.respondent]
    if party is not None:
        people = [party.user]
    for person in people:
        says(session, person, "yes")
    session.refresh_from_db()
    return session


def chosen(session: Session, case: Case, number: int = 0) -> Session:
    fix_session(session, by=case.cast.mediator, time=session.times.order_by("starts_at")[number])
    session.refresh_from_db()
    return session


def missed(case: Case, travel, *, days: int = 5, excused: bool = False) -> Session:
    """王强 did not come."""
    session = fixed(case, days=days)
    travel.to(session.starts_at + timedelta(minutes=20))
    record_attendance(
        session,
        by=case.cast.mediator,
        outcome="not_held",
        came={case.li.pk: True, case.wang.pk: False},
        excused=[case.wang.pk] if excused else [],
    )
    session.refresh_from_db()
    return session
