"""Whoever could reach a person before a change of their account is told of it: it may not have been they."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from ..codes import masked
from ..models import EmailProof, User
from ..selectors import proven_contacts
from .words import send_words

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def tell_of_change(
    user: User,
    what: str | _StrPromise,
    *,
    besides: Iterable[str] = (),
    but: Iterable[str] = (),
    contact: str = "",
) -> None:
    """To every contact the person has proved, to `besides` (which is theirs no more), not to `but` (which is new).

    `what` may name a `contact`, which is shown masked. Where there is an address, a number that stays is spared the text message.
    """
    told = [contact for contact in proven_contacts(user) if contact not in set(but)]
    if any("@" in contact for contact in told):
        told = [contact for contact in told if "@" in contact]
    with translation.override(user.language):
        said = str(what) % {"contact": masked(contact)} if contact else str(what)
        subject = str(_("【解纷】您的账号有变动"))
    for contact in dict.fromkeys([*told, *(each for each in besides if each and each not in set(but))]):
        send_words(
            contact,
            subject=subject,
            template="messages/account_changed.txt",
            language=user.language,
            context={"what": said, "at": timezone.localtime(), "site": settings.SITE_URL},
        )


def see_address_saved(sender: type, instance: EmailAddress, **kwargs: object) -> None:
    """Since when an address is proved: a code goes to no contact that is younger than the session that asks."""
    if instance.verified:
        EmailProof.objects.get_or_create(address=instance)


def see_email_confirmed(sender: type, email_address: EmailAddress, **kwargs: object) -> None:
    new = email_address.email
    tell_of_change(email_address.user, _("新增了电子邮箱 %(contact)s"), contact=new, but=[new])


def see_email_removed(sender: type, user: User, email_address: EmailAddress, **kwargs: object) -> None:
    old = email_address.email
    was_theirs = [old] if email_address.verified else []
    tell_of_change(user, _("删除了电子邮箱 %(contact)s"), contact=old, besides=was_theirs)


def see_primary_email_changed(
    sender: type, user: User, to_email_address: EmailAddress, **kwargs: object
) -> None:
    tell_of_change(user, _("通知改为发到电子邮箱 %(contact)s"), contact=to_email_address.email)


def see_password_changed(sender: type, user: User, **kwargs: object) -> None:
    tell_of_change(user, _("更换了密码"))


def see_second_factor_changed(sender: type, user: User, **kwargs: object) -> None:
    tell_of_change(user, _("更改了两步验证或者通行密钥"))
