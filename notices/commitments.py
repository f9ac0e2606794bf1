"""What the docket commits to of papers and of service."""

from __future__ import annotations

from collections.abc import Iterator

from docket.commitments import Kept, named
from docket.selectors import Fault

from .models import Notice, Paper, PaperSeries

KEPT = (
    Kept(
        name="notices.paper",
        model=Paper,
        chain="chain",
        fields=(
            *("kind", "number", "title", "html", "facts", "sha256", "audience", "addressee_keys"),
            *("issuer", "signer", "issued_at", "language", "code"),
        ),
        at={"notices.paper_issued": named("paper")},
        sha256="sha256",
        told={"notices.paper_issued": "paper"},
    ),
    Kept(
        name="notices.paper.standing",
        model=Paper,
        chain="chain",
        fields=("replaced_by", "withdrawn_at", "withdrawal"),
        at={
            verb: named("paper")
            for verb in ("notices.paper_issued", "notices.paper_replaced", "notices.paper_withdrawn")
        },
        may_change=True,
    ),
    Kept(
        name="notices.notice",
        model=Notice,
        chain="paper__chain",
        fields=("paper", "addressee_key", "addressee_name"),
        at={"notices.sent": named("notice"), "notices.service_prepared": named("notice")},
    ),
)


def numbers_without_gaps() -> Iterator[Fault]:
    """Each run of numbers is there from the first to the last that was given."""
    given = set(Paper.objects.values_list("number", flat=True))
    for series in PaperSeries.objects.order_by("prefix"):
        for number in range(1, series.last + 1):
            if (missing := f"{series.prefix}第{number}号") not in given:
                yield Fault("number_missing", about=missing)
