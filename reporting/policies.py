"""Who may see the figures: whoever works on them at an association."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.states import OrganisationKind, Role
from disputes.exceptions import NotPermitted

if TYPE_CHECKING:
    from accounts.models import User

READERS = (Role.ANALYST, Role.SECRETARY, Role.AUDITOR)


def can_read_figures(user: User) -> bool:
    if not user.is_authenticated or not user.is_active:
        return False
    if user.is_superuser:
        return True
    offices = user.memberships.in_force()
    return offices.filter(organisation__kind=OrganisationKind.ASSOCIATION, role__in=READERS).exists()


def require_reader(user: User) -> None:
    if not can_read_figures(user):
        raise NotPermitted()
