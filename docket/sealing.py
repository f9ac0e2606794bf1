"""Encryption at rest of the openings, and the key that signs checkpoints."""

import base64
import json
import os
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from .hashing import canonical


class Unreadable(ValueError):
    """Sealed under a key that is no longer known, or altered."""


def seal(*, salt: str, value: str) -> str:
    return _box().encrypt(canonical([salt, value])).decode()


def unseal(token: str) -> tuple[str, str]:
    """(salt, value)."""
    try:
        salt, value = json.loads(_box().decrypt(token.encode()))
    except InvalidToken as error:
        raise Unreadable from error
    return salt, value


def signing_key() -> Ed25519PrivateKey:
    """Made once, in DATA_DIR/keys, readable by its owner only."""
    path = Path(settings.DATA_DIR) / "keys" / "checkpoint.pem"
    if not path.exists():
        _create_signing_key(path)
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, Ed25519PrivateKey)
    return key


def _create_signing_key(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    draft = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
    try:
        os.link(draft, path)  # whoever is first wins; nobody ever reads half a key
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _box() -> MultiFernet:
    return _box_for((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=4)
def _box_for(secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(secret)) for secret in secrets])


def _derived(secret: str) -> bytes:
    derivation = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"jiefen docket openings")
    return base64.urlsafe_b64encode(derivation.derive(secret.encode()))
