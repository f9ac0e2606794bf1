"""What rooms hold about persons."""

from __future__ import annotations

from typing import Any

from accounts.personal import NOBODY, REMOVED, Personal

from .models import Member, Message, MessageRevision, Phrase, PrivateNote, Room, RoomFile
from .selectors import content_hash

CHAIN = "room__dispute__chain"


def _content(room: Any) -> dict[str, str]:
    return {"content_hash": content_hash(room) if room.content_hash else ""}


def _told(room: Any) -> str | None:
    """Only the joint room is known to the record; that somebody talked alone is not."""
    return None if room.is_caucus else f"chat.room:{room.pk}"


PERSONAL = (
    Personal(
        RoomFile,
        CHAIN,
        mine=("message__author__user",),
        words=("original_name",),
        files=("file", "preview", "thumbnail", "copy"),
    ),
    Personal(
        MessageRevision,
        f"message__{CHAIN}",
        mine=("message__author__user",),
        words=("body", "data"),
        deleted=True,
    ),
    Personal(Message, CHAIN, mine=("author__user",), words=("body", "data"), blank={"body": REMOVED}),
    Personal(PrivateNote, CHAIN, shared=("text",)),
    Personal(PrivateNote, mine=("author",), deleted=True),
    Personal(Phrase, mine=("owner",), deleted=True),
    Personal(Member, CHAIN, mine=("user",), words=("label",), blank={"label": NOBODY}),
    # last of all: its hash is over what was said
    Personal(
        Room,
        "dispute__chain",
        shared=("title",),
        rehash=_content,
        sha256="content_hash",
        told=_told,
        always=True,
    ),
)
