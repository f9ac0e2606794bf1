"""The few statements each batch of messages needs, in plain SQL.

Through the ORM they cost ten times what the database does, and everybody who talks waits for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils import timezone

from ..models import Member, Message, Room

T = TypeVar("T")

ROOMS = "SELECT * FROM chat_room WHERE id IN ({marks}) ORDER BY id"
#: `sits` says the same as `chat.models.talk.sits`.
MEMBERS = (
    "SELECT chat_member.*, (chat_member.left_at IS NULL"
    " AND (chat_member.office_id IS NULL OR (accounts_organisation.is_active"
    " AND accounts_membership.starts_on <= %s"
    " AND (accounts_membership.ends_on IS NULL OR accounts_membership.ends_on >= %s)))"
    " AND (chat_member.mandate_id IS NULL OR disputes_representative.ends_on IS NULL)) AS sits"
    " FROM chat_member JOIN accounts_user ON accounts_user.id = chat_member.user_id"
    " LEFT JOIN accounts_membership ON accounts_membership.id = chat_member.office_id"
    " LEFT JOIN accounts_organisation ON accounts_organisation.id = accounts_membership.organisation_id"
    " LEFT JOIN disputes_representative ON disputes_representative.id = chat_member.mandate_id"
    " WHERE chat_member.room_id IN ({marks}) AND accounts_user.is_active"
)
# as a join, because a list of triples makes SQLite read the whole index
SENDINGS = (
    "WITH sent (room, author, client) AS (VALUES {marks})"
    " SELECT chat_message.id FROM sent CROSS JOIN chat_message"
    " WHERE chat_message.room_id = sent.room AND chat_message.author_id = sent.author"
    " AND chat_message.client_id = sent.client AND chat_message.author_id IS NOT NULL"
)
COLUMNS = ("room_id", "seq", "client_id", "author_id", "kind", "body", "data", "reply_to_id", "at")
INSERT = f"INSERT INTO chat_message ({', '.join(COLUMNS)}, rev) VALUES {{marks}} RETURNING id, room_id, seq"  # noqa: S608
ROW = f"({', '.join(['%s'] * len(COLUMNS))}, 0)"
COUNT = "UPDATE chat_room SET last_seq = %s WHERE id = %s"


def lock_rooms(ids: Sequence[int]) -> dict[int, Room]:
    """The rows in the order of their keys: two batches never wait for each other crosswise."""
    sql = ROOMS.format(marks=_marks(len(ids)))
    if connection.features.has_select_for_update:
        sql += " FOR UPDATE"
    return {room.pk: room for room in Room.objects.raw(sql, list(ids))}


def members_of(rooms: Iterable[int]) -> list[Member]:
    """Everybody who sits or sat in one of these rooms and may still log in, with `sits`."""
    ids, today = list(rooms), connection.ops.adapt_datefield_value(timezone.localdate())
    if not ids:
        return []
    return list(Member.objects.raw(MEMBERS.format(marks=_marks(len(ids))), [today, today, *ids]))


def stored_sendings(sendings: Iterable[tuple[int, int, str]]) -> list[Message]:
    """What was stored before under these (room, author, client_id)."""
    found: list[int] = []
    for chunk in _chunks(sendings, 3):
        sql = SENDINGS.format(marks=", ".join(["(%s, %s, %s)"] * len(chunk)))
        with connection.cursor() as cursor:
            cursor.execute(sql, [value for sending in chunk for value in sending])
            found += [pk for (pk,) in cursor.fetchall()]
    return list(Message.objects.filter(pk__in=found).select_related("author", "reply_to")) if found else []


def insert(messages: Sequence[Message]) -> None:
    """Each gets its key."""
    by_number = {(message.room_id, message.seq): message for message in messages}
    for chunk in _chunks(messages, len(COLUMNS)):
        values = [value for message in chunk for value in _row(message, connection.ops)]
        with connection.cursor() as cursor:
            cursor.execute(INSERT.format(marks=", ".join([ROW] * len(chunk))), values)
            for pk, room, seq in cursor.fetchall():
                message = by_number[room, seq]
                message.pk, message._state.adding, message._state.db = pk, False, connection.alias


def count(rooms: Iterable[Room]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(COUNT, [(room.last_seq, room.pk) for room in rooms])


def _row(message: Message, ops: BaseDatabaseOperations) -> tuple[Any, ...]:
    return (
        message.room_id,
        message.seq,
        message.client_id,
        message.author_id,
        str(message.kind),
        message.body,
        ops.adapt_json_value(message.data, None),
        message.reply_to_id,
        ops.adapt_datetimefield_value(message.at),
    )


def _marks(number: int) -> str:
    return ", ".join(["%s"] * number)


def _chunks(items: Iterable[T], width: int) -> Iterator[list[T]]:
    """As many at a time as the database takes parameters for."""
    most = (connection.features.max_query_params or 30_000) // width
    waiting = iter(items)
    while chunk := list(islice(waiting, most)):
        yield chunk
