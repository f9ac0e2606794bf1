"""Words to an address or a number, whoever it belongs to."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils import translation

from ..models import User
from ..signals import mail_wanted, text_message_wanted

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def send_words(
    contact: str, *, subject: str | _StrPromise, template: str, language: str, context: dict[str, Any]
) -> None:
    """By mail or by text message, as the contact is; in the reader's language."""
    with translation.override(language):
        text, heading = unescape(render_to_string(template, context)).strip(), str(subject)
    if "@" in contact:
        mail_wanted.send(User, email=contact, subject=heading, text=text, language=language)
    else:
        text_message_wanted.send(User, phone=contact, text=text, language=language)
