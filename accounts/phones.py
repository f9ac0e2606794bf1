"""Phone numbers: read as people write them, kept as E.164. Without a country code a number is Chinese."""

from __future__ import annotations

import re

import phonenumbers
from django.utils.translation import gettext_lazy as _

DEFAULT_REGION = "CN"
EXTENSION = re.compile(r"转|轉|分机|内线|\bext\b|#\s*\d+\s*$|(?<=\d)\s*x\s*\d{1,6}\s*$", re.I)


class InvalidPhone(ValueError):
    """No number that could be reached. `hint` says why, where that is known."""

    hint: object = ""


class HasExtension(InvalidPhone):
    """A number behind a switchboard: no message gets there."""

    hint = _("不能填分机号：通知到不了分机。请填手机号码，或者只填总机号码。")


def normalise_phone(text: str) -> str:
    """`138 0013 8000` becomes `+8613800138000`. Raises `InvalidPhone`, and `HasExtension` for 0571-88886666转801."""
    if EXTENSION.search(text):
        raise HasExtension(text)
    try:
        number = phonenumbers.parse(text, DEFAULT_REGION)
    except phonenumbers.NumberParseException as error:
        raise InvalidPhone(text) from error
    if number.extension:
        raise HasExtension(text)
    if not phonenumbers.is_valid_number(number):
        raise InvalidPhone(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
