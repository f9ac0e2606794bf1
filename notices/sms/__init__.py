"""The interface to text messages, and the embedded one: a file each in DATA_DIR/sms.

A real sender is a class with the same methods, named in `settings.SMS_SENDER`.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from ..reports import DeliveryReport

#: How the embedded sender treats a number: nobody has it, or nothing is ever heard of it. All else arrives.
NOBODY, SILENT = "0000", "9999"


class SmsSender(Protocol):
    def send(self, phone: str, text: str) -> str:
        """Hand over one message and return the carrier's id for it; raise when it was not taken."""
        ...

    def reports(self) -> Iterator[DeliveryReport]:
        """What the carrier says became of messages; each is settled once the reader asks for the next."""
        ...


class FileSender:
    def __init__(self) -> None:
        self.folder = Path(settings.DATA_DIR) / "sms"

    def send(self, phone: str, text: str) -> str:
        (self.folder / "reports").mkdir(parents=True, exist_ok=True)
        number = uuid.uuid4().hex
        name = f"{timezone.now():%Y%m%d-%H%M%S-%f}-{number[:8]}.txt"
        (self.folder / name).write_text(f"To: {phone}\n\n{text}\n", encoding="utf-8")
        if not phone.endswith(SILENT):
            self._report(number, is_delivered=not phone.endswith(NOBODY))
        return f"file:{number}"

    def _report(self, number: str, *, is_delivered: bool) -> None:
        told = {"id": f"file:{number}", "delivered": is_delivered, "at": timezone.now().isoformat()}
        waiting = self.folder / "reports" / f"{number}.part"
        waiting.write_text(json.dumps(told), encoding="utf-8")
        waiting.rename(waiting.with_suffix(".json"))

    def reports(self) -> Iterator[DeliveryReport]:
        for file in sorted((self.folder / "reports").glob("*.json")):
            told = json.loads(file.read_text(encoding="utf-8"))
            reason = "" if told["delivered"] else "no such number"
            yield DeliveryReport(told["id"], told["delivered"], datetime.fromisoformat(told["at"]), reason)
            file.unlink(missing_ok=True)


def current_sender() -> SmsSender:
    sender: SmsSender = import_string(settings.SMS_SENDER)()
    return sender
