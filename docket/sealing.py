"""Encryption at rest of the openings, and the mark on each entry. Both keys come from `SECRET_KEY`."""

import base64
import hmac
import json
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from .hashing import canonical


class Unreadable(ValueError):
    """Sealed under a key that is no longer known, or altered."""


def seal(*, salt: str, value: str) -> str:
    return _box().encrypt(canonical([salt, value])).decode()


def unseal(token: str) -> tuple[str, str]:
    """(salt, value). Raises `Unreadable`, also for a token with something in it that decoding would pass over."""
    try:
        is_exact = base64.urlsafe_b64encode(base64.urlsafe_b64decode(token)) == token.encode()
        salt, value = json.loads(_box().decrypt(token.encode()))
    except (InvalidToken, ValueError) as error:
        raise Unreadable from error
    if not is_exact:
        raise Unreadable
    return salt, value


def mark(entry_hash: str) -> str:
    """What only the house can write beside a hash: who has the database alone can add no entry that passes."""
    return _mark_by(settings.SECRET_KEY, entry_hash)


def is_marked(entry_hash: str, given: str) -> bool:
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(
        hmac.compare_digest(_mark_by(secret, entry_hash), given) for secret in secrets if given.isascii()
    )


def _mark_by(secret: str, entry_hash: str) -> str:
    return hmac.new(_mark_key(secret), entry_hash.encode(), "sha256").hexdigest()


@lru_cache(maxsize=4)
def _mark_key(secret: str) -> bytes:
    derivation = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"jiefen docket entries")
    return derivation.derive(secret.encode())


def _box() -> MultiFernet:
    return _box_for((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=4)
def _box_for(secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(secret)) for secret in secrets])


def _derived(secret: str) -> bytes:
    derivation = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"jiefen docket openings")
    return base64.urlsafe_b64encode(derivation.derive(secret.encode()))
