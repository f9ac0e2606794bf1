"""A story told once is kept. Told again from the same beginning, it is put back as it was, a hundred times as fast.

The beginning is every row of every table, every setting but where files lie, the language, the day and whether the
test commits. Who changed anything before hears the story told anew, by the real services. Nothing is kept for long,
because deadlines count from the moment of telling, and nothing while time is being travelled. The story's files are
put back too, wherever this test keeps its own.
"""

from __future__ import annotations

import functools
import os
import time
from collections.abc import Callable, Hashable, Iterable
from contextlib import suppress
from dataclasses import dataclass, is_dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

import time_machine
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone, translation

#: Seconds. Less than the shortest span that starts with a story and counts in minutes: a code to sign with lasts ten.
FRESH = 480.0
Row = tuple[Any, ...]
Rows = dict[str, frozenset[Row]]

kept: dict[Hashable, Told] = {}


@dataclass
class Told:
    gone: list[tuple[str, list[Row]]]
    come: list[tuple[str, list[Row]]]
    once_committed: list[Any]
    files: dict[str, bytes]
    result: Any
    at: float

    def put_back(self) -> None:
        for name, content in self.files.items():
            path = Path(settings.MEDIA_ROOT) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        with transaction.atomic(), connection.cursor() as cursor:
            for table, rows in self.gone:
                number, column = key_of(table)
                cursor.executemany(
                    f'DELETE FROM "{table}" WHERE "{column}" = %s', [(row[number],) for row in rows]
                )
            for table, rows in self.come:
                places = ", ".join(["%s"] * len(rows[0]))
                cursor.executemany(f'INSERT INTO "{table}" VALUES ({places})', rows)
            if connection.vendor == "postgresql":
                self._move_sequences(cursor)
        connection.run_on_commit += [
            (set(connection.savepoint_ids), act, is_robust) for _, act, is_robust in self.once_committed
        ]

    def _move_sequences(self, cursor: Any) -> None:
        for table, rows in self.come:
            number, column = key_of(table)
            if isinstance(rows[0][number], int):
                cursor.execute(
                    f"""SELECT setval(pg_get_serial_sequence('"{table}"', '{column}'), max("{column}"))"""
                    f' FROM "{table}"'
                )


def retold(story: Callable[..., Any] | None = None, *, again: Callable[..., Any] | None = None) -> Any:
    """`again(result, *args)` makes what the story returns out of what it returned before.

    Without it the rows are asked for again, also those in the fields of a dataclass.
    """
    if story is None:
        return functools.partial(retold, again=again)

    @functools.wraps(story)
    def tell(*args: Any, **more: Any) -> Any:
        if is_elsewhen():
            return story(*args, **more)
        beginning = rows()
        key = (
            story.__module__,
            story.__qualname__,
            naming(args),
            naming(more.items()),
            circumstances(beginning),
        )
        now = time.monotonic()
        if (told := kept.get(key)) is None or now - told.at > FRESH:
            waiting, before = len(connection.run_on_commit), stored()
            forget_stale(now)
            result = story(*args, **more)
            once_committed = connection.run_on_commit[waiting:]
            contents = {name: content for name in stored() - before if (content := read(name)) is not None}
            kept[key] = Told(*changes(beginning, rows()), once_committed, contents, result, at=now)
            return result
        told.put_back()
        return again(told.result, *args) if again else found_again(told.result)

    return tell


def forget_stale(now: float) -> None:
    for key in [key for key, told in kept.items() if now - told.at > FRESH]:
        del kept[key]


def stored() -> set[str]:
    root = Path(settings.MEDIA_ROOT)
    return {
        str((Path(folder) / name).relative_to(root)) for folder, _, names in os.walk(root) for name in names
    }


def read(name: str) -> bytes | None:
    """None: gone since it was seen."""
    with suppress(FileNotFoundError):
        return (Path(settings.MEDIA_ROOT) / name).read_bytes()
    return None


def circumstances(beginning: Rows) -> Hashable:
    chosen = tuple(
        (name, repr(getattr(settings, name)))
        for name in dir(settings)
        if name.isupper() and name != "MEDIA_ROOT"
    )
    committing = not connection.in_atomic_block
    return (
        hash((frozenset(beginning.items()), chosen)),
        committing,
        translation.get_language(),
        timezone.localdate(),
    )


def is_elsewhen() -> bool:
    """Whether the clock shows another time than it is."""
    really = time_machine.escape_hatch
    return really.is_travelling() and abs(time.time() - really.time.time()) > 60


def naming(values: Iterable[Any]) -> tuple[Hashable, ...]:
    """Who a value is: a row by its table and key, for what it says is in the beginning."""
    return tuple(_naming(value) for value in values)


def _naming(value: Any) -> Hashable:
    if isinstance(value, Model):
        return value._meta.label, value.pk
    if isinstance(value, tuple | list):
        return naming(value)
    if is_dataclass(value):
        return type(value).__qualname__, naming(vars(value).values())
    return repr(value) if isinstance(value, str | int | float | None) else type(value).__qualname__


def found_again(result: Any) -> Any:
    if isinstance(result, Model):
        return type(result)._base_manager.get(pk=result.pk)
    if is_dataclass(result):
        return type(result)(**{name: found_again(value) for name, value in vars(result).items()})
    return result


@functools.cache
def tables() -> list[str]:
    """But those in which Django keeps what the code alone decides: six hundred rows that no story touches."""
    own = {"auth_permission", "django_content_type", "django_migrations"}
    with connection.cursor() as cursor:
        return [name for name in connection.introspection.table_names(cursor) if name not in own]


@functools.cache
def which_are_filled() -> str:
    """One question to all tables: most are empty, and need not be asked one by one."""
    return " UNION ALL ".join(
        f"""SELECT '{table}' WHERE EXISTS (SELECT 1 FROM "{table}")""" for table in tables()
    )


@functools.cache
def key_of(table: str) -> tuple[int, str]:
    """Its primary key: the how manieth column, and its name."""
    with connection.cursor() as cursor:
        key = connection.introspection.get_primary_key_column(cursor, table)
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
    return columns.index(key), key


def rows() -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(which_are_filled())
        found = {}
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = frozenset(cursor.fetchall())
    return found


def changes(before: Rows, after: Rows) -> tuple[list[tuple[str, list[Row]]], list[tuple[str, list[Row]]]]:
    return missing(before, after), missing(after, before)


def missing(there: Rows, here: Rows) -> list[tuple[str, list[Row]]]:
    """What is there and not here, the oldest first."""
    found = [(table, lines - here.get(table, frozenset())) for table, lines in there.items()]
    return [(table, sorted(lines, key=itemgetter(key_of(table)[0]))) for table, lines in found if lines]
