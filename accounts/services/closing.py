"""The end of an account: who it was is destroyed, the row stays, because acts point to it."""

from __future__ import annotations

import hashlib
from functools import partial

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from docket.services import erase

from ..models import MembershipOffer, User
from ..states import IdentityLevel
from .ending import end_all_sessions


def end_account(user: User) -> None:
    """Inside the transaction of an erasure. `user` is locked."""
    _forget_identity(user)
    _forget_offers(user)
    user.kept_posts.all().delete()
    user.sent_codes.all().delete()
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    user.consents.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    user.email = user.phone = user.phone_verified_at = user.phone_seen_at = user.last_login = None
    user.name, user.identity_level = "", IdentityLevel.NONE
    user.is_active = user.is_staff = user.is_superuser = False
    user.erased_at = timezone.now()
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()
    _forget_sessions(user)
    LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk)
    ).update(object_repr=str(user)[:200], change_message="")


def _forget_sessions(user: User) -> None:
    """What a session holds, the way of logging in with its address, goes with its row."""
    keys = list(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    end_all_sessions(user)
    Session.objects.filter(session_key__in=keys).delete()


def _forget_offers(user: User) -> None:
    """The address to which an office was offered stands in the body's chain too."""
    for offer in MembershipOffer.objects.filter(accepted_by=user).select_related("organisation__chain"):
        offer.contact = ""
        offer.save(update_fields=["contact"])
        if (chain := offer.organisation.chain) is not None:
            made = chain.entries.filter(verb="accounts.membership_offered", facts__offer=offer.pk).first()
            if made is not None and made.openings.exists():
                erase(made)


def _forget_identity(user: User) -> None:
    for check in user.identity_checks.all():
        if check.image:
            transaction.on_commit(partial(check.image.storage.delete, str(check.image.name)))
        check.number, check.image, check.refusal = "", "", ""
        # the index of a number is as good as the number to whoever has the key: replace it by nothing's
        check.number_index = hashlib.sha256(b"").hexdigest()
        check.checked_at = check.checked_at or timezone.now()
        check.save()
