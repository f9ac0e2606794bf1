"""What a person may ask of us about themselves: a copy, and to be forgotten (个人信息保护法 45, 47)."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from docket.services import erase

from ..exceptions import NotLawfulNow, NotPermitted
from ..models import User
from ..signals import person_erasing, personal_data_wanted
from ..states import IdentityLevel
from .ending import end_all_sessions
from .keeping import note


@transaction.atomic
def export_person(user: User, *, by: User) -> dict[str, Any]:
    """Everything kept about a person, as plain JSON; apps above add their sections."""
    if by != user:
        raise NotPermitted()
    data: dict[str, Any] = {
        "format": "jiefen-person-1",
        "exported_at": timezone.now().isoformat(),
        "account": {
            field: _plain(getattr(user, field))
            for field in ("name", "email", "phone", "language", "identity_level", "joined_at", "wants_mail")
        },
        "identity_checks": [_identity_row(check) for check in user.identity_checks.all()],
        "memberships": [
            {
                "organisation": membership.organisation.name,
                "role": membership.role,
                "starts_on": _plain(membership.starts_on),
                "ends_on": _plain(membership.ends_on),
            }
            for membership in user.memberships.select_related("organisation")
        ],
        "consents": [
            {
                "kind": consent.kind,
                "version": consent.version,
                "given_at": _plain(consent.given_at),
                "withdrawn_at": _plain(consent.withdrawn_at),
            }
            for consent in user.consents.all()
        ],
    }
    answers: list[tuple[Any, Any]] = personal_data_wanted.send(User, user=user)
    data |= dict(answer for _receiver, answer in answers)
    note(user, "accounts.data_exported", by=by)
    return data


@transaction.atomic
def erase_person(user: User, *, by: User) -> User:
    """Deactivate a person and destroy what names them; their acts stay, nameless, and every chain verifies.

    An app above refuses while a duty to keep the data is running (an open case, a retention period).
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    if by not in {locked, locked.joined_into} and not by.is_superuser:
        raise NotPermitted()
    if locked.erased_at is not None:
        raise NotLawfulNow(_("这个账号已经注销。"), code="already_erased")
    if locked.memberships.in_force().exists():
        raise NotLawfulNow(_("请先由机构结束任职，再注销账号。"), code="still_member")
    person_erasing.send(User, user=locked, by=by)
    for joined in locked.joined_accounts.filter(erased_at=None):  # the same person, under an older account
        erase_person(joined, by=by)
    _forget_identity(locked)
    locked.kept_posts.all().delete()
    locked.sent_codes.all().delete()
    EmailAddress.objects.filter(user=locked).delete()
    Authenticator.objects.filter(user=locked).delete()
    locked.consents.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    locked.email = locked.phone = locked.phone_verified_at = None
    locked.name, locked.identity_level = "", IdentityLevel.NONE
    locked.is_active = locked.is_staff = locked.is_superuser = False
    locked.erased_at = timezone.now()
    locked.set_unusable_password()
    locked.save()
    end_all_sessions(locked)
    note(locked, "accounts.person_erased", by=by)
    assert locked.chain is not None
    erase(locked.chain, by=by.actor)
    return locked


def _forget_identity(user: User) -> None:
    for check in user.identity_checks.all():
        if check.image:
            transaction.on_commit(partial(check.image.storage.delete, str(check.image.name)))
        check.number, check.image = "", ""
        # the index of a number is as good as the number to whoever has the key: replace it by nothing's
        check.number_index = hashlib.sha256(b"").hexdigest()
        check.checked_at = check.checked_at or timezone.now()
        check.save()


def _identity_row(check: Any) -> dict[str, Any]:
    return {
        "document": check.document,
        "number": check.number,
        "level": check.level,
        "provider": check.provider,
        "declared_at": _plain(check.declared_at),
        "checked_at": _plain(check.checked_at),
        "refusal": check.refusal,
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
