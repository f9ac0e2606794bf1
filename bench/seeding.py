"""A hundred thousand disputes in seconds, spread as a busy office would have them. Always the same ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from accounts.models import Organisation, User
from accounts.states import OrganisationKind
from disputes.models import Dispute, Party, Satisfaction
from disputes.states import Origin, Outcome, PartyRole, State
from docket.models import Chain, Entry
from rulebook.models import Deadline
from rulebook.selectors import categories, regions

BEIJING = ZoneInfo("Asia/Shanghai")
BATCH = 2000
OPEN_STATES = [state for state in State if state not in (State.DRAFT, State.CLOSED)]
OUTCOMES = [Outcome.SETTLED, Outcome.MEDIATED, Outcome.OPINION_ACCEPTED, Outcome.DECLINED]
OUTCOMES += [Outcome.WITHDRAWN, Outcome.UNRESOLVED, Outcome.AWARDED, Outcome.LAPSED]
WEIGHTS = [30, 22, 12, 9, 8, 12, 3, 4]


def seed_disputes(number: int, *, now: datetime, seed: int = 7, years: int = 3) -> None:
    """`number` disputes filed over the years before `now`: nine in ten closed, one in six with an answer."""
    chance = random.Random(seed)
    keeper = User.objects.filter(email="seed@bench.example").first() or User.objects.create_user(
        "seed@bench.example", is_active=False
    )
    platforms = _platforms(60)
    made = _disputes(number, chance, keeper, platforms, now, timedelta(days=365 * years))
    while batch := list(islice(made, BATCH)):
        with transaction.atomic():
            _save(batch, chance, now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE disputes_dispute")


def _platforms(number: int) -> list[Organisation]:
    names = [f"Bench platform {n:02}" for n in range(number)]
    Organisation.objects.bulk_create(
        Organisation(kind=OrganisationKind.PLATFORM, name=name, is_active=False)
        for name in names
        if not Organisation.objects.filter(name=name).exists()
    )
    return list(Organisation.objects.filter(name__in=names).order_by("name"))


def _disputes(
    number: int,
    chance: random.Random,
    keeper: User,
    platforms: list[Organisation],
    now: datetime,
    over: timedelta,
) -> Iterator[Dispute]:
    kinds, places = categories(), [region.code for region in regions()] + [""]
    first = Dispute.objects.filter(reference__startswith="BENCH-").count()
    for n in range(first, first + number):
        kind = kinds[int(len(kinds) * chance.random() ** 2)]
        filed_at = now - over * chance.random()
        took = timedelta(days=chance.lognormvariate(3.2, 0.7))
        is_closed = filed_at + took < now
        yield Dispute(
            reference=f"BENCH-{n:07}",
            state=State.CLOSED if is_closed else chance.choice(OPEN_STATES),
            outcome=chance.choices(OUTCOMES, WEIGHTS)[0] if is_closed else "",
            origin=chance.choices([Origin.ONLINE, Origin.DESK], [9, 1])[0],
            sector=kind.sector,
            category=kind.code,
            title="Bench",
            narrative="事情经过。"
            * 120,  # as long as people write: what a scan of the rows would have to pass
            region=chance.choice(places),
            platform=chance.choice(platforms) if chance.random() < 0.9 else None,
            created_by=keeper,
            filed_at=filed_at,
            closed_at=filed_at + took if is_closed else None,
        )


def _save(batch: list[Dispute], chance: random.Random, now: datetime) -> None:
    chains = Chain.objects.bulk_create(Chain() for _dispute in batch)
    for dispute, chain in zip(batch, chains, strict=True):
        dispute.chain = chain
    Dispute.objects.bulk_create(batch)
    closed = [dispute for dispute in batch if dispute.state == State.CLOSED and chance.random() < 1 / 6]
    parties = Party.objects.bulk_create(Party(dispute=d, role=PartyRole.COMPLAINANT) for d in closed)
    Satisfaction.objects.bulk_create(
        Satisfaction(dispute=party.dispute, party=party, score=chance.choice([1, 2, 3, 4, 4, 5, 5, 5]))
        for party in parties
    )
    _move(batch, chance, now)


def _move(batch: list[Dispute], chance: random.Random, now: datetime) -> None:
    """Open cases have a last move in their docket and a deadline; some lie in the past."""
    running = [dispute for dispute in batch if dispute.state != State.CLOSED]
    Entry.objects.bulk_create(
        Entry(
            chain=dispute.chain,
            seq=1,
            at=dispute.filed_at,
            verb="bench.moved",
            actor=chance.choice(["user:1", "user:1", "clock"]),
            facts={"from": "", "to": str(dispute.state)},
            previous="0" * 64,
            hash="0" * 64,
        )
        for dispute in running
    )
    subject = ContentType.objects.get_for_model(Dispute)
    due = [now + timedelta(days=chance.uniform(-1, 20)) for _dispute in running]
    Deadline.objects.bulk_create(
        Deadline(
            content_type=subject,
            object_id=dispute.pk,
            kind=f"disputes.dispute.{dispute.state}",
            started_at=dispute.filed_at,
            due_at=at,
            due_on=at.astimezone(BEIJING).date(),
        )
        for dispute, at in zip(running, due, strict=True)
    )
