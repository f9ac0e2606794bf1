"""One chain: every hash, the numbering, each value that can still be opened, and whatever an erasure must explain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q

from .. import hashing
from ..commitments import all_kept, is_of_a_row
from ..models import Chain, Checkpoint, CheckpointHead, Entry, Opening
from ..sealing import Unreadable, is_marked, unseal
from .faults import Fault
from .replacing import Told, told_by

ERASED = "docket.openings_erased"


@dataclass
class Reading:
    """What reading a chain through brings to light, for the checks that look beyond it."""

    chain: Chain
    faults: list[Fault] = field(default_factory=list)
    #: Field of a row (`disputes.claim:12`) → entry that last committed to it, and the hash; None once erased.
    rows: dict[str, tuple[int, str | None]] = field(default_factory=dict)
    #: Every hash ever committed to for a row, in order.
    history: dict[str, list[str]] = field(default_factory=dict)
    verbs: set[str] = field(default_factory=set)
    #: The hashes of texts that entries tell in clear.
    told: list[Told] = field(default_factory=list)

    def blame(self, code: str, seq: int | None = None, about: str = "") -> None:
        self.faults.append(Fault(code, chain=self.chain.pk, seq=seq, about=about))


class Reader:
    """Reads chains one after the other. Knows the checkpoints, which entries mention."""

    @cached_property
    def roots(self) -> Mapping[int, str]:
        return dict(Checkpoint.objects.values_list("number", "root"))

    def read(self, pk: int) -> Reading:
        reading = Reading(Chain.objects.get(pk=pk))
        previous, expected = hashing.GENESIS, 1
        unopened: list[tuple[int, str]] = []
        opened: set[tuple[int, str]] = set()
        erased: set[tuple[int, str]] = set()
        for entry in _entries(pk):
            for code in self._entry_faults(entry, expected=expected, previous=previous):
                reading.blame(code, entry.seq)
            self._open(entry, reading, unopened, opened)
            if entry.verb == ERASED:
                erased |= {(seq, name) for seq, name in entry.facts.get("erased", ()) if seq < entry.seq}
            reading.verbs.add(entry.verb)
            reading.told += told_by(entry)
            previous, expected = entry.hash, entry.seq + 1
        for seq, name in unopened:
            if (seq, name) not in erased:
                reading.blame("opening_missing", seq, name)
        for seq, name in sorted(opened & erased):
            reading.blame("erasure_undone", seq, name)
        if reading.chain.length != expected - 1:
            reading.blame("length_wrong")
        if reading.chain.head != previous:
            reading.blame("head_wrong")
        reading.faults += _witness_faults(pk)
        return reading

    def _entry_faults(self, entry: Entry, *, expected: int, previous: str) -> Iterator[str]:
        if entry.seq != expected:
            yield "gap"
        if entry.previous != previous:
            yield "previous_wrong"
        if entry.hash != hashing.entry_hash(entry.previous, hashing.body_of(entry)):
            yield "hash_wrong"
        if not is_marked(entry.hash, entry.mark):
            yield "mark_wrong"
        told = entry.facts.get("checkpoint") if isinstance(entry.facts, dict) else None
        if isinstance(told, dict) and self.roots.get(told.get("number", 0)) != told.get("root"):
            yield "checkpoint_missing"

    def _open(
        self, entry: Entry, reading: Reading, unopened: list[tuple[int, str]], opened: set[tuple[int, str]]
    ) -> None:
        openings = {opening.field: opening for opening in entry.openings.all()}
        for name in sorted({*entry.commitments, *openings}):
            digest = None
            if name in openings:
                digest = _value(openings[name], entry, reading)
                opened.add((entry.seq, name))
            else:
                unopened.append((entry.seq, name))
            if is_of_a_row(name):
                reading.rows[name] = (entry.seq, digest)
                if digest is not None:
                    reading.history.setdefault(name, []).append(digest)


def _entries(pk: int) -> Iterator[Entry]:
    rows = Entry.objects.filter(chain=pk).order_by("seq").prefetch_related("openings")
    return rows.iterator(chunk_size=500)


def _value(opening: Opening, entry: Entry, reading: Reading) -> str | None:
    try:
        salt, value = unseal(opening.token)
    except Unreadable:
        reading.blame("opening_unreadable", entry.seq)
        return None
    made = hashing.commitment(salt=salt, field=opening.field, value=value)
    if entry.commitments.get(opening.field) != made:
        reading.blame("commitment_wrong", entry.seq)
        return None
    return value


def _witness_faults(pk: int) -> list[Fault]:
    """A chain rewritten from end to end still verifies by itself; a checkpoint remembers the old head."""
    witnessed = dict(CheckpointHead.objects.filter(chain=pk).values_list("length", "head"))
    kept = dict(Entry.objects.filter(chain=pk, seq__in=list(witnessed)).values_list("seq", "hash"))
    return [
        Fault("witness_wrong", chain=pk, seq=length)
        for length, head in sorted(witnessed.items())
        if kept.get(length) != head
    ]


def astray() -> list[Fault]:
    """Rows of the docket whose chain, entry or checkpoint is gone, though others still speak of it."""
    chains = Chain.objects.values("pk")
    gone = {
        *Entry.objects.exclude(chain__in=chains).values_list("chain_id", flat=True),
        *CheckpointHead.objects.exclude(chain__in=chains).values_list("chain_id", flat=True),
    }
    openings = Opening.objects.exclude(entry__in=Entry.objects.values("pk")).count()
    heads = CheckpointHead.objects.exclude(checkpoint__in=Checkpoint.objects.values("pk")).count()
    return [
        *(Fault("chain_missing", chain=pk) for pk in sorted(gone)),
        *([Fault("entry_missing", about=f"{openings} openings")] if openings else []),
        *([Fault("checkpoint_missing", about=f"{heads} heads")] if heads else []),
        *_rows_without_chain(),
    ]


def _rows_without_chain() -> Iterator[Fault]:
    for kept in all_kept():
        rows = kept.model._base_manager
        within = rows.filter(**{f"{kept.chain}__in": Chain.objects.values("pk")}).values("pk")
        for pk in rows.filter(kept.owed or Q()).exclude(pk__in=within).values_list("pk", flat=True):
            yield Fault("chain_missing", about=f"{kept.name}:{pk}")
