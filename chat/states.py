"""Kinds of rooms, sides in them, kinds of messages, and the limits of what may be said."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RoomKind(models.TextChoices):
    NEGOTIATION = "negotiation", _("协商室")
    JOINT = "joint", _("全体会谈室")
    CAUCUS = "caucus", _("单方会谈室")
    DELIBERATION = "deliberation", _("合议室")


#: What a room is called where there is one of its kind. A caucus is called by whose it is.
ROOM_NAMES = {
    RoomKind.NEGOTIATION: _("协商会谈室"),
    RoomKind.JOINT: _("全体会谈室"),
    RoomKind.DELIBERATION: _("调解员合议室"),
}

#: Rooms of which the rest of the case may not know more than that they are there.
SECRET_KINDS = frozenset({RoomKind.CAUCUS, RoomKind.DELIBERATION})


class Side(models.TextChoices):
    COMPLAINANT = "complainant", _("投诉人一方")
    RESPONDENT = "respondent", _("被投诉人一方")
    THIRD = "third", _("第三人")
    NEUTRAL = "neutral", _("调解员")
    STAFF = "staff", _("工作人员")


class MessageKind(models.TextChoices):
    TEXT = "text", _("文字")
    FILE = "file", _("文件")
    SYSTEM = "system", _("程序记录")
    OFFER = "offer", _("方案")


class Change(models.TextChoices):
    EDITED = "edited", _("修改")
    RECALLED = "recalled", _("撤回")


#: Characters in one message.
TEXT_LIMIT = 4000
#: How long an author may change or take back what they said.
EDIT_WINDOW = timedelta(minutes=15)
RECALL_WINDOW = timedelta(minutes=15)
#: Messages a page of history holds, and a reconnecting page is sent at once.
PAGE = 100
#: Seconds the first message after a change of rooms waits in the page, where it can still be undone: nobody has it.
UNDO_SECONDS = 10
#: Characters of a private note, and phrases of one person or body.
NOTE_LIMIT = 20_000
PHRASES_MOST = 100


def file_limit() -> int:
    """Bytes of one file in a room."""
    limit: int = getattr(settings, "ROOM_FILE_MAX_BYTES", 50 * 1024 * 1024)
    return limit


def pace() -> tuple[int, float]:
    """How many messages one person may send to one room in how many seconds."""
    return getattr(settings, "CHAT_PACE", (20, 10.0))


def sockets_limit() -> int:
    """How many pages with rooms one person may have open at once, in each process that holds sockets."""
    limit: int = settings.CHAT_SOCKETS_A_PERSON
    return limit
