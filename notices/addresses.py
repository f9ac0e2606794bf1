"""Whether an address can take what is sent there: a text message, an e-mail. What cannot is never tried."""

from __future__ import annotations

import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from phonenumbers import PhoneNumberType

#: In some countries a number does not tell whether it is mobile; there it may be.
TAKES_TEXT = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
LONGEST = 254  # RFC 5321, 4.5.3.1.3


def takes_text(phone: str) -> bool:
    """A mobile number in E.164. Not 400-812-3456 (a service line), not 0571-88886666 (fixed)."""
    try:
        number = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) in TAKES_TEXT


def takes_mail(address: str) -> bool:
    """An address that can exist: a domain in any script, and nothing invisible in it."""
    if not address or any(unicodedata.category(letter)[0] in "CZ" for letter in address):
        return False
    name, at, domain = address.rpartition("@")
    try:
        plain = f"{name}{at}{domain.encode('idna').decode('ascii')}"
        validate_email(plain)
    except (ValidationError, UnicodeError):
        return False
    return len(plain) <= LONGEST
