"""The growing proof of one delivery: what happened, when, and which system says so."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from docket.models import Chain, Entry
from docket.selectors import current_checkpoint
from docket.services import record

from ..models import Notice


@transaction.atomic
def record_arrival(notice: Notice, *, means: str, carrier_id: str) -> Notice:
    """The carrier took it: its system says so, and that is the proof (民诉法解释 135)."""
    locked = lock(notice)
    now = timezone.now()
    append(locked, event("handed_over", means, now, carrier=carrier_id))
    is_first = locked.arrived_at is None and locked.means == means
    if is_first:
        locked.arrived_at = now
    locked.save()
    record(
        locked.paper.chain,
        "notices.copy_delivered",
        by="system",
        facts={"notice": locked.pk, "means": str(means), "arrived": is_first},
        sealed={"carrier": carrier_id},
    )
    return locked


@transaction.atomic
def record_failure(notice: Notice, *, means: str) -> None:
    locked = lock(notice)
    append(locked, event("failed", means, timezone.now()))
    locked.save()
    record(
        locked.paper.chain,
        "notices.delivery_failed",
        by="system",
        facts={"notice": locked.pk, "means": str(means)},
    )


def lock(notice: Notice) -> Notice:
    """Chain first, as in every act, so that nobody waits for the other in a circle."""
    Chain.objects.select_for_update().get(papers__notices=notice.pk)
    return (
        Notice.objects.select_for_update(of=("self",))
        .select_related("paper__chain", "user")
        .get(pk=notice.pk)
    )


def append(notice: Notice, event: dict[str, Any]) -> None:
    notice.proof = {**notice.proof, "events": [*notice.proof.get("events", []), event]}


def event(name: str, means: str, at: datetime, **more: str) -> dict[str, Any]:
    return {"event": name, "means": str(means), "at": at.isoformat(), **{k: v for k, v in more.items() if v}}


def pointer_to(entry: Entry) -> dict[str, Any]:
    return {"chain": entry.chain_id, "seq": entry.seq, "hash": entry.hash}


def checkpoint_now() -> dict[str, Any] | None:
    checkpoint = current_checkpoint()
    return {"number": checkpoint.number, "root": checkpoint.root} if checkpoint else None
