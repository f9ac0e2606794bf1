from typing import Any

from django.db.models import QuerySet

from .commitments import is_of_a_row
from .keys import house_key
from .models import Chain, Checkpoint, Entry
from .sealing import unseal
from .verification.faults import Fault
from .verification.replacing import last_told
from .verification.rows import is_as_recorded
from .verification.whole import verify_all, verify_chain, verify_checkpoints, verify_rows

__all__ = [
    "Fault",
    "current_checkpoint",
    "entries_of",
    "house_key",
    "is_as_recorded",
    "last_told",
    "opened",
    "verify_all",
    "verify_chain",
    "verify_checkpoints",
    "verify_rows",
]


def entries_of(chain: Chain) -> QuerySet[Entry]:
    return chain.entries.order_by("seq")


def opened(entry: Entry) -> dict[str, Any]:
    """Facts together with the sealed values that still have their opening."""
    values = {
        opening.field: unseal(opening.token)[1]
        for opening in entry.openings.all()
        if not is_of_a_row(opening.field)
    }
    return {**entry.facts, **values}


def current_checkpoint() -> Checkpoint | None:
    return Checkpoint.objects.order_by("-number").first()
