"""A database that is put back after each test that commits.

Django's own flush would empty what migrations brought, and the docket's triggers refuse it, rightly.
So the state after migration is kept aside once and restored as a whole.
"""

import contextlib
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import TransactionTestCase
from django.utils import translation

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="session")
def django_db_modify_db_settings(migrated: Path) -> None:
    """SQLite in a file: several threads cannot share one in memory without stepping on each other."""
    if connection.vendor == "sqlite":
        file = Path(settings.DATA_DIR) / "test.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(file)
        if migrated.exists():
            shutil.copy(migrated, file)


@pytest.fixture(scope="session")
def migrated(request: pytest.FixtureRequest) -> Path:
    """Where an SQLite with exactly today's migrations is kept from run to run: migrating takes long."""
    state = hashlib.sha256((ROOT / "requirements-test.lock").read_bytes())
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        state.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return Path(request.config.cache.mkdir("jiefen")) / f"{state.hexdigest()[:16]}.sqlite3"


@pytest.fixture(scope="session")
def django_db_keepdb(migrated: Path) -> bool:
    return connection.vendor == "sqlite" and migrated.exists()


def is_complete(migrated: Path) -> bool:
    """False when somebody changed a migration while another run was keeping its database."""
    if not migrated.exists():
        return False
    with contextlib.closing(sqlite3.connect(migrated)) as kept:
        (count,) = kept.execute("SELECT count(*) FROM django_migrations").fetchone()
    return count == MigrationRecorder(connection).migration_qs.count()


def keep_migrated(migrated: Path) -> None:
    for outdated in migrated.parent.glob("*.sqlite3"):
        outdated.unlink(missing_ok=True)
    connection.ensure_connection()
    being_written = migrated.with_suffix(f".{os.getpid()}")
    with contextlib.closing(sqlite3.connect(being_written)) as copy:
        connection.connection.backup(copy)
    being_written.replace(migrated)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker, migrated: Path) -> Iterator[None]:
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite" and not is_complete(migrated):
            keep_migrated(migrated)
        kept = KeptSqlite() if connection.vendor == "sqlite" else KeptPostgresql()
        connection.close()
    original = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda case: put_back(kept)
    yield
    TransactionTestCase._fixture_teardown = original


@pytest.fixture(autouse=True)
def _forgetful_cache() -> Iterator[None]:
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """The language of the last page that the test before asked for is not this one's."""
    translation.deactivate()


def put_back(kept: "KeptSqlite | KeptPostgresql") -> None:
    """The database, and what the house remembers of its checkpoints beside it."""
    kept.restore()
    (Path(settings.DATA_DIR) / "keys" / "checkpoints.jsonl").unlink(missing_ok=True)


class KeptSqlite:
    def __init__(self) -> None:
        self.copy = sqlite3.connect(":memory:", check_same_thread=False)
        connection.ensure_connection()
        connection.connection.backup(self.copy)

    def restore(self) -> None:
        connection.ensure_connection()
        self.copy.backup(connection.connection)
        connection.close()


class KeptPostgresql:
    """Rows that migrations brought, in a schema of their own."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            self.tables = [name for (name,) in cursor.fetchall()]
            cursor.execute("CREATE SCHEMA kept")
            self.filled = [name for name in self.tables if self._has_rows(cursor, name)]
            for name in self.filled:
                cursor.execute(f'CREATE TABLE kept."{name}" AS TABLE public."{name}"')
            cursor.execute(
                "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
                " AND last_value > 0"
            )
            self.sequences = cursor.fetchall()

    def _has_rows(self, cursor, name: str) -> bool:
        cursor.execute(f'SELECT EXISTS (SELECT 1 FROM public."{name}")')
        return cursor.fetchone()[0]

    def restore(self) -> None:
        with connection.cursor() as cursor:
            changed = [name for name in self.tables if name in self.filled or self._has_rows(cursor, name)]
            cursor.execute("SET session_replication_role = replica")  # triggers and foreign keys rest
            for name in changed:
                cursor.execute(f'DELETE FROM public."{name}"')
            for name in self.filled:
                cursor.execute(f'INSERT INTO public."{name}" OVERRIDING SYSTEM VALUE TABLE kept."{name}"')
            cursor.execute(
                "SELECT sequencename FROM pg_sequences WHERE schemaname='public' AND last_value > 0"
            )
            kept = dict(self.sequences)
            for (name,) in cursor.fetchall():
                value = kept.get(name)
                cursor.execute(
                    "SELECT setval(%s::regclass, %s, %s)", [f'public."{name}"', value or 1, value is not None]
                )
            cursor.execute("SET session_replication_role = DEFAULT")
        connection.close()
