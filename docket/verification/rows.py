"""Papers, terms, amounts, names and files: as they are kept now against what the docket committed to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Model, Q

from ..commitments import Kept, all_kept
from ..hashing import commitment
from ..models import Entry
from ..sealing import Unreadable, unseal
from .chains import ERASED, Reading
from .faults import Fault
from .replacing import replacing_faults


def row_faults(readings: Sequence[Reading], *, with_files: bool = True) -> Iterator[Fault]:
    """What differs, is missing, or was never recorded, in the chains that were read."""
    by_chain = {reading.chain.pk: reading for reading in readings}
    for kept in all_kept():
        rows = {key: (chain, digest) for chain, key, digest in kept.rows(by_chain)}
        for reading in readings:
            yield from _told_otherwise(kept, reading, rows)
        yield from _not_recorded(kept, by_chain)
        if with_files and kept.check is not None:
            yield from _bytes_differ(kept, by_chain)
    for reading in readings:
        if reading.told:
            yield from replacing_faults(reading.chain.pk, reading.told)


def _told_otherwise(kept: Kept, reading: Reading, rows: dict[int, tuple[int, str]]) -> Iterator[Fault]:
    chain = reading.chain.pk
    for name, (seq, digest) in reading.rows.items():
        spec, _colon, key = name.partition(":")
        if spec != kept.name:
            continue
        row = rows.get(int(key))
        if row is None or row[0] != chain:
            if not reading.verbs & kept.gone_after:
                yield Fault("row_missing", chain=chain, seq=seq, about=name)
        elif digest is not None and row[1] != digest:
            yield Fault("row_differs", chain=chain, seq=seq, about=name)
        if not kept.may_change and len(set(reading.history.get(name, ()))) > 1:
            yield Fault("row_committed_otherwise", chain=chain, seq=seq, about=name)


def _not_recorded(kept: Kept, by_chain: dict[int, Reading]) -> Iterator[Fault]:
    owed = kept.model._base_manager.filter(kept.owed or Q(), **{f"{kept.chain}__in": list(by_chain)})
    for chain, key in owed.values_list(kept.chain, "pk").order_by("pk"):
        name = f"{kept.name}:{key}"
        if name not in by_chain[chain].rows:
            yield Fault("row_not_recorded", chain=chain, about=name)


def _bytes_differ(kept: Kept, by_chain: dict[int, Reading]) -> Iterator[Fault]:
    assert kept.check is not None
    rows = kept.model._base_manager.filter(**{f"{kept.chain}__in": list(by_chain)}).order_by("pk")
    for row in rows.iterator(chunk_size=200):
        for code in kept.check(row):
            yield Fault(code, about=f"{kept.name}:{row.pk}")


def is_as_recorded(row: Model) -> bool:
    """Whether this one row is what the docket last committed to. What was erased lawfully can only be taken as it is."""
    return all(_is_as_committed(kept, row) for kept in all_kept() if isinstance(row, kept.model))


def _is_as_committed(kept: Kept, row: Model) -> bool:
    name = f"{kept.name}:{row.pk}"
    found = kept.model._base_manager.filter(pk=row.pk).values_list(kept.chain, *kept.fields).first()
    if found is None:
        return False
    chain, *values = found
    entries = Entry.objects.filter(chain=chain)
    entry = entries.filter(commitments__has_key=name).order_by("-seq").first()
    if entry is None:
        return False
    opening = entry.openings.filter(field=name).first()
    if opening is None:
        erasures = entries.filter(verb=ERASED, seq__gt=entry.seq).values_list("facts__erased", flat=True)
        return any([entry.seq, name] in erased for erased in erasures)
    try:
        salt, digest = unseal(opening.token)
    except Unreadable:
        return False
    made = commitment(salt=salt, field=name, value=digest)
    return entry.commitments[name] == made and digest == kept.digest(row.pk, values)
