"""Codes that are sent to somebody and typed by them. Only a hash is kept."""

from __future__ import annotations

import hashlib
import secrets

from inputs.words import plain_code

#: No letters or digits that look alike: it is read out on the phone and typed on a phone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 10


def make_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _n in range(LENGTH))


def make_short_code() -> str:
    """Six digits, for somebody who waits for them at the page and has five tries."""
    return f"{secrets.randbelow(10**6):06d}"


def masked(contact: str) -> str:
    """Enough to recognise one's own: `li***@example.com`, `+86138****0001`."""
    name, at, domain = contact.partition("@")
    return f"{name[:2]}***{at}{domain}" if at else f"{contact[:-8]}****{contact[-4:]}"


def hash_code(code: str) -> str:
    """The same however it is typed: in small letters, in full width, with blanks or dashes."""
    normal = plain_code(code).upper().replace("-", "")
    return hashlib.sha256(normal.encode()).hexdigest()
