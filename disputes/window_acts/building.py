"""What the acts of a window have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..states import PartyRole

SIDES = frozenset({PartyRole.COMPLAINANT, PartyRole.RESPONDENT})


def just(form_class: Any, **more: Any) -> Callable[[Any], list[Any]]:
    """A builder of this one form, bound or fresh."""
    return lambda data: [form_class(data, **more)]
