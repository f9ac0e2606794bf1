from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db.models import QuerySet

from . import hashing
from .models import Chain, Checkpoint, CheckpointHead, Entry
from .sealing import Unreadable, unseal


@dataclass(frozen=True)
class Fault:
    """Something that does not verify. `seq` is None when the chain or checkpoint as a whole is meant."""

    code: str
    chain: int | None = None
    seq: int | None = None
    checkpoint: int | None = None

    def __str__(self) -> str:
        where = f"checkpoint {self.checkpoint}" if self.checkpoint else f"chain {self.chain}"
        return f"{where}, entry {self.seq}: {self.code}" if self.seq else f"{where}: {self.code}"


def entries_of(chain: Chain) -> QuerySet[Entry]:
    return chain.entries.order_by("seq")


def opened(entry: Entry) -> dict[str, Any]:
    """Facts together with the sealed values that still have their opening."""
    values = {opening.field: unseal(opening.token)[1] for opening in entry.openings.all()}
    return {**entry.facts, **values}


def current_checkpoint() -> Checkpoint | None:
    return Checkpoint.objects.order_by("-number").first()


def verify_chain(chain: Chain) -> list[Fault]:
    """Recomputes every hash, the numbering, the head, each commitment that can still be opened."""
    chain = Chain.objects.get(pk=chain.pk)
    faults: list[Fault] = []
    previous, expected = hashing.GENESIS, 1
    for entry in entries_of(chain).prefetch_related("openings").iterator(chunk_size=500):
        codes = _entry_faults(entry, expected=expected, previous=previous)
        faults += [Fault(code, chain=chain.pk, seq=entry.seq) for code in codes]
        previous, expected = entry.hash, entry.seq + 1
    if chain.length != expected - 1:
        faults.append(Fault("length_wrong", chain=chain.pk))
    if chain.head != previous:
        faults.append(Fault("head_wrong", chain=chain.pk))
    return faults + _witness_faults(chain)


def verify_checkpoints() -> list[Fault]:
    """Recomputes every root from its heads, the links between checkpoints, and the signatures."""
    faults: list[Fault] = []
    previous, expected = hashing.GENESIS, 1
    for checkpoint in Checkpoint.objects.order_by("number"):
        codes = _checkpoint_faults(checkpoint, expected=expected, previous=previous)
        faults += [Fault(code, checkpoint=checkpoint.number) for code in codes]
        previous, expected = checkpoint.root, checkpoint.number + 1
    return faults


def verify_all() -> list[Fault]:
    """Every chain and every checkpoint."""
    faults = verify_checkpoints()
    for chain in Chain.objects.order_by("pk").iterator(chunk_size=500):
        faults += verify_chain(chain)
    return faults


def _entry_faults(entry: Entry, *, expected: int, previous: str) -> Iterator[str]:
    if entry.seq != expected:
        yield "gap"
    if entry.previous != previous:
        yield "previous_wrong"
    if entry.hash != hashing.entry_hash(entry.previous, body_of(entry)):
        yield "hash_wrong"
    for opening in entry.openings.all():
        try:
            salt, value = unseal(opening.token)
        except Unreadable:
            yield "opening_unreadable"
            continue
        made = hashing.commitment(salt=salt, field=opening.field, value=value)
        if entry.commitments.get(opening.field) != made:
            yield "commitment_wrong"


def body_of(entry: Entry) -> bytes:
    """The bytes that were hashed, rebuilt from the row."""
    return hashing.body(
        seq=entry.seq,
        at=entry.at,
        verb=entry.verb,
        actor=entry.actor,
        facts=entry.facts,
        commitments=entry.commitments,
    )


def _witness_faults(chain: Chain) -> list[Fault]:
    """A chain rewritten from end to end still verifies by itself; a checkpoint remembers the old head."""
    witnessed = dict(CheckpointHead.objects.filter(chain=chain).values_list("length", "head"))
    kept = dict(chain.entries.filter(seq__in=list(witnessed)).values_list("seq", "hash"))
    return [
        Fault("witness_wrong", chain=chain.pk, seq=length)
        for length, head in sorted(witnessed.items())
        if kept.get(length) != head
    ]


def _checkpoint_faults(checkpoint: Checkpoint, *, expected: int, previous: str) -> Iterator[str]:
    if checkpoint.number != expected:
        yield "gap"
    if checkpoint.previous != previous:
        yield "previous_wrong"
    heads = checkpoint.heads.order_by("chain_id").values_list("chain_id", "length", "head")
    if checkpoint.root != hashing.checkpoint_root(checkpoint.previous, heads.iterator(chunk_size=2000)):
        yield "root_wrong"
    if not _is_signed(checkpoint):
        yield "signature_wrong"


def _is_signed(checkpoint: Checkpoint) -> bool:
    statement = hashing.checkpoint_statement(
        number=checkpoint.number,
        at=checkpoint.at,
        root=checkpoint.root,
        previous=checkpoint.previous,
    )
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(checkpoint.public_key))
    try:
        key.verify(bytes.fromhex(checkpoint.signature), statement)
    except InvalidSignature:
        return False
    return True
