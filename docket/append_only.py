"""Triggers that refuse UPDATE and DELETE, so that the record is append-only by construction.

`manage.py flush` is refused on SQLite because it deletes row by row; PostgreSQL flushes with
TRUNCATE, which needs the owner of the table and is left alone. Nothing in the running system lifts
the triggers; tests put a whole copy of the database back instead (tests/rigs/database.py).
"""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

FIRST_TABLES = ("docket_entry", "docket_checkpoint", "docket_checkpointhead")
TABLES = (*FIRST_TABLES, "docket_signingkey")
#: Where a trigger of somebody else's could change what is written: also the rows that may be changed or deleted.
GUARDED = frozenset({*TABLES, "docket_chain", "docket_opening"})
ACTS = ("UPDATE", "DELETE")
REFUSAL = "the docket is append-only"


BODY = f" BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END "


def install(connection: BaseDatabaseWrapper, tables: Sequence[str] = TABLES) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION docket_refuse() RETURNS trigger LANGUAGE plpgsql AS $${BODY}$$"
            )
        for name, table, act in _triggers(tables):
            cursor.execute(_create(connection.vendor, name, table, act))


def lift(connection: BaseDatabaseWrapper, tables: Sequence[str] = TABLES) -> None:
    with connection.cursor() as cursor:
        for name, table, _ in _triggers(tables):
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Triggers that are not as the migrations made them: dropped, disabled, or with another text."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            standing = _standing_on_postgresql(cursor)
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            standing = {name for name, sql in cursor.fetchall() if sql == _made_by_us(name)}
    return [name for name, _table, _act in _triggers() if name not in standing]


def foreign(connection: BaseDatabaseWrapper) -> list[str]:
    """Triggers on tables of the docket that no migration made."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
                " WHERE NOT t.tgisinternal"
            )
        else:
            cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        found = {name for name, table in cursor.fetchall() if table in GUARDED}
    return sorted(found - {name for name, _table, _act in _triggers()})


def _standing_on_postgresql(cursor: Any) -> set[str]:
    """By what the catalogue says of each: enabled, before each row, on its table, calling a function that refuses."""
    cursor.execute(
        "SELECT t.tgname, c.relname, t.tgtype, p.prosrc FROM pg_trigger t"
        " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
        " WHERE t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL AND p.proname = 'docket_refuse'"
    )
    kinds = {"DELETE": 1 | 2 | 8, "UPDATE": 1 | 2 | 16}  # TRIGGER_TYPE_ROW, BEFORE, and the act
    wanted = {(name, table, kinds[act], BODY) for name, table, act in _triggers()}
    return {row[0] for row in cursor.fetchall() if tuple(row) in wanted}


def _made_by_us(name: str) -> str:
    return next((_create("sqlite", *each) for each in _triggers() if each[0] == name), "")


def _triggers(tables: Sequence[str] = TABLES) -> list[tuple[str, str, str]]:
    return [(f"{table}_no_{act.lower()}", table, act) for table in tables for act in ACTS]


def _create(vendor: str, name: str, table: str, act: str) -> str:
    if vendor == "postgresql":
        return f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION docket_refuse()"
    return f"CREATE TRIGGER {name} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
