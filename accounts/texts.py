"""Text messages to numbers that a visitor names: each costs money and rings at a stranger's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .known_devices import knows
from .limits import knock, knock_from_anywhere

if TYPE_CHECKING:
    from django.http import HttpRequest

    from .models import User


def count_text(request: HttpRequest, number: str, owner: User | None) -> None:
    """Counted from the network, for the number from the network, and for the number alone.

    The last one never bars a device on which the owner of the number has logged in before. Raises `TooMany`.
    """
    knock(request, "text_codes_from")
    knock(request, "text_code", number)
    if owner is None or not knows(request, owner):
        knock_from_anywhere(request, "texts_of", number)
