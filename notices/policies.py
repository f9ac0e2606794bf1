"""Who may deliver by hand."""

from __future__ import annotations

from accounts.models import User
from accounts.states import Role

from .models import Notice
from .selectors import keys_of

SERVING_ROLES = (
    Role.RECEPTIONIST,
    Role.HANDLER,
    Role.SUPERVISOR,
    Role.SECRETARY,
    Role.REGISTRAR,
    Role.OFFICER,
)


def can_serve_directly(user: User, notice: Notice) -> bool:
    """Those in office at a body that has the case."""
    if not user.is_authenticated or not user.is_active:
        return False
    offices = (
        user.memberships.in_force().filter(role__in=SERVING_ROLES).values_list("organisation", flat=True)
    )
    return bool({f"organisation:{pk}" for pk in offices} & keys_of(user, notice.paper.chain))
