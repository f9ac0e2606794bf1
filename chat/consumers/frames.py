"""What a page may send: one JSON object a frame, of a known type, with numbers and text and nothing else."""

from __future__ import annotations

import json
from typing import Any

from inputs.words import clean_values

from ..exceptions import BadFrame, TooLong

FRAME_LIMIT = 256 * 1024
LARGEST = 2**31 - 1


def parse(text: str | None, types: frozenset[str]) -> dict[str, Any]:
    """Refuses whatever is no frame. Half characters may stand in `text` alone, where they are cleaned away."""
    if text is None:
        raise BadFrame()
    if len(text) > FRAME_LIMIT:
        raise TooLong()
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise BadFrame() from problem
    if not isinstance(frame, dict):
        raise BadFrame()
    kind = frame.get("type")
    if not isinstance(kind, str) or kind not in types:
        raise BadFrame()
    if not all(is_sendable(value) for name, value in frame.items() if name != "text"):
        raise BadFrame()
    cleaned: dict[str, Any] = clean_values(frame)
    return cleaned


def is_sendable(value: Any) -> bool:
    """Whether it can go over the wire again: numbers, and strings of whole characters."""
    if isinstance(value, str):
        return not any("\ud800" <= character <= "\udfff" for character in value)
    return value is None or isinstance(value, bool | int)


def number(frame: dict[str, Any], name: str, otherwise: int | None = None) -> int:
    value = frame.get(name, otherwise)
    if type(value) is not int or not 0 <= value <= LARGEST:
        raise BadFrame()
    return value


def echo(frame: dict[str, Any]) -> dict[str, Any]:
    """By what the page knows its own frame again."""
    return {name: frame[name] for name in ("room", "client_id", "seq") if _is_echo(frame.get(name))}


def _is_echo(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= 64 and is_sendable(value)
    return type(value) is int and abs(value) <= LARGEST
