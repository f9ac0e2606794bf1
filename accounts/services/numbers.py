"""Whose number it still is: when it was last shown, what else shows that it is theirs, and its end in an account."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inputs.words import plain_code

from ..models import User
from ..signals import fact_wanted, number_left
from ..states import Fact
from .keeping import note
from .telling import tell_of_change


def see_number(user: User) -> None:
    """They have just typed a code that was sent to their number."""
    user.phone_seen_at = timezone.now()
    User.objects.filter(pk=user.pk).update(phone_seen_at=user.phone_seen_at)


def knows_fact(user: User, *, kind: str, fact: str) -> bool:
    """Whether somebody knows one more fact of this account: its password, the last six of an identity number that was
    declared in it or in a case, or a code of one of its cases, used or not. An office asks for the password."""
    if kind == Fact.PASSWORD:
        return user.check_password(fact)
    if user.is_staff or user.memberships.in_force().exists():
        return False  # whoever acts for a body shows more than what stands in a paper
    if kind == Fact.IDENTITY and ends_alike([check.number for check in user.identity_checks.all()], fact):
        return True
    answers = fact_wanted.send(User, user=user, kind=kind, fact=fact)
    return any(is_known is True for _receiver, is_known in answers)


def ends_alike(numbers: list[str], typed: str) -> bool:
    """One of the identity numbers ends with these six."""
    asked = plain_code(typed).upper().encode()
    return len(asked) == 6 and any(
        secrets.compare_digest(number[-6:].upper().encode(), asked) for number in numbers if len(number) >= 6
    )


@transaction.atomic
def leave_number(user: User) -> None:
    """Whoever holds the number today says that the account is not theirs, or cannot show that it is: the number is
    taken out of it and proves nothing there. Who can be reached otherwise is told, and apps above are."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    number = locked.phone or ""
    if locked.phone_verified_at is None:
        return
    locked.phone = locked.phone_verified_at = locked.phone_seen_at = None
    locked.save(update_fields=["phone", "phone_verified_at", "phone_seen_at"])
    note(locked, "accounts.number_left", by=None)
    tell_of_change(
        locked,
        _("手机号码 %(contact)s 已经解除：收到验证码的人说账号不是自己的，或者没有核对上"),
        contact=number,
        but=[number],
    )
    number_left.send(User, user=locked)
