"""Who may do what with people and bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest

from .models import IdentityCheck, Organisation, User
from .states import MANAGING_ROLES, VERIFYING_OFFICES, Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.contrib.sessions.backends.base import SessionBase


def can_manage_members(user: User, organisation: Organisation) -> bool:
    if not user.is_active:
        return False
    if user.is_superuser:
        return True
    roles = MANAGING_ROLES[organisation.kind]
    return user.memberships.in_force().filter(organisation=organisation, role__in=roles).exists()


def can_set_holds(user: User) -> bool:
    """Whoever checks a body from outside its offices, or runs the installation."""
    return user.is_active and (
        user.is_superuser or user.memberships.in_force().filter(role=Role.AUDITOR).exists()
    )


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


def lacks_second_factor(user: User | AnonymousUser, session: SessionBase, *, is_admin: bool = False) -> bool:
    """Whether this session may not act for a body yet: no second factor was used in it.

    The rule holds for pages and for sockets where the installation asks for it; in the administration always.
    """
    if not user.is_authenticated or not (is_admin or settings.REQUIRE_STAFF_MFA):
        return False
    if not needs_second_factor(user):
        return False
    return not _has_used_second_factor(user, session)


def _has_used_second_factor(user: User, session: SessionBase) -> bool:
    """With an authenticator that is still theirs."""
    asked = HttpRequest()
    asked.session = session
    used = {
        record.get("id")
        for record in get_authentication_records(asked, user)
        if record.get("method") == "mfa"
    }
    return bool(used) and Authenticator.objects.filter(user=user, pk__in=used - {None}).exists()
