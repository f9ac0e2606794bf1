"""The association's overview over a hundred thousand disputes, against one bare COUNT of the same table.

`python -m bench.reporting NAME` alone; `measure(cast)` among the others. `BENCH_DISPUTES` changes how many.
"""

from __future__ import annotations

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    import django

    django.setup()

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench.seeding import seed_disputes
from bench.timing import Paired, pair
from disputes.models import Dispute
from reporting.selectors import Selection, figures
from tests.cast import Cast, login, make_cast

DISPUTES = int(os.environ.get("BENCH_DISPUTES", "100000"))
ROUNDS = 5
COUNTS = 20


def measure(cast: Cast) -> dict[str, Paired]:
    """The whole page through the middleware, the counting alone, and the list behind a number."""
    if (missing := DISPUTES - Dispute.objects.filter(reference__startswith="BENCH-").count()) > 0:
        seed_disputes(missing, now=timezone.now())
    client = login(Client(HTTP_HOST="127.0.0.1"), cast.analyst)
    acts = {
        "the overview of the association": lambda _round: _page(client, reverse("reporting:dashboard")),
        "counting for it": lambda _round: len(figures(Selection()).counted) // 5,
        "the list behind a number": lambda _round: _page(
            client, reverse("reporting:cases") + "?result=settled"
        ),
    }
    return {name: pair(act, _count, rounds=ROUNDS) for name, act in acts.items()}


def _page(client: Client, url: str) -> int:
    assert client.get(url).status_code == 200
    return 1


def _count(_round: int) -> int:
    """The baseline: how many rows the table has, and nothing else."""
    for _time in range(COUNTS):
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM disputes_dispute")
            assert cursor.fetchone()[0] >= DISPUTES
    return COUNTS


def lines(stack: str, cast: Cast) -> list[str]:
    return [
        f"{stack}: {name}, {DISPUTES:,} disputes: {result.ratio:.1f} × a bare COUNT "
        f"(rounds {result.low:.1f} to {result.high:.1f}); {result.product:.2f} s against {result.baseline:.4f} s"
        for name, result in measure(cast).items()
    ]


def main(stack: str = "SQLite") -> None:
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)
    for line in lines(stack, make_cast()):
        print(line, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
