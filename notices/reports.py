"""What carriers report of a message they took: it has arrived, or it has come back.

For e-mail that is a delivery status notification (RFC 3464), read from a mailbox or, in the demonstration, a folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from typing import Any

from django.utils import timezone

MESSAGE_ID = re.compile(r"<[^<>\s]{1,190}>")


@dataclass(frozen=True)
class DeliveryReport:
    """`carrier_id` is what the carrier called the message when it took it."""

    carrier_id: str
    is_delivered: bool
    at: datetime
    reason: str = ""


def reports_in(raw: bytes) -> list[DeliveryReport]:
    """The reports in one letter; none when it is anything else, or says only that there is a delay."""
    letter = message_from_bytes(raw, policy=policy.default)
    if letter.get_content_type() != "multipart/report":
        return []
    carrier_id = _original_id(letter)
    return list(_statuses(letter, carrier_id)) if carrier_id else []


def _original_id(letter: Message[Any, Any]) -> str:
    """The Message-ID of the letter that is reported on, which the report carries with it whole or in part."""
    for part in letter.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            text = str(next((inner.get("Message-ID", "") for inner in _within(part)), ""))
        elif kind == "text/rfc822-headers":
            text = _header(part, "Message-ID")
        else:
            continue
        if found := MESSAGE_ID.search(text):
            return found[0]
    return ""


def _within(part: Message[Any, Any]) -> list[Message[Any, Any]]:
    payload: Any = part.get_payload()
    return [inner for inner in payload if isinstance(inner, Message)] if isinstance(payload, list) else []


def _header(part: Message[Any, Any], name: str) -> str:
    content = part.get_content() if isinstance(part, EmailMessage) else part.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else str(content).encode()
    return str(message_from_bytes(raw).get(name, ""))


def _statuses(letter: Message[Any, Any], carrier_id: str) -> Iterator[DeliveryReport]:
    for part in letter.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in _within(part):
            action = str(block.get("Action", "")).strip().lower()
            if action in {"delivered", "failed"}:
                reason = f"{block.get('Status', '')} {block.get('Diagnostic-Code', '')}".strip()
                yield DeliveryReport(carrier_id, action == "delivered", timezone.now(), reason[:200])
