"""What the neighbour who knows of evidence does for a room. An app above both says so: the two do not meet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

#: `examine`, `copy_without_place`, `hand_in` for files said in a room; `shows` for evidence named in one.
work: dict[str, Callable[..., Any]] = {}


def register_file_work(**functions: Callable[..., Any]) -> None:
    work.update(functions)
