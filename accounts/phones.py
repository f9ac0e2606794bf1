"""Phone numbers: read as people write them, kept as E.164. Without a country code a number is Chinese."""

from __future__ import annotations

import phonenumbers

DEFAULT_REGION = "CN"


class InvalidPhone(ValueError):
    """No number that could be reached."""


def normalise_phone(text: str) -> str:
    """`138 0013 8000` becomes `+8613800138000`. Raises `InvalidPhone`."""
    try:
        number = phonenumbers.parse(text, DEFAULT_REGION)
    except phonenumbers.NumberParseException as error:
        raise InvalidPhone(text) from error
    if not phonenumbers.is_valid_number(number):
        raise InvalidPhone(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
