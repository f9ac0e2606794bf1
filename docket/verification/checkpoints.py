"""Checkpoints: roots, links, and whose key signed; and what is remembered of them outside the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_

from django.db.models import Q

from .. import hashing
from ..keys import house_key, is_signed_by, kept_apart, trusted_keys
from ..models import Checkpoint, Entry, SigningKey
from ..witness import Head, Witness, read_witness
from .faults import Fault
from .grouping import groups


class House:
    """Which keys are the house's: the one in the file beside the data, or those given; and what they vouch for."""

    def __init__(self, given: frozenset[str] = frozenset()) -> None:
        self.rows = list(trusted_keys(given))
        self.is_known = bool(given) or house_key() is not None

    def key_for(self, number: int) -> str | None:
        """The key that had to sign this checkpoint; None when the one written down is not the house's."""
        in_force = [(row, good) for row, good in self.rows if row.first_checkpoint <= number]
        row, is_trusted = in_force[-1] if in_force else (None, False)
        return row.public_key if row is not None and is_trusted else None

    def faults(self) -> Iterator[Fault]:
        if not self.is_known and (self.rows or Checkpoint.objects.exists()):
            yield Fault("key_missing", about="keys/checkpoint.pem")
        for place, (row, is_trusted) in enumerate(self.rows):
            if not is_trusted:
                code = "key_not_ours" if place == len(self.rows) - 1 else "key_unvouched"
                yield Fault(code, about=_short(row))


def checkpoint_faults(house: House) -> list[Fault]:
    faults = list(house.faults())
    previous, expected = hashing.GENESIS, 1
    for checkpoint in Checkpoint.objects.order_by("number"):
        codes = _faults_of(checkpoint, house, expected=expected, previous=previous)
        faults += [Fault(code, checkpoint=checkpoint.number) for code in codes]
        previous, expected = checkpoint.root, checkpoint.number + 1
    return faults


def _faults_of(checkpoint: Checkpoint, house: House, *, expected: int, previous: str) -> Iterator[str]:
    if checkpoint.number != expected:
        yield "gap"
    if checkpoint.previous != previous:
        yield "previous_wrong"
    heads = checkpoint.heads.order_by("chain_id").values_list("chain_id", "length", "head")
    if checkpoint.root != hashing.checkpoint_root(checkpoint.previous, heads.iterator(chunk_size=2000)):
        yield "root_wrong"
    key = house.key_for(checkpoint.number)
    if key is None or checkpoint.public_key != key:
        yield "signer_unknown"
    elif not is_signed_by(key, checkpoint.signature, _statement(checkpoint)):
        yield "signature_wrong"


def witness_faults(witnesses: Iterable[Witness], house: House) -> Iterator[Fault]:
    """What somebody outside remembers, and the docket does not say any more."""
    for witness in witnesses:
        yield from (Fault(code, checkpoint=witness.number) for code in _contradictions(witness, house))
        for group in groups(witness.heads, 300):
            yield from _shortened(witness.number, group)


def own_witnesses() -> Iterator[Witness]:
    """What the house itself keeps beside its key."""
    if kept_apart().exists():
        with kept_apart().open(encoding="utf-8") as lines:
            yield from read_witness(lines)


def _contradictions(witness: Witness, house: House) -> Iterator[str]:
    key = house.key_for(witness.number)
    if witness.signature and (key is None or not is_signed_by(key, witness.signature, witness.statement)):
        yield "witness_unsigned"
    if witness.heads and hashing.checkpoint_root(witness.previous, witness.heads) != witness.root:
        yield "witness_broken"
    kept = Checkpoint.objects.filter(number=witness.number).first()
    if kept is None:
        yield "checkpoint_missing"
    elif kept.root != witness.root or (witness.at is not None and kept.at != witness.at):
        yield "witness_contradicts"


def _shortened(number: int, heads: Iterable[Head]) -> Iterator[Fault]:
    heads = list(heads)
    asked = reduce(or_, (Q(chain_id=chain, seq=length) for chain, length, _head in heads))
    kept = {
        (chain, seq): digest
        for chain, seq, digest in Entry.objects.filter(asked).values_list("chain_id", "seq", "hash")
    }
    for chain, length, head in heads:
        if (found := kept.get((chain, length))) != head:
            code = "witness_contradicts" if found else "chain_shortened"
            yield Fault(code, chain=chain, seq=length, checkpoint=number)


def _statement(checkpoint: Checkpoint) -> bytes:
    return hashing.checkpoint_statement(
        number=checkpoint.number, at=checkpoint.at, root=checkpoint.root, previous=checkpoint.previous
    )


def _short(row: SigningKey) -> str:
    return f"key {row.public_key[:16]}"
