"""Who may do what with people and bodies."""

from __future__ import annotations

from django.db.models import Q

from .models import IdentityCheck, Organisation, User
from .states import MANAGING_ROLES, VERIFYING_OFFICES


def can_manage_members(user: User, organisation: Organisation) -> bool:
    if not user.is_active:
        return False
    if user.is_superuser:
        return True
    roles = MANAGING_ROLES[organisation.kind]
    return user.memberships.in_force().filter(organisation=organisation, role__in=roles).exists()


def can_verify_identities(user: User) -> bool:
    offices = Q(pk__in=[])
    for kind, roles in VERIFYING_OFFICES.items():
        offices |= Q(organisation__kind=kind, role__in=roles)
    return user.is_active and user.memberships.in_force().filter(offices).exists()


def can_decide_identity(user: User, check: IdentityCheck) -> bool:
    """Nobody verifies themselves."""
    return can_verify_identities(user) and check.user_id != user.pk


def needs_second_factor(user: User) -> bool:
    """Who acts for a body should have one."""
    return user.is_staff or user.memberships.in_force().exists()
