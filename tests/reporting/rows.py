"""Disputes put straight into the database, for counting: no service could make so many, so odd."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.contenttypes.models import ContentType

from accounts.models import Organisation, User
from disputes.models import Dispute, Party, Satisfaction
from disputes.states import PartyRole, State
from docket.models import Chain, Entry
from docket.services import record
from rulebook.models import Deadline

BEIJING = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 12, tzinfo=BEIJING)


def at(year: int, month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BEIJING)


def put(
    by: User,
    *,
    filed_at: datetime = NOW,
    outcome: str = "",
    days: float = 0,
    state: str = "",
    scores: tuple[int, ...] = (),
    mover: str = "",
    due_in_days: float | None = None,
    **fields,
) -> Dispute:
    """One case: closed after `days` when it has an outcome, else open in `state`."""
    closed_at = filed_at + timedelta(days=days) if outcome else None
    dispute = Dispute.objects.create(
        chain=Chain.objects.create(),
        reference=f"T-{Dispute.objects.count():06}",
        state=State.CLOSED if outcome else state or State.ANSWERING,
        outcome=outcome,
        created_by=by,
        filed_at=filed_at,
        closed_at=closed_at,
        **{"sector": "zhongbao", "category": "unpaid_remuneration", **fields},
    )
    for score in scores:
        party = Party.objects.create(dispute=dispute, role=PartyRole.COMPLAINANT)
        Satisfaction.objects.create(dispute=dispute, party=party, score=score, given_at=closed_at or NOW)
    if mover:
        record(dispute.chain, "test.moved", by=mover, facts={"from": "filed", "to": dispute.state})
        record(dispute.chain, "test.read", by="user:1", facts={"page": 1})
    if due_in_days is not None:
        set_due(dispute, due_in_days)
    return dispute


def set_due(subject, days: float, **fields) -> Deadline:
    due_at = NOW + timedelta(days=days)
    return Deadline.objects.create(
        content_type=ContentType.objects.get_for_model(subject),
        object_id=subject.pk,
        kind="test.due",
        started_at=NOW - timedelta(days=30),
        due_at=due_at,
        due_on=due_at.astimezone(BEIJING).date(),
        **fields,
    )


def last_mover(dispute: Dispute) -> str:
    """By brute force: who made the last change of state."""
    entries = [
        entry for entry in Entry.objects.filter(chain=dispute.chain).order_by("seq") if "to" in entry.facts
    ]
    return entries[-1].actor if entries else ""


def platform_named(name: str) -> Organisation:
    return Organisation.objects.get_or_create(kind="platform", name=name)[0]
