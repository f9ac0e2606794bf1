"""Where the house's keys lie: folders 0700, files 0600, written whole or not at all.

AUTHORITY_DIR/current                      (DATA_DIR/authority unless set) fingerprint of the authority in force
AUTHORITY_DIR/<fingerprint>/authority.crt  its certificate
…/authority.key                            its key, encrypted; absent once it was taken away
…/authority.crl                            its revocation list
…/successor.crt                            the cross-certificate for the authority that followed it
…/issued/<serial>.crt                      what it certified
DATA_DIR/keys/                             working keys and, unless a setting names one, the passphrase
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from django.conf import settings

PEM = serialization.Encoding.PEM


class KeyAway(RuntimeError):
    """The authority's key is not on this machine. `manage.py authority restore FILE` brings it back."""

    def __init__(self) -> None:
        super().__init__("the authority's key is not on this machine: manage.py authority restore FILE")


class WrongPassphrase(ValueError):
    """The key does not open with the passphrase that is set."""


def root() -> Path:
    return Path(settings.AUTHORITY_DIR or Path(settings.DATA_DIR) / "authority")


def working_keys() -> Path:
    return Path(settings.DATA_DIR) / "keys"


def folder_of(fingerprint: str) -> Path:
    return root() / fingerprint


def current() -> str | None:
    """The fingerprint of the authority in force, if there is one yet."""
    try:
        return (root() / "current").read_text().strip()
    except FileNotFoundError:
        return None


def known() -> list[str]:
    """Every authority this house has had, the one in force first."""
    first = current()
    others = sorted(path.parent.name for path in root().glob("*/authority.crt"))
    return [first, *(one for one in others if one != first)] if first else []


def write(path: Path, data: bytes, *, once: bool = False) -> bool:
    """Nobody ever reads half a file. With `once`, whoever is first wins; says whether it was us."""
    _own_folder(path.parent)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if not once:
        draft.replace(path)
        return True
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


def _own_folder(path: Path) -> None:
    """With those above it that are missing, each closed to others (`mkdir` closes only the last)."""
    if not path.exists():
        _own_folder(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)


def passphrase() -> bytes:
    """By setting; else made once and kept with the working keys, apart from the key it opens."""
    if settings.AUTHORITY_PASSPHRASE:
        return settings.AUTHORITY_PASSPHRASE.encode()
    path = working_keys() / "authority.passphrase"
    if not path.exists():
        write(path, secrets.token_urlsafe(32).encode(), once=True)
    return path.read_bytes().strip()


def locked(key: RSAPrivateKey, secret: bytes) -> bytes:
    return key.private_bytes(
        PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(secret)
    )


def unlocked(pem: bytes, secret: bytes) -> RSAPrivateKey:
    try:
        key = serialization.load_pem_private_key(pem, password=secret)
    except (ValueError, TypeError) as error:
        raise WrongPassphrase("the passphrase does not open this key") from error
    assert isinstance(key, RSAPrivateKey)
    return key


def has_key(fingerprint: str) -> bool:
    return (folder_of(fingerprint) / "authority.key").exists()


def key_of(fingerprint: str) -> RSAPrivateKey:
    try:
        pem = (folder_of(fingerprint) / "authority.key").read_bytes()
    except FileNotFoundError as error:
        raise KeyAway from error
    return unlocked(pem, passphrase())


def certificate_of(fingerprint: str) -> x509.Certificate:
    return certificate_at(folder_of(fingerprint) / "authority.crt")


def certificate_at(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def keep_certificate(path: Path, certificate: x509.Certificate) -> None:
    write(path, certificate.public_bytes(PEM))


def issued_by(fingerprint: str) -> list[x509.Certificate]:
    return [certificate_at(path) for path in sorted((folder_of(fingerprint) / "issued").glob("[!.]*.crt"))]


def list_of(fingerprint: str) -> x509.CertificateRevocationList:
    return x509.load_pem_x509_crl((folder_of(fingerprint) / "authority.crl").read_bytes())


def keep_list(fingerprint: str, found: x509.CertificateRevocationList) -> None:
    write(folder_of(fingerprint) / "authority.crl", found.public_bytes(PEM))
