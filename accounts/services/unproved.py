"""Accounts that somebody began to open and never proved an address for: nobody can log in to them, so they go."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import ProtectedError, Q, QuerySet, RestrictedError
from django.utils import timezone

from docket.services import erase

from ..models import User

KEPT_FOR = timedelta(days=1)
AT_ONCE = 200


def forget_unproved_accounts() -> int:
    """Signed up more than a day ago, with or without a password, and never came in; returns how many.

    Guests, and people registered at a window, did not sign up.
    What an act of another has tied to such an account keeps it.
    """
    return sum(_forget(pk) for pk in _unproved().values_list("pk", flat=True)[:AT_ONCE])


def _unproved() -> QuerySet[User]:
    begun = User.objects.filter(
        joined_at__lt=timezone.now() - KEPT_FOR,
        last_login=None,
        phone_verified_at=None,
        is_staff=False,
        erased_at=None,
        memberships=None,
    )
    return (
        begun.exclude(emailaddress__verified=True)
        .filter(Q(signed_up=True) | ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX))
        .order_by("pk")
    )


def _forget(pk: int) -> int:
    try:
        with transaction.atomic():
            user = _unproved().select_for_update(of=("self",)).filter(pk=pk).first()
            if user is None:  # has come in meanwhile
                return 0
            chain = user.chain
            user.consents.all().delete()
            user.delete()
            if chain is not None:
                erase(chain)
    except (ProtectedError, RestrictedError):
        return 0
    return 1
