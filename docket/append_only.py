"""Triggers that refuse UPDATE and DELETE, so that the record is append-only by construction.

`manage.py flush` is refused on SQLite because it deletes row by row; PostgreSQL flushes with
TRUNCATE, which needs the owner of the table and is left alone. Nothing in the running system lifts
the triggers; tests put a whole copy of the database back instead (tests/rigs/database.py).
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("docket_entry", "docket_checkpoint", "docket_checkpointhead")
ACTS = ("UPDATE", "DELETE")
REFUSAL = "the docket is append-only"


def install(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION docket_refuse() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; "
                "END $$"
            )
        for name, table, act in _triggers():
            cursor.execute(_create(connection.vendor, name, table, act))


def lift(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for name, table, _ in _triggers():
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def _triggers() -> list[tuple[str, str, str]]:
    return [(f"{table}_no_{act.lower()}", table, act) for table in TABLES for act in ACTS]


def _create(vendor: str, name: str, table: str, act: str) -> str:
    if vendor == "postgresql":
        return f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION docket_refuse()"
    return f"CREATE TRIGGER {name} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
