"""What a database has deleted still lies in its files for a while. After an erasure that while is ended."""

from __future__ import annotations

from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from docket.models import Opening

from ..models import ErasedPart, Erasure, IdentityCheck, SentCode, User
from ..personal import all_personal

#: Beyond the registered models: what holds a person's data by the hand of a library.
MORE = ("sessions.Session", "account.EmailAddress", "mfa.Authenticator", "usersessions.UserSession")


def clear_freed_space() -> bool:
    """Outside a transaction, by the clock. On SQLite freed bytes are zeroed at once (`secure_delete`), and the log of
    writes is emptied here; on PostgreSQL the tables are vacuumed. False when somebody reads just now: the next time."""
    waiting = ErasedPart.objects.filter(cleared_at=None)
    if not waiting.exists() or connection.in_atomic_block:
        return False
    now = timezone.now()
    done = _vacuum() if connection.vendor == "postgresql" else _empty_log()
    return done and bool(waiting.filter(at__lte=now).update(cleared_at=now))


def _empty_log() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        is_busy, _frames, _moved = cursor.fetchone()
    return not is_busy


def _vacuum() -> bool:
    models: list[type[Model]] = [row.model for row in all_personal()]
    models += [Opening, User, IdentityCheck, Erasure, SentCode, *map(apps.get_model, MORE)]
    tables = sorted({model._meta.db_table for model in models})
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"VACUUM {connection.ops.quote_name(table)}")
    return True
