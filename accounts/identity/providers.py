"""The interface to those who verify identities, and the embedded one: a person looks at the document.

A real provider (a ministry's interface, a bank, a telephone company) is a class with the same two members,
named in `settings.IDENTITY_PROVIDER`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from ..models import IdentityCheck


@dataclass(frozen=True)
class Verdict:
    """What a provider found. `is_final` is False while a person still has to look."""

    is_final: bool
    is_verified: bool = False
    refusal: str = ""


class IdentityProvider(Protocol):
    name: str
    #: Whether the person must send a picture of the document.
    needs_image: bool

    def check(self, check: IdentityCheck) -> Verdict:
        """Called once in the transaction that stores the declaration."""
        ...


class OfficerProvider:
    """Nothing is asked of outside services: the declaration waits in the queue of those who verify."""

    name = "officer"
    needs_image = True

    def check(self, check: IdentityCheck) -> Verdict:
        return Verdict(is_final=False)


def current_provider() -> IdentityProvider:
    provider: IdentityProvider = import_string(settings.IDENTITY_PROVIDER)()
    return provider
