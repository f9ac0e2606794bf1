"""What outsiders keep of the docket: checkpoints with their heads and signatures, and no word of any case.

A file of lines of JSON: first what it is, then the keys, then a line for each checkpoint. A line that somebody typed
from a notice, number and root apart by a space, is a witness too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from . import hashing
from .models import Checkpoint, CheckpointHead, SigningKey

FORMAT = "jiefen-witness-1"
TYPED = re.compile(r"(\d{1,9})[\s:]+([0-9a-f]{64})")

Head = tuple[int, int, str]  # chain, length, hash


class NotAWitness(ValueError):
    """The line is none: which one."""


@dataclass(frozen=True)
class Witness:
    """One checkpoint as somebody outside the database remembers it. Typed ones know number and root only."""

    number: int
    root: str
    previous: str = ""
    at: datetime | None = None
    signature: str = ""
    public_key: str = ""
    heads: Sequence[Head] = field(default=())

    @property
    def statement(self) -> bytes:
        assert self.at is not None
        return hashing.checkpoint_statement(
            number=self.number, at=self.at, root=self.root, previous=self.previous
        )


def witness_lines() -> Iterator[str]:
    """The whole list, line by line."""
    yield json.dumps({"format": FORMAT})
    for key in SigningKey.objects.order_by("first_checkpoint"):
        yield json.dumps({"key": key.public_key, "first_checkpoint": key.first_checkpoint})
    for checkpoint in Checkpoint.objects.order_by("number").iterator(chunk_size=500):
        heads = CheckpointHead.objects.filter(checkpoint=checkpoint).order_by("chain_id")
        yield line_of(checkpoint, heads=heads.values_list("chain_id", "length", "head"))


def line_of(checkpoint: Checkpoint, *, heads: Iterable[Head]) -> str:
    return json.dumps(
        {
            "checkpoint": checkpoint.number,
            "at": hashing.moment(checkpoint.at),
            "root": checkpoint.root,
            "previous": checkpoint.previous,
            "signature": checkpoint.signature,
            "public_key": checkpoint.public_key,
            "heads": [list(head) for head in heads],
        }
    )


def read_witness(lines: Iterable[str]) -> Iterator[Witness]:
    """The checkpoints of a list. Raises `NotAWitness` at the first line that is none."""
    for place, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        if typed := TYPED.fullmatch(line.strip().lower()):
            yield Witness(int(typed[1]), typed[2])
            continue
        try:
            told: dict[str, Any] = json.loads(line)
            if "checkpoint" in told:
                yield _read(told)
            elif "key" not in told and told.get("format") != FORMAT:
                raise NotAWitness(f"line {place} is no witness")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotAWitness(f"line {place} is no witness") from error


def _read(told: dict[str, Any]) -> Witness:
    return Witness(
        number=int(told["checkpoint"]),
        root=str(told["root"]),
        previous=str(told["previous"]),
        at=datetime.fromisoformat(told["at"]),
        signature=str(told["signature"]),
        public_key=str(told["public_key"]),
        heads=tuple((int(chain), int(length), str(head)) for chain, length, head in told["heads"]),
    )
