from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ..exceptions import NotLawfulNow, NotPermitted, NotValid
from ..models import User
from ..phones import InvalidPhone, normalise_phone
from ..states import IdentityLevel
from .keeping import note


@transaction.atomic
def create_guest(name: str = "", phone: str = "", email: str = "", *, language: str = "zh-hans") -> User:
    """A person who came in by a one-time code: no password, so no way in but their codes, until they claim.

    Contact data that already belong to somebody are left out: a code is no proof that this is them.
    """
    number, address = _known_phone(phone), email.strip().lower()
    guest = User.objects.create_user(
        email=address if address and not User.objects.filter(email=address).exists() else None,
        phone=number if number and not User.objects.filter(phone=number).exists() else None,
        name=name[:80],
        language=language,
    )
    note(guest, "accounts.guest_joined", by=None)
    return guest


@transaction.atomic
def claim_account(user: User, *, password: str, email: str = "", phone: str = "", by: User) -> User:
    """A guest sets a password and becomes somebody who can come back by themselves."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    if by != locked:
        raise NotPermitted()
    if locked.has_usable_password():
        raise NotLawfulNow(_("这个账号已经设置过密码。"), code="already_claimed")
    _take_contact(locked, email=email, phone=phone)
    try:
        validate_password(password, locked)
    except ValidationError as error:
        raise NotValid(" ".join(error.messages), code="weak_password") from error
    locked.set_password(password)
    locked.save()
    note(locked, "accounts.account_claimed", by=by)
    return locked


@transaction.atomic
def change_profile(user: User, *, name: str, language: str, wants_mail: bool = True, by: User) -> User:
    """A verified name stays as the document has it. Addresses are changed where they are verified."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    if by != locked:
        raise NotPermitted()
    if locked.identity_level == IdentityLevel.VERIFIED and name != locked.name:
        raise NotValid(_("姓名已经核验，不能自行修改。确需更改的，请联系服务中心。"), code="name_verified")
    wanted = {"name": name, "language": language, "wants_mail": wants_mail}
    changed = sorted(field for field, value in wanted.items() if getattr(locked, field) != value)
    if changed:
        for field in changed:
            setattr(locked, field, wanted[field])
        locked.save(update_fields=changed)
        note(locked, "accounts.profile_changed", by=by, facts={"fields": changed})
    return locked


def _take_contact(user: User, *, email: str, phone: str) -> None:
    address, number = email.strip().lower() or None, _known_phone(phone, strict=True) or None
    others = User.objects.exclude(pk=user.pk)
    if address and others.filter(email=address).exists():
        raise NotValid(_("这个电子邮箱已被其他账号使用。"), code="email_taken")
    if number and others.filter(phone=number).exists():
        raise NotValid(_("这个手机号码已被其他账号使用。"), code="phone_taken")
    user.email, user.phone = address or user.email, number or user.phone
    if not (user.email or user.phone):
        raise NotValid(_("手机号码和电子邮箱至少填写一项。"), code="no_contact")


def _known_phone(phone: str, *, strict: bool = False) -> str:
    if not phone:
        return ""
    try:
        return normalise_phone(phone)
    except InvalidPhone as error:
        if strict:
            raise NotValid(_("请填写正确的手机号码。"), code="invalid_phone") from error
        return ""
