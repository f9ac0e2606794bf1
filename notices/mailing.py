"""Where reports on e-mail come from: a mailbox read by IMAP, or the folder in which the embedded carrier writes them."""

from __future__ import annotations

import imaplib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail.backends.filebased import EmailBackend

PATIENCE = 30  # seconds
REPORTS = "reports"
#: How the embedded carrier treats an address: it comes back, or nothing is ever heard of it. All else arrives.
RETURNED, SILENT = ("bounce", "nosuch"), ("silent",)


class FileBackend(EmailBackend):
    """A file each in `EMAIL_FILE_PATH`, and beside it the report that the receiving server would send."""

    def write_message(self, message: Any) -> None:
        super().write_message(message)
        for address in message.recipients():
            if not address.startswith(SILENT):
                self._report(message.message(), address)

    def _report(self, letter: Any, address: str) -> None:
        came_back = address.startswith(RETURNED) or address.endswith(".invalid")
        folder = Path(self.file_path) / REPORTS
        folder.mkdir(parents=True, exist_ok=True)
        name = folder / f"{uuid.uuid4().hex}.eml"
        waiting = name.with_suffix(".part")
        waiting.write_bytes(status_notification(letter["Message-ID"], address, came_back=came_back))
        waiting.rename(name)


def status_notification(message_id: str, address: str, *, came_back: bool) -> bytes:
    """A delivery status notification as a mail server writes it (RFC 3464)."""
    action, status = ("failed", "5.1.1") if came_back else ("delivered", "2.0.0")
    told = "550 5.1.1 no such user" if came_back else "250 2.0.0 ok"
    raw = (
        "From: MAILER-DAEMON@localhost\nSubject: Delivery Status Notification\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nDelivery report.\n\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; localhost\n\n"
        f"Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; {told}\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {message_id}\n\n--b--\n"
    )
    return raw.encode()


def can_hear_of_bounces() -> bool:
    """Without a mailbox for what comes back, silence after handing over proves nothing."""
    return bool(settings.BOUNCES_URL)


def letters() -> Iterator[bytes]:
    """Each report that waits; it is put away once the reader asks for the next. Raises when the mailbox is away."""
    if settings.BOUNCES_URL:
        yield from _from_mailbox(settings.BOUNCES_URL)
    elif f"{FileBackend.__module__}.{FileBackend.__name__}" == settings.EMAIL_BACKEND:
        yield from _from_folder(Path(settings.EMAIL_FILE_PATH) / REPORTS)


def _from_folder(folder: Path) -> Iterator[bytes]:
    for file in sorted(folder.glob("*.eml")):
        yield file.read_bytes()
        file.unlink(missing_ok=True)


def _from_mailbox(address: str) -> Iterator[bytes]:
    with _mailbox(address) as box:
        _status, found = box.search(None, "UNSEEN")
        for number in found[0].split():
            _status, parts = box.fetch(number, "(BODY.PEEK[])")
            yield from (part[1] for part in parts if isinstance(part, tuple))
            box.store(number, "+FLAGS", r"(\Seen)")


@contextmanager
def _mailbox(address: str) -> Iterator[imaplib.IMAP4]:
    """`imaps://` by TLS from the start; `imap://` in clear, for a server on the same machine."""
    where = urlsplit(address)
    host, kind = (
        where.hostname or "localhost",
        imaplib.IMAP4_SSL if where.scheme == "imaps" else imaplib.IMAP4,
    )
    box = kind(host, where.port or (993 if where.scheme == "imaps" else 143), timeout=PATIENCE)
    try:
        box.login(unquote(where.username or ""), unquote(where.password or ""))
        status, said = box.select(unquote(where.path.lstrip("/")) or "INBOX")
        if status != "OK":
            raise imaplib.IMAP4.error(str(said))
        yield box
    finally:
        box.logout()
