"""Who may do what in a referral."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.selectors import holds_role
from accounts.states import Role

from .models import Referral

if TYPE_CHECKING:
    from accounts.models import User


def can_register(user: User, referral: Referral) -> bool:
    """The commission's own registrar."""
    return holds_role(user, referral.commission, Role.REGISTRAR)
