"""The docket of people and bodies: each has a chain of its own, opened at the first act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docket.services import open_chain, record

from ..models import Organisation, User


def note(
    subject: User | Organisation,
    verb: str,
    *,
    by: User | None,
    facts: Mapping[str, Any] | None = None,
    sealed: Mapping[str, str] | None = None,
) -> None:
    """Write down an act upon a person or a body, in the act's transaction. Personal values go into `sealed`."""
    if subject.chain is None:
        row = subject.__class__._default_manager.select_for_update().get(pk=subject.pk)
        if row.chain is None:
            row.chain = open_chain()
            row.save(update_fields=["chain"])
        subject.chain = row.chain
    record(subject.chain, verb, by=by.actor if by else "system", facts=facts, sealed=sealed)
