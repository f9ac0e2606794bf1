"""What was erased, written down apart from the database: a restored backup brings nobody back.

A line holds opaque keys and moments, no name. It is appended after the commit; what a crash kept from being written is
written by the next sweep.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ..models import ErasedPart, User


@dataclass(frozen=True)
class Line:
    """`joined` tells the person from another who was given the same number after a restore; `chain` None: the account."""

    key: str
    user: int
    joined: str
    asked: str
    chain: int | None
    at: str


def path() -> Path:
    return Path(settings.ERASURE_JOURNAL)


def write_down_after_commit(part: ErasedPart) -> None:
    transaction.on_commit(partial(write_down, part.pk))


def write_down(pk: int) -> None:
    """Append one part's line and say in its row that it stands there. A line that stands twice does no harm."""
    part = ErasedPart.objects.select_related("erasure__user").get(pk=pk)
    erasure, user = part.erasure, part.erasure.user
    line = {
        "key": str(erasure.key),
        "user": user.pk,
        "joined": user.joined_at.isoformat(),
        "asked": erasure.asked_at.isoformat(),
        "chain": part.chain_id,
        "at": part.at.isoformat(),
    }
    _append(json.dumps(line, sort_keys=True))
    ErasedPart.objects.filter(pk=pk).update(journalled_at=timezone.now())


def write_missing() -> int:
    missing = list(ErasedPart.objects.filter(journalled_at=None).values_list("pk", flat=True))
    for pk in missing:
        write_down(pk)
    return len(missing)


def lines(source: Path | None = None) -> Iterator[Line]:
    """Every line that is whole; one that a crash cut short was never acknowledged."""
    place = source or path()
    if not place.exists():
        return
    with place.open(encoding="utf-8") as opened:
        for text in opened:
            try:
                told: dict[str, Any] = json.loads(text)
                yield Line(**told)
            except (json.JSONDecodeError, TypeError):
                continue


def is_of(line: Line, user: User | None) -> bool:
    return user is not None and user.joined_at.isoformat() == line.joined


def _append(line: str) -> None:
    place = path()
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, line.encode() + b"\n")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
