"""The house's key for checkpoints: in a file beside the data, never in the database that it vouches for.

`DATA_DIR/keys/checkpoint.pem` (0600) is the private key. Who has the database but not this file can sign nothing
that verifies; who checks elsewhere is given the public key (`verify_docket --key`). What is kept of a checkpoint
outside the database (`keys/checkpoints.jsonl`) shows when the newest are cut off.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import transaction

from . import hashing
from .exceptions import KeyMissing, WrongKey
from .models import SigningKey


def signing_key() -> Ed25519PrivateKey:
    """The key that signs now. Made once, before the first checkpoint; afterwards a missing file is an error."""
    if not _path().exists():
        if SigningKey.objects.exists():
            raise KeyMissing(f"{_path().name} is missing: restore it, or run rotate_checkpoint_key --lost")
        _write(Ed25519PrivateKey.generate(), _path(), is_first=True)
    return _read()


def house_key() -> str | None:
    """The public key as the file says, in hexadecimal; None where there is no file. Makes none."""
    return public_half(_read()) if _path().exists() else None


def public_half(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()


def key_in_force(number: int, at: datetime) -> Ed25519PrivateKey:
    """The key for this checkpoint; the first one is written down. Raises `WrongKey` when another one signs here."""
    key, last = signing_key(), SigningKey.objects.last()
    if last is None:
        _write_down(key, old=None, first_checkpoint=number, at=at)
    elif last.public_key != public_half(key):
        raise WrongKey("the key file is not the key that was last written down")
    return key


def rotate(*, first_checkpoint: int, at: datetime, is_lost: bool = False) -> SigningKey:
    """A new key from this checkpoint on, vouched for by the old one unless that is lost. In a transaction: the file
    takes the old one's place once the row stands, and the old one is kept aside."""
    old = None if is_lost else key_in_force(first_checkpoint, at)
    new = Ed25519PrivateKey.generate()
    written = _write_down(new, old=old, first_checkpoint=first_checkpoint, at=at)
    _write(new, _path().with_name("checkpoint-next.pem"))
    transaction.on_commit(partial(_take_over, first_checkpoint))
    return written


def _take_over(first_checkpoint: int) -> None:
    if _path().exists():
        _path().replace(_path().with_name(f"checkpoint-until-{first_checkpoint}.pem"))
    _path().with_name("checkpoint-next.pem").replace(_path())


def trusted_keys(given: frozenset[str] = frozenset()) -> Iterator[tuple[SigningKey, bool]]:
    """Every key written down, in order, and whether it is the house's: the file's or a given one, or vouched for by
    such a one that came after it."""
    anchors = given | {key for key in [house_key()] if key and not given}
    rows = list(SigningKey.objects.order_by("first_checkpoint"))
    trusted = [False] * len(rows)
    for place in range(len(rows) - 1, -1, -1):
        follows = (
            place + 1 < len(rows) and trusted[place + 1] and _is_cross_signed(rows[place + 1], rows[place])
        )
        trusted[place] = _is_sound(rows[place]) and (rows[place].public_key in anchors or follows)
    yield from zip(rows, trusted, strict=True)


def is_signed_by(public_key: str, signature: str, statement: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(
            bytes.fromhex(signature), statement
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def keep_apart(line: str) -> None:
    """One line about a checkpoint, beside the key. Appended whole: a line is shorter than what a write splits."""
    path = kept_apart()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, line.encode() + b"\n")
    finally:
        os.close(descriptor)


def kept_apart() -> Path:
    return _path().with_name("checkpoints.jsonl")


def _write_down(
    key: Ed25519PrivateKey, *, old: Ed25519PrivateKey | None, first_checkpoint: int, at: datetime
) -> SigningKey:
    before = SigningKey.objects.last()
    previous = before.public_key if before is not None else ""
    statement = hashing.handover_statement(
        old=previous, new=public_half(key), first_checkpoint=first_checkpoint, at=at
    )
    return SigningKey.objects.create(
        public_key=public_half(key),
        previous=previous,
        first_checkpoint=first_checkpoint,
        at=at,
        by_previous=old.sign(statement).hex() if old is not None and previous else "",
        by_itself=key.sign(statement).hex(),
    )


def _statement(row: SigningKey) -> bytes:
    return hashing.handover_statement(
        old=row.previous, new=row.public_key, first_checkpoint=row.first_checkpoint, at=row.at
    )


def _is_sound(row: SigningKey) -> bool:
    """Signed by itself; and if anybody is said to vouch for it, by that one."""
    is_vouched = not row.by_previous or is_signed_by(row.previous, row.by_previous, _statement(row))
    return is_vouched and is_signed_by(row.public_key, row.by_itself, _statement(row))


def _is_cross_signed(row: SigningKey, before: SigningKey) -> bool:
    return row.previous == before.public_key and is_signed_by(row.previous, row.by_previous, _statement(row))


def _path() -> Path:
    return Path(settings.DATA_DIR) / "keys" / "checkpoint.pem"


def _read() -> Ed25519PrivateKey:
    key = serialization.load_pem_private_key(_path().read_bytes(), password=None)
    assert isinstance(key, Ed25519PrivateKey)
    return key


def _write(key: Ed25519PrivateKey, path: Path, *, is_first: bool = False) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    draft = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
    if not is_first:
        draft.replace(path)
        return
    try:
        os.link(draft, path)  # whoever is first wins; nobody ever reads half a key
    except FileExistsError:
        pass
    finally:
        draft.unlink()
