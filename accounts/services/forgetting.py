"""Taking one person out of rows: their own are emptied, in what others have a right to their particulars are replaced."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Model, Q

from docket.models import Chain

from ..models import User
from ..personal import NOBODY, PLACES, REMOVED, SHORTEST_PLACE, Personal, of_accounts, of_cases

#: Shorter particulars are no particulars: they stand in other words.
SHORTEST = 2


@dataclass
class Forgotten:
    """What was done in the rows of one case."""

    changed: list[Model] = field(default_factory=list)
    #: `["notices.paper:5", hash before, hash after]`, for the docket.
    replaced: list[list[str]] = field(default_factory=list)
    chains: set[int] = field(default_factory=set)


def particulars_of(user: User, chain: Chain | None = None, keys: Collection[str] = ()) -> set[str]:
    """Every way in which the rows of the account, or of this case, name this person or reach them."""
    found = {text for text in (user.name, user.email, user.phone) if text}
    for personal in of_accounts() if chain is None else of_cases():
        if not personal.names:
            continue
        rows = personal.model._base_manager.filter(personal.of(user, keys))
        if chain is not None:
            rows = rows.filter(**{personal.chain: chain})
        for values in rows.values_list(*personal.names):
            told = zip(personal.names, (str(value or "").strip() for value in values), strict=True)
            found |= {text for column, text in told if column not in PLACES or _is_telling(text)}
    return {text for text in found if len(text) >= SHORTEST}


def _is_telling(place: str) -> bool:
    return len(place) >= SHORTEST_PLACE or "@" in place


class Replacing:
    """Puts `〔已注销用户〕` for names and `〔已删除〕` for what reaches a person, in text, markup and JSON."""

    def __init__(self, particulars: Iterable[str]) -> None:
        forms = {form for text in particulars for form in _forms_of(text)}
        longest_first = sorted(forms, key=lambda text: (-len(text), text))
        self._pattern = re.compile("|".join(map(_as_pattern, longest_first))) if forms else None

    def finds(self, text: str) -> bool:
        return self._pattern is not None and self._pattern.search(text) is not None

    def __call__(self, value: Any) -> Any:
        if self._pattern is None:
            return value
        if isinstance(value, str):
            return self._pattern.sub(_stand_in, value)
        if isinstance(value, list):
            return [self(each) for each in value]
        if isinstance(value, dict):
            return {self(key): self(each) for key, each in value.items()}
        return value


def _forms_of(text: str) -> Iterator[str]:
    """As it is typed, as markup escapes it, and a mainland number with and without its country."""
    bare = text.removeprefix("+86") if text.startswith("+86") else text
    for form in {text, bare}:
        yield form
        yield html.escape(form)


def _as_pattern(text: str) -> str:
    """A number is not a part of a longer one."""
    return rf"(?<!\d){re.escape(text)}(?!\d)" if text.isdigit() else re.escape(text)


def _stand_in(found: re.Match[str]) -> str:
    """Both are short and hold no sign that markup or JSON would have to escape."""
    text = found.group()
    return REMOVED if re.search(r"[\d@]", text) else NOBODY


def forget_in_case(
    user: User, chain: Chain, particulars: Iterable[str], keys: Collection[str] = ()
) -> Forgotten:
    """Every registered row of one case. Changes rows only; openings and the docket are the caller's."""
    done, replace = Forgotten(), Replacing(particulars)
    for personal in of_cases():
        own = personal.of(user, keys)
        _forget_rows(personal, own, chain, replace, done)
    return done


def forget_account(user: User) -> None:
    """What belongs to the account alone."""
    for personal in of_accounts():
        for row in personal.model._base_manager.filter(personal.of(user)):
            _take_files(personal, row)
            if personal.deleted:
                row.delete()
            else:
                _empty(personal, row)
                row.save()


def _forget_rows(personal: Personal, mine: Q, chain: Chain, replace: Replacing, done: Forgotten) -> None:
    rows = personal.model._base_manager.filter(**{personal.chain: chain})
    own = set(rows.filter(mine).values_list("pk", flat=True))
    for row in rows.order_by("pk"):
        if personal.own_chain and (further := getattr(row, f"{personal.own_chain}_id")):
            done.chains.add(further)
        if personal.deleted_all or (personal.deleted and row.pk in own):
            _take_files(personal, row)
            row.delete()
            continue
        before = _values(personal, row)
        if row.pk in own or (personal.drops_files and personal.drops_files(row, done.changed)):
            _take_files(personal, row)
        if row.pk in own:
            _empty(personal, row)
        for column in personal.columns:
            setattr(row, column, _fitting(row, column, replace(getattr(row, column))))
        if personal.always or _values(personal, row) != before:
            _keep(personal, row, done)


def _fitting(row: Model, column: str, value: Any) -> Any:
    most = getattr(row._meta.get_field(column), "max_length", None)
    return value[:most] if most and isinstance(value, str) else value


def _keep(personal: Personal, row: Any, done: Forgotten) -> None:
    old = getattr(row, personal.sha256) if personal.sha256 else ""
    if personal.rehash is not None:
        for column, value in personal.rehash(row).items():
            setattr(row, column, value)
    row.save()
    done.changed.append(row)
    if personal.sha256 and old and old != getattr(row, personal.sha256):
        name = personal.told(row) if personal.told is not None else f"{row._meta.label_lower}:{row.pk}"
        if name:
            done.replaced.append([name, old, getattr(row, personal.sha256)])


def _empty(personal: Personal, row: Any) -> None:
    for column in (*personal.names, *personal.words):
        setattr(row, column, personal.blank.get(column, _nothing(row, column)))
    for column, what_stays in personal.kept.items():
        setattr(row, column, what_stays(getattr(row, column)))


def _nothing(row: Any, column: str) -> Any:
    if isinstance(value := getattr(row, column), list | dict):
        return type(value)()
    return None if row._meta.get_field(column).null else ""


def _take_files(personal: Personal, row: Any) -> None:
    for column in personal.files:
        if stored := getattr(row, column):
            transaction.on_commit(partial(stored.storage.delete, str(stored.name)))
            setattr(row, column, "")


def _values(personal: Personal, row: Any) -> str:
    kept = [getattr(row, column) for column in personal.columns]
    return json.dumps([kept, [str(getattr(row, column)) for column in personal.files]], default=str)
