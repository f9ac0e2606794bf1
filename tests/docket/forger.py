"""Somebody with all rights on the database, and none on the files beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection

from docket import append_only, hashing
from docket.models import Checkpoint, Entry, SigningKey


def run(sql: str, *values: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def without_guard() -> Iterator[None]:
    """Triggers are dropped and put back to the letter; foreign keys are not asked meanwhile."""
    triggers = _triggers()
    for drop, _create in triggers:
        run(drop)
    _foreign_keys(asked=False)
    try:
        yield
    finally:
        _foreign_keys(asked=True)
        for _drop, create in triggers:
            run(create)


def _triggers() -> list[tuple[str, str]]:
    if connection.vendor == "sqlite":
        rows = run("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return [(f'DROP TRIGGER "{name}"', sql) for name, sql in rows]
    rows = run(
        "SELECT t.tgname, c.relname, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE NOT t.tgisinternal"
    )
    return [(f'DROP TRIGGER "{name}" ON "{table}"', create) for name, table, create in rows]


def _foreign_keys(*, asked: bool) -> None:
    if connection.vendor == "sqlite":
        run(f"PRAGMA foreign_keys = {'ON' if asked else 'OFF'}")
    else:
        run(f"SET session_replication_role = {'DEFAULT' if asked else 'replica'}")


def rewrite_chain(pk: int, **changes: Any) -> None:
    """Every entry of the chain made anew, hash upon hash, so that it verifies by itself."""
    previous = hashing.GENESIS
    for entry in Entry.objects.filter(chain=pk).order_by("seq"):
        for name, value in changes.items():
            setattr(entry, name, value)
        made = hashing.entry_hash(previous, hashing.body_of(entry))
        run(
            "UPDATE docket_entry SET actor = %s, verb = %s, previous = %s, hash = %s WHERE id = %s",
            *(entry.actor, entry.verb, previous, made, entry.pk),
        )
        run(
            "UPDATE docket_checkpointhead SET head = %s WHERE chain_id = %s AND length = %s",
            made,
            pk,
            entry.seq,
        )
        previous = made
    run("UPDATE docket_chain SET head = %s WHERE id = %s", previous, pk)


def sign_again(key: Ed25519PrivateKey, *, with_key_row: bool) -> None:
    """Every checkpoint gets its root anew, and the signature of a key of one's own."""
    own, previous = key.public_key().public_bytes_raw().hex(), hashing.GENESIS
    for checkpoint in Checkpoint.objects.order_by("number"):
        heads = checkpoint.heads.order_by("chain_id").values_list("chain_id", "length", "head")
        root = hashing.checkpoint_root(previous, heads)
        statement = hashing.checkpoint_statement(
            number=checkpoint.number, at=checkpoint.at, root=root, previous=previous
        )
        run(
            "UPDATE docket_checkpoint SET root = %s, previous = %s, signature = %s, public_key = %s WHERE id = %s",
            *(root, previous, key.sign(statement).hex(), own, checkpoint.pk),
        )
        previous = root
    if with_key_row:
        row = SigningKey.objects.get()
        statement = hashing.handover_statement(
            old="", new=own, first_checkpoint=row.first_checkpoint, at=row.at
        )
        run("UPDATE docket_signingkey SET public_key = %s, by_itself = %s", own, key.sign(statement).hex())


def delete_chain(pk: int) -> None:
    """The whole record of a case, and every trace of it in checkpoints."""
    run("DELETE FROM docket_opening WHERE entry_id IN (SELECT id FROM docket_entry WHERE chain_id = %s)", pk)
    run("DELETE FROM docket_entry WHERE chain_id = %s", pk)
    run("DELETE FROM docket_chain WHERE id = %s", pk)


def change(table: str, column: str, value: Any, pk: int | None = None) -> None:
    value = json.dumps(value) if isinstance(value, dict | list) else value
    where, values = ("", [value]) if pk is None else (" WHERE id = %s", [value, pk])
    run(f'UPDATE "{table}" SET "{column}" = %s{where}', *values)


def forget_keys() -> None:
    """The key of the house and what is kept beside it: a test begins without."""
    for path in (Path(settings.DATA_DIR) / "keys").glob("checkpoint*"):
        path.unlink()


def put_guard_back() -> None:
    """PostgreSQL gets its rows back after a test, not its triggers."""
    if connection.vendor == "postgresql":
        run("DROP TRIGGER IF EXISTS quiet ON docket_opening")
        append_only.lift(connection)
        append_only.install(connection)
