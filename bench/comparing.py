"""The settlement compass over a hundred thousand disputes: seconds it takes to count.

`python -m bench.comparing NAME` alone; `line(stack, cast)` among the others.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from decimal import Decimal

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    import django

    django.setup()

from django.db import connection
from django.utils import timezone

from bench.reporting import DISPUTES
from bench.seeding import BATCH, seed_disputes
from disputes.models import Claim, Dispute, Obligation, Party, Settlement
from disputes.services.comparing import keep_missing_comparable
from disputes.states import SETTLED_OUTCOMES, State
from mediation.selectors.compass import compass
from tests.cast import Cast, make_cast
from tests.mediation.cases import make_case

ROUNDS = 5


def line(stack: str, cast: Cast) -> str:
    if (missing := DISPUTES - Dispute.objects.filter(reference__startswith="BENCH-").count()) > 0:
        seed_disputes(missing, now=timezone.now())
    sow_settlements()
    keep_missing_comparable()
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE disputes_comparablecase"
        )
    dispute = make_case(cast).dispute
    waits = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        found = compass(dispute)
        waits.append(time.perf_counter() - began)
    cases = found.share.cases if found.share else 0
    return f"{stack}: the compass, {DISPUTES:,} disputes, {cases:,} of them similar: {statistics.median(waits):.2f} s"


def sow_settlements(seed: int = 11) -> None:
    """Sums claimed for all closed ones, and for the settled ones two payments."""
    chance = random.Random(seed)
    closed = Dispute.objects.filter(reference__startswith="BENCH-", state=State.CLOSED, amount=None)
    while batch := list(closed.order_by("pk")[:BATCH]):
        for dispute in batch:
            dispute.amount = Decimal(int(chance.lognormvariate(7.5, 1.2)) + 1)
        Dispute.objects.bulk_update(batch, ["amount"])
        Claim.objects.bulk_create(
            Claim(dispute=dispute, remedy="pay_remuneration", amount=dispute.amount) for dispute in batch
        )
        settled = [dispute for dispute in batch if dispute.outcome in SETTLED_OUTCOMES]
        parties = Party.objects.bulk_create(
            Party(dispute=dispute, role=role, name=f"{role} {dispute.pk}")
            for dispute in settled
            for role in ("complainant", "respondent")
        )
        settlements = Settlement.objects.bulk_create(
            Settlement(dispute=dispute, source="negotiation", reached_at=dispute.closed_at)
            for dispute in settled
        )
        Obligation.objects.bulk_create(
            Obligation(
                settlement=settlement,
                obligor=parties[2 * n + 1],
                creditor=parties[2 * n],
                action="pay",
                amount=(settlement.dispute.amount or Decimal(0)) * chance.randrange(1, 50) / 100,
                due_on=timezone.localdate(),
            )
            for n, settlement in enumerate(settlements)
            for _part in range(2)
        )


def main(stack: str = "SQLite") -> None:
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)
    print(line(stack, make_cast()), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
