"""What the docket commits to beyond its own rows: values that the apps above keep, and register here.

When an act is recorded whose verb a register names, the entry also commits to the rows the act made or changed: a
sealed field `disputes.claim:12` holds the hash of the row's values as they then stood. Whoever changes such a row
behind the acts is found by `verify_docket`, because the chain cannot be made to say otherwise.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q

from .hashing import canonical, plain

#: From the facts of an entry to the rows it commits to.
Lookup = Callable[[Mapping[str, Any]], Q]


@dataclass(frozen=True)
class Kept:
    """Rows of one model whose values the docket commits to.

    `at`: after which verbs, and which rows. `owed`: the rows that must have been committed to, by default all.
    `gone_after`: verbs after which the rows of a chain may be missing. Without `may_change` a row is committed to
    as it was first, for good. `check` looks behind the row, at the bytes of a file: it yields codes of faults.
    `sha256` is the field with the hash of the row's text; `told`: the verb whose entry tells that hash in clear, and
    the fact that names the row. An erasure that changes the text tells the old hash and the new one.
    """

    name: str
    model: type[Model]
    chain: str
    fields: tuple[str, ...]
    at: Mapping[str, Lookup]
    owed: Q | None = None
    gone_after: frozenset[str] = frozenset()
    may_change: bool = False
    check: Callable[[Any], Iterator[str]] | None = field(default=None, compare=False)
    sha256: str = ""
    told: Mapping[str, str] = field(default_factory=dict)

    def rows(self, chains: Iterable[int], where: Q | None = None) -> Iterator[tuple[int, int, str]]:
        """(chain, key, hash of the values) of every row of these chains."""
        found = self.model._base_manager.filter(where or Q(), **{f"{self.chain}__in": list(chains)})
        for chain, key, *values in found.values_list(self.chain, "pk", *self.fields).order_by("pk"):
            yield chain, key, self.digest(key, values)

    def digest(self, key: int, values: Iterable[Any]) -> str:
        shown = dict(zip(self.fields, map(_plain, values), strict=True))
        return hashlib.sha256(canonical({"kept": self.name, "key": key, "values": shown})).hexdigest()


_kept: dict[str, Kept] = {}


def keep(*kept: Kept) -> None:
    """Register; called by the apps above when they are ready."""
    for each in kept:
        _kept[each.name] = each


def all_kept() -> list[Kept]:
    return list(_kept.values())


def is_of_a_row(sealed_field: str) -> bool:
    return sealed_field.partition(":")[0] in _kept


def names_of(row: Model) -> list[str]:
    """The sealed fields that stand for this row."""
    return [f"{kept.name}:{row.pk}" for kept in _kept.values() if isinstance(row, kept.model)]


def to_commit(verb: str, chain: int, facts: Mapping[str, Any]) -> dict[str, str]:
    """Field to hash, for every row the act of this verb made or changed."""
    return {
        f"{kept.name}:{key}": digest
        for kept in _kept.values()
        if (lookup := kept.at.get(verb)) is not None
        for _chain, key, digest in kept.rows([chain], lookup(facts))
    }


def to_commit_again(rows: Iterable[Model]) -> dict[str, str]:
    """The same for these very rows: after an erasure has changed them, and has destroyed what was committed to."""
    return {
        f"{kept.name}:{key}": digest
        for row in rows
        for kept in _kept.values()
        if isinstance(row, kept.model)
        for key, digest in [(row.pk, kept.digest(row.pk, _values_of(row, kept)))]
    }


def every(facts: Mapping[str, Any]) -> Q:
    """All rows of the chain."""
    return Q()


def named(fact: str, lookup: str = "pk") -> Lookup:
    """The row that this fact of the entry names."""
    return lambda facts: Q(**{lookup: facts[fact]})


def bytes_match(file: str = "file", sha256: str = "sha256") -> Callable[[Any], Iterator[str]]:
    """A check: the stored file that the row names is there and has the hash of the row."""

    def check(row: Any) -> Iterator[str]:
        stored, digest = getattr(row, file), hashlib.sha256()
        if not stored:
            return
        try:
            with stored.open("rb") as opened:
                for piece in opened.chunks(1024 * 1024):
                    digest.update(piece)
        except FileNotFoundError:
            yield "file_missing"
        else:
            if digest.hexdigest() != getattr(row, sha256):
                yield "file_differs"

    return check


def _values_of(row: Model, kept: Kept) -> list[Any]:
    return list(type(row)._base_manager.filter(pk=row.pk).values_list(*kept.fields).get())


def _plain(value: Any) -> Any:
    """Drawings hold floats, which have no canonical form of their own: JSON is hashed as its text."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return str(value) if isinstance(value, uuid.UUID) else plain(value)
