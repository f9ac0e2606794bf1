from __future__ import annotations

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from ..codes import masked
from ..exceptions import NotLawfulNow, NotPermitted, NotValid
from ..models import User
from ..phones import InvalidPhone, normalise_phone
from ..selectors import is_held, owner_of
from ..signals import account_joined, mail_wanted, number_proved
from ..states import IdentityLevel
from .ending import end_all_sessions
from .keeping import note
from .telling import tell_of_change


@transaction.atomic
def create_guest(name: str = "", phone: str = "", email: str = "", *, language: str = "zh-hans") -> User:
    """A person who came in by a one-time code: no password, so no way in but their codes, until they claim.

    The contact data are written down and prove nothing: they may stand in other accounts, too.
    """
    guest = User.objects.create_user(
        email=email.strip().lower() or None,
        phone=_known_phone(phone) or None,
        name=name[:80],
        language=language,
    )
    note(guest, "accounts.guest_joined", by=None)
    return guest


@transaction.atomic
def change_guest(guest: User, *, phone: str = "", email: str = "") -> User:
    """A guest comes in anew, by a new code: what they give replaces what they gave, and whoever was in is out."""
    locked = User.objects.select_for_update().get(pk=guest.pk)
    if phone or email:
        locked.phone, locked.email = _known_phone(phone) or None, email.strip().lower() or None
        locked.save(update_fields=["phone", "email"])
        guest.phone, guest.email = locked.phone, locked.email
    end_all_sessions(guest)
    return guest


@transaction.atomic
def claim_account(user: User, *, contact: str, hashed: str, by: User) -> User:
    """A guest has typed the code sent to a contact: it is theirs, and by it they come back.

    `hashed` is the password as `require_good_password` gave it back before the code was sent; empty where they want
    none and live by codes.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    if by != locked:
        raise NotPermitted()
    if locked.has_usable_password():
        raise NotLawfulNow(_("这个账号已经设置过密码。"), code="already_claimed")
    prove_contact(locked, contact)
    if hashed:
        locked.password = hashed
        locked.save()
    note(locked, "accounts.account_claimed", by=by)
    if hashed:
        tell_of_change(locked, _("设置了密码"), but=[contact])
    return locked


@transaction.atomic
def close_joined(user: User, *, into: User) -> None:
    """An account whose cases are another's now: nobody comes in by it any more. Its acts stay under its name.

    Who could be reached by an address they had proved there is told of it: it may not have been they.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    _tell_of_joining(locked, into)
    locked.joined_accounts.update(joined_into=into)
    EmailAddress.objects.filter(user=locked).delete()
    locked.email = locked.phone = locked.phone_verified_at = locked.phone_seen_at = None
    locked.is_active, locked.joined_into = False, into
    locked.set_unusable_password()
    locked.save()
    end_all_sessions(locked)
    account_joined.send(User, user=locked, into=into)
    note(locked, "accounts.account_joined", by=into, facts={"into": into.pk})


def _tell_of_joining(user: User, into: User) -> None:
    with translation.override(user.language):
        subject = str(_("【解纷】您的账号已经并入另一个账号"))
        text = str(
            _(
                "您的账号已经并入用手机号码 %(number)s 登录的账号，案件都在那里。如果不是您本人办理的，请立即联系经办单位。"
            )
        ) % {"number": masked(into.phone or "")}
    for address in EmailAddress.objects.filter(user=user, verified=True):
        mail_wanted.send(User, email=address.email, subject=subject, text=text, language=user.language)


def require_good_password(password: str, user: User) -> str:
    """Its hash. Raises `NotValid`, saying what is wrong with it."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise NotValid(" ".join(error.messages), code="weak_password") from error
    return make_password(password)


@transaction.atomic
def prove_contact(user: User, contact: str, *, only_if_free: bool = False) -> None:
    """The person has typed what was sent to this address or number. Refused where another account has proved it.

    `only_if_free`: do not replace another contact of the same kind that they have proved.
    """
    owner = owner_of(contact)
    if owner is not None and owner != user:
        raise _taken()
    if owner is None and is_held(contact):
        raise NotLawfulNow(
            _("这个联系方式属于一个已经停用的账号，不能再用来登录。请换一个，或者联系服务中心。"),
            code="contact_closed",
        )
    has_one = (
        EmailAddress.objects.filter(user=user, verified=True).exists()
        if "@" in contact
        else user.phone_verified_at
    )
    if owner == user or (only_if_free and has_one):
        return
    old = user.phone if user.phone_verified_at and "@" not in contact else ""
    try:
        with transaction.atomic():
            _write_proof(user, contact)
    except IntegrityError as taken:  # another account has proved it in the same moment
        raise _taken() from taken
    note(user, "accounts.contact_proved", by=user, sealed={"contact": contact})
    what = _("联系方式增加了 %(contact)s")
    tell_of_change(user, what, contact=contact, besides=[old] if old else [], but=[contact])
    if "@" not in contact:
        number_proved.send(User, user=user, number=user.phone)


def _write_proof(user: User, contact: str) -> None:
    if "@" in contact:
        address, _new = EmailAddress.objects.get_or_create(user=user, email=contact)
        if not address.set_verified():
            raise _taken()
        address.set_as_primary()
        user.email = contact
    else:
        user.phone = normalise_phone(contact)
        user.phone_verified_at = user.phone_seen_at = timezone.now()
    user.save(update_fields=["email", "phone", "phone_verified_at", "phone_seen_at"])


def _taken() -> NotLawfulNow:
    return NotLawfulNow(_("这个联系方式刚刚由另一个账号验证过。"), code="contact_taken")


def vouch_for(people: Iterable[User]) -> None:
    """Whoever runs the installation says that these addresses and numbers are theirs."""
    people = list(people)
    EmailAddress.objects.bulk_create(
        (
            EmailAddress(user=user, email=user.email, verified=True, primary=True)
            for user in people
            if user.email
        ),
        ignore_conflicts=True,
    )
    numbers = [user.pk for user in people if user.phone]
    User.objects.filter(pk__in=numbers, phone_verified_at=None).update(phone_verified_at=timezone.now())


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


def _known_phone(phone: str) -> str:
    try:
        return normalise_phone(phone) if phone else ""
    except InvalidPhone:
        return ""
