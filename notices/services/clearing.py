"""What carriers of the house itself keep of a person: letters and text messages in files, and waiting copies."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import User

from ..mailing import FileBackend
from ..models import OutboxMessage

#: Between two letters in one file of Django's file backend.
BETWEEN = re.compile(rb"^-{79}\n", re.MULTILINE)


def clear_carriers(sender: Any, *, user: User, particulars: Collection[str], **_: Any) -> None:
    """A person was erased. What a provider outside keeps of a message it carried is not ours to delete."""
    OutboxMessage.objects.filter(notice=None, address__in=list(particulars)).delete()
    transaction.on_commit(partial(clear_folders, tuple(particulars)))


def clear_folders(particulars: Collection[str]) -> None:
    if f"{FileBackend.__module__}.{FileBackend.__name__}" == settings.EMAIL_BACKEND:
        for file in _files(Path(settings.EMAIL_FILE_PATH)):
            _clear_letters(file, particulars)
    for file in _files(Path(settings.DATA_DIR) / "sms"):
        if _speaks_of(file.read_text(encoding="utf-8", errors="replace"), particulars):
            file.unlink(missing_ok=True)


def _files(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.rglob("*")) if file.is_file()] if folder.is_dir() else []


def _clear_letters(file: Path, particulars: Collection[str]) -> None:
    letters = [piece for piece in BETWEEN.split(file.read_bytes()) if piece.strip()]
    kept = [letter for letter in letters if not _speaks_of(_readable(letter), particulars)]
    if len(kept) == len(letters):
        return
    if kept:
        file.write_bytes(b"".join(letter + b"-" * 79 + b"\n" for letter in kept))
    else:
        file.unlink(missing_ok=True)


def _readable(letter: bytes) -> str:
    """Its heads and its text, as a reader sees them."""
    message = email.message_from_bytes(letter, policy=email.policy.default)
    parts = [f"{name}: {value}" for name, value in message.items()]
    for part in message.walk():
        if part.get_content_maintype() == "text":
            payload = part.get_payload(decode=True)
            parts.append(payload.decode(errors="replace") if isinstance(payload, bytes) else "")
        elif not part.is_multipart():
            parts.append(str(part.get_payload()))
    return "\n".join(parts) + "\n" + letter.decode(errors="replace")


def _speaks_of(text: str, particulars: Collection[str]) -> bool:
    return any(each in text for each in particulars)
