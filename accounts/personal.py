"""Which rows hold what about persons. Each app registers its own (`<app>/personal.py`); an erasure walks the register.

A row names its subjects by its keys: `mine` are the paths from it to the persons whose row it is. What others wrote in
the same case may speak of any of its persons, so their words are searched for the particulars of the one who is erased,
and nothing beyond that case. `tests/proceedings/test_register.py` finds the column that nobody registered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model, Q

from .models import User

#: What stands for a name, and for whatever reaches a person. No sign in them that markup or JSON would escape.
NOBODY = "〔已注销用户〕"
REMOVED = "〔已删除〕"


#: Keys that lead to a party of a case, which is a person or a body.
PARTY = {
    *("party", "parties", "by_party", "to_party", "submitted_by_party"),
    *("obligor", "creditor", "requested_by", "refused_by", "applicant"),
}
#: Columns in which a place stands: one as short as the name of a town is no particular of anybody.
PLACES = {"address", "domicile", "service_address"}
SHORTEST_PLACE = 6


@dataclass(frozen=True)
class Personal:
    """What rows of one model hold about persons.

    `chain`: the path to the case's chain; empty for what belongs to an account alone. `mine`: paths to the person whose
    row it is, any of them; `keyed`: the column with the key by which a case knows them (`party:7`), for rows that are
    older than an account or never led to one. `names`: columns that name or reach that person; emptied in their own
    rows, and what stood there is looked for in everybody else's. `words`: what that person wrote; emptied in their own
    rows. `shared`: what others have a right to (a term, a paper); never emptied, in it the person's particulars are
    replaced. `blank` says what stands in an emptied column, if not nothing; `kept` what of it stays, by column: a record
    of somebody's acts in which they are spoken of. `files` are taken off the disk with the row's other columns;
    `drops_files` says of which rows of others too (the row, and what was changed so far): the person is in them, and
    they can be made again. `where` narrows `mine`.
    `deleted`: one's own rows go altogether; `deleted_all`: every row of the case does. `rehash` gives the columns to
    write after the text changed, or `always`; `sha256` is the one that stands in the docket, under the name `told`.
    `own_chain`: path to a further chain that speaks of the case.
    """

    model: type[Model]
    chain: str = ""
    mine: tuple[str, ...] = ()
    keyed: str = ""
    where: Mapping[str, Any] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    blank: Mapping[str, Any] = field(default_factory=dict)
    kept: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    deleted: bool = False
    deleted_all: bool = False
    drops_files: Callable[[Any, list[Any]], bool] | None = None
    always: bool = False
    rehash: Callable[[Any], Mapping[str, Any]] | None = None
    sha256: str = ""
    told: Callable[[Any], str | None] | None = None
    own_chain: str = ""

    def of(self, user: User, keys: Collection[str] = ()) -> Q:
        """The rows that are this person's. `keys`: under which the case knows them."""
        found = Q(**{f"{self.keyed}__in": list(keys)}) if self.keyed else Q(pk__in=[])
        for path in self.mine:
            way, _dots, _last = path.rpartition("__")
            # whoever acts for a company that is a party: what the company is called and said is no person's
            natural = {f"{way}__kind": "person"} if way.rpartition("__")[2] in PARTY else {}
            found |= Q(**{path: user, **natural, **self.where})
        return found

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.names, *self.words, *self.shared)


@dataclass(frozen=True)
class Part:
    """A case in which a person's data stand. `until` is the last day on which they must be kept; None: that day is not
    known yet. `holds_account`: while it runs, the person is needed in it and the account stays too."""

    chain: int
    label: str
    why: str
    source: str
    until: date | None
    holds_account: bool = False

    def is_due(self, today: date) -> bool:
        return self.until is not None and self.until < today


_register: dict[tuple[type[Model], str, tuple[str, ...], str], Personal] = {}


def hold(*rows: Personal) -> None:
    """Register; called by the apps when they are ready."""
    for row in rows:
        _register[row.model, row.chain, row.mine, row.keyed] = row


def of_cases() -> list[Personal]:
    return [row for row in _register.values() if row.chain]


def of_accounts() -> list[Personal]:
    return [row for row in _register.values() if not row.chain]


def all_personal() -> list[Personal]:
    return list(_register.values())
