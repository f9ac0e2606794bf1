"""What a neutral writes for themselves. Nothing of it is told to anybody: no docket entry, no line, no notice."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from disputes.exceptions import NotValid

from .. import policies
from ..models import Message, PrivateNote, Room
from ..states import NOTE_LIMIT
from .messages import clean

#: Between two wordings that were typed on two pages at once: both are kept.
BETWEEN = "\n\n———\n"


@transaction.atomic
def keep_note(
    room: Room, *, by: User, text: str, message: Message | None = None, version: int | None = None
) -> PrivateNote | None:
    """Save one's note on a room or on one of its lines; empty text removes it.

    `version` is what the page had before: when another page has saved since, both wordings are kept.
    """
    policies.require_neutral(by, room)
    text = clean(text)
    if len(text) > NOTE_LIMIT:
        raise NotValid(code="too_long")
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # one page of theirs at a time
    note = PrivateNote.objects.filter(author=by, room=room, message=message).first()
    if note is None:
        return PrivateNote.objects.create(author=by, room=room, message=message, text=text) if text else None
    if text == note.text:
        return note
    if version is not None and version < note.version and note.text not in text:
        text = f"{note.text}{BETWEEN}{text}" if text and text not in note.text else note.text
    if not text:
        note.delete()
        return None
    note.text, note.version, note.written_at = text, note.version + 1, timezone.now()
    note.save(update_fields=["text", "version", "written_at"])
    return note
