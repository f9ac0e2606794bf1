"""The code printed on a paper: 100 random bits in Crockford's base32, which has no letters that look like digits."""

from __future__ import annotations

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 20
GROUP = 4
#: How people read the four letters the alphabet leaves out, or their look-alikes (Crockford, "Base 32 Encoding").
READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))


def grouped(code: str) -> str:
    """As it is printed: K7QF-30XD-…"""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(text: str) -> str | None:
    """What somebody typed, as it is kept: any case, any grouping, full width or not. None when it is no code."""
    shown = unicodedata.normalize("NFKC", text).upper().translate(READ_AS)
    code = "".join(character for character in shown if character.isalnum())
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None
