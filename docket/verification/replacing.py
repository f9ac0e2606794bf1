"""Texts from which an erasure took a person: the docket tells the hash before and after, and each follows the last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..commitments import Kept, all_kept
from ..models import Chain, Entry
from .faults import Fault

#: The fact of an entry that lists what an erasure replaced: `[["notices.paper:5", before, after], …]`.
REPLACED = "replaced"


@dataclass(frozen=True)
class Told:
    """One entry told this hash of a row; `before` is what it says stood there until then."""

    seq: int
    name: str
    before: str | None
    after: str


def told_by(entry: Entry) -> Iterator[Told]:
    """The hashes that an entry tells in clear: of what was issued, and of what an erasure replaced."""
    if not isinstance(entry.facts, dict):
        return
    for kept in all_kept():
        fact = kept.told.get(entry.verb)
        if fact is not None and fact in entry.facts and "sha256" in entry.facts:
            yield Told(entry.seq, f"{kept.name}:{entry.facts[fact]}", None, entry.facts["sha256"])
    for row in entry.facts.get(REPLACED, ()):
        yield Told(entry.seq, row[0], row[1], row[2])


def last_told(chain: Chain, name: str) -> str | None:
    """The hash that the docket gives this row now. None when it never told one, or what it told does not hang together."""
    kept = next((kept for kept in all_kept() if name.startswith(f"{kept.name}:")), None)
    if kept is None:
        return None
    key = int(name.rpartition(":")[2])
    found: str | None = None
    entries = Entry.objects.filter(chain=chain)
    issued = [entries.filter(**{"verb": verb, f"facts__{fact}": key}) for verb, fact in kept.told.items()]
    replaced = entries.filter(facts__has_key=REPLACED)
    for entry in sorted({*replaced, *(each for rows in issued for each in rows)}, key=lambda each: each.seq):
        for told in told_by(entry):
            if told.name != name:
                continue
            if told.before is not None and told.before != found:
                return None
            found = told.after
    return found


def replacing_faults(chain: int, told: Sequence[Told]) -> Iterator[Fault]:
    """Where a hash does not follow on the one before, and where a row has not the hash that was told last."""
    last: dict[str, Told] = {}
    for each in told:
        before = last.get(each.name)
        if each.before is not None and before is not None and each.before != before.after:
            yield Fault("replacement_broken", chain=chain, seq=each.seq, about=each.name)
        last[each.name] = each
    for kept in all_kept():
        if not kept.sha256:
            continue
        mine = {each.name: each for each in last.values() if each.name.partition(":")[0] == kept.name}
        now = _hashes_now(kept, chain)
        for name, each in mine.items():
            if now.get(name, each.after) != each.after:
                yield Fault("replaced_otherwise", chain=chain, seq=each.seq, about=name)


def _hashes_now(kept: Kept, chain: int) -> Mapping[str, Any]:
    rows = kept.model._base_manager.filter(**{kept.chain: chain})
    return {f"{kept.name}:{key}": digest for key, digest in rows.values_list("pk", kept.sha256)}
