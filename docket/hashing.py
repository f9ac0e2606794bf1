"""Canonical JSON and the hashes of the docket. Pure: a stranger's verifier needs only this file."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from .exceptions import NotCanonical

GENESIS = "0" * 64
LARGEST_INTEGER = 2**53 - 1


def canonical(value: Any) -> bytes:
    """RFC 8785 without floats: keys sorted by UTF-16, no spaces, UTF-8."""
    text = json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode()


def plain(value: Any) -> Any:
    """The value as JSON types, keys in order. Decimals and dates become strings."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return _object(value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    raise NotCanonical(f"{type(value).__name__} has no canonical form")


def moment(at: datetime) -> str:
    """UTC with microseconds, always the same width: 2026-03-01T08:00:00.000000Z."""
    if at.tzinfo is None:
        raise NotCanonical("a moment needs a time zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def body(*, seq: int, at: datetime, verb: str, actor: str, facts: dict, commitments: dict) -> bytes:
    return canonical(
        {
            "seq": seq,
            "at": moment(at),
            "verb": verb,
            "actor": actor,
            "facts": facts,
            "commitments": commitments,
        }
    )


def body_of(entry: Any) -> bytes:
    """The bytes that were hashed, rebuilt from the row."""
    return body(
        seq=entry.seq,
        at=entry.at,
        verb=entry.verb,
        actor=entry.actor,
        facts=entry.facts,
        commitments=entry.commitments,
    )


def entry_hash(previous: str, entry_body: bytes) -> str:
    return hashlib.sha256(previous.encode() + entry_body).hexdigest()


def commitment(*, salt: str, field: str, value: str) -> str:
    """Binds a value without showing it; once the salt is destroyed nothing can be guessed back."""
    return hashlib.sha256(canonical([salt, field, value])).hexdigest()


def checkpoint_root(previous: str, heads: Iterable[tuple[int, int, str]]) -> str:
    """Over the previous root and every (chain, length, head) that moved since, in order of chain."""
    digest = hashlib.sha256(previous.encode())
    for head in heads:
        digest.update(canonical(list(head)) + b"\n")
    return digest.hexdigest()


def checkpoint_statement(*, number: int, at: datetime, root: str, previous: str) -> bytes:
    """What the signature of a checkpoint signs."""
    return canonical({"number": number, "at": moment(at), "root": root, "previous": previous})


def handover_statement(*, old: str, new: str, first_checkpoint: int, at: datetime) -> bytes:
    """What both keys sign when one takes the other's place: from which checkpoint on. `old` is empty for the first."""
    return canonical({"old": old, "new": new, "first_checkpoint": first_checkpoint, "at": moment(at)})


def _integer(value: int) -> int:
    if abs(value) > LARGEST_INTEGER:
        raise NotCanonical("a number past 2**53 is written as a string")
    return int(value)


def _text(value: str) -> str:
    text = str(value)
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise NotCanonical("text with a NUL or half a character")
    return text


def _object(value: dict) -> dict:
    if not all(isinstance(key, str) for key in value):
        raise NotCanonical("every key is a string")
    keys = sorted(map(_text, value), key=lambda key: key.encode("utf-16-be"))
    return {key: plain(value[key]) for key in keys}
