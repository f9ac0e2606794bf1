"""The interface to text messages, and the embedded one: a file each in DATA_DIR/sms.

A real sender is a class with the same method, named in `settings.SMS_SENDER`.
"""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string


class SmsSender(Protocol):
    def send(self, phone: str, text: str) -> str:
        """Hand over one message and return the carrier's id for it; raise when it was not taken."""
        ...


class FileSender:
    def send(self, phone: str, text: str) -> str:
        folder = Path(settings.DATA_DIR) / "sms"
        folder.mkdir(parents=True, exist_ok=True)
        number = uuid.uuid4().hex
        name = f"{timezone.now():%Y%m%d-%H%M%S-%f}-{number[:8]}.txt"
        (folder / name).write_text(f"To: {phone}\n\n{text}\n", encoding="utf-8")
        return f"file:{number}"


def current_sender() -> SmsSender:
    sender: SmsSender = import_string(settings.SMS_SENDER)()
    return sender
