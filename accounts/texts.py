"""Messages to numbers and addresses that a visitor names: they ring at a stranger's, and texts cost money."""

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


def count_mail(request: HttpRequest, address: str) -> None:
    """Counted from the network, and for the address from the network. Raises `TooMany`."""
    knock(request, "mails_from")
    knock(request, "email_code", address)


def count_words(request: HttpRequest, contact: str, owner: User | None = None) -> None:
    """By mail or by text, as the contact is."""
    if "@" in contact:
        count_mail(request, contact)
    else:
        count_text(request, contact, owner)
