"""Who may deliver by hand, and see the receipts."""

from __future__ import annotations

from collections.abc import Collection

from accounts.models import User
from accounts.states import Role
from docket.models import Chain

from .models import Notice
from .selectors import keys_of
from .states import WINDOW

SERVING_ROLES = (
    Role.RECEPTIONIST,
    Role.HANDLER,
    Role.SUPERVISOR,
    Role.SECRETARY,
    Role.REGISTRAR,
    Role.OFFICER,
)


def can_serve_directly(user: User, notice: Notice) -> bool:
    """Those in office at a body that has the case, and at the window to which the addressee comes."""
    chain = notice.paper.chain
    return _is_in_office(user, chain, SERVING_ROLES) or f"{WINDOW}{notice.addressee_key}" in keys_of(
        user, chain
    )


def can_read_receipts(user: User, chain: Chain) -> bool:
    """Those who may serve, and who checks them. A photo of a receipt shows where somebody lives: it is for no party."""
    return _is_in_office(user, chain, (*SERVING_ROLES, Role.AUDITOR))


def _is_in_office(user: User, chain: Chain, roles: Collection[str]) -> bool:
    if not user.is_authenticated or not user.is_active:
        return False
    offices = user.memberships.in_force().filter(role__in=roles).values_list("organisation", flat=True)
    return bool({f"organisation:{pk}" for pk in offices} & keys_of(user, chain))
