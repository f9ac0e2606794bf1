"""Powers offered to an address: sent with a code, taken by whoever types it, and by nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..codes import hash_code, make_code
from ..exceptions import NotLawfulNow, NotPermitted, NotValid
from ..models import AddressedPower, MembershipOffer, Organisation, User, waiting
from ..phones import InvalidPhone, normalise_phone
from ..policies import can_manage_members
from ..selectors import is_held, owner_of
from ..states import ROLES_OF_KIND
from .keeping import note
from .members import appoint_member
from .people import prove_contact
from .words import send_words

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

VALID_FOR = timedelta(days=14)


def normalise_contact(text: str) -> str:
    """An address in small letters, or a number in E.164. Raises `NotValid`."""
    text = text.strip()
    try:
        if "@" not in text:
            return normalise_phone(text)
        validate_email(text.lower())
    except (InvalidPhone, ValidationError) as error:
        raise NotValid(_("请填写正确的手机号码或电子邮箱。"), code="invalid_contact") from error
    return text.lower()


def address_power(
    offer: AddressedPower, *, subject: str | _StrPromise, template: str, language: str, **told: Any
) -> str:
    """Save the offer with a fresh code and send the code to its address; the code is nowhere else."""
    code = make_code()
    offer.code_hash, offer.expires_at = hash_code(code), timezone.now() + VALID_FOR
    offer.save()
    send_words(
        offer.contact,
        subject=subject,
        template=template,
        language=language,
        context={"code": code, "offer": offer, "site": settings.SITE_URL, **told},
    )
    return code


def take_power(offer: AddressedPower, *, by: User) -> None:
    """Once, and never by two. Typing the code proves the address, unless it is another account's already."""
    owner = owner_of(offer.contact)
    if owner is not None and owner != by:
        raise NotValid(
            _("这份邀请发给了另一个账号的联系方式。请用那个账号登录后接受。"), code="other_account"
        )
    taken = type(offer)._default_manager.filter(waiting(), pk=offer.pk)
    if not taken.update(accepted_at=timezone.now(), accepted_by=by):
        raise NotLawfulNow(_("这份邀请已经使用、撤回或者过期。"), code="offer_gone")
    if not is_held(offer.contact):  # a deactivated account may hold it: the power is theirs all the same
        prove_contact(by, offer.contact, only_if_free=True)


def find_membership_offer(code: str) -> MembershipOffer | None:
    offers = MembershipOffer.objects.filter(waiting()).select_related("organisation")
    return offers.filter(code_hash=hash_code(code), organisation__is_active=True).first()


@transaction.atomic
def offer_membership(
    organisation: Organisation, *, contact: str, role: str, by: User, language: str = "zh-hans"
) -> MembershipOffer:
    """Invite whoever has the address. Whether somebody has, and who, is told to nobody."""
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not can_manage_members(by, locked):
        raise NotPermitted()
    if role not in ROLES_OF_KIND[locked.kind]:
        raise NotValid(_("这类机构不设这个角色。"), code="role_unknown")
    contact = normalise_contact(contact)
    before = locked.offers.filter(waiting(), contact=contact, role=role)
    before.update(withdrawn_at=timezone.now())  # only the newest code works
    offer = MembershipOffer(organisation=locked, role=role, contact=contact, offered_by=by)
    address_power(
        offer,
        subject=_("【解纷】%(body)s邀请您加入") % {"body": locked.name},
        template="messages/membership_offer.txt",
        language=language,
    )
    facts = {"offer": offer.pk, "role": role}
    note(locked, "accounts.membership_offered", by=by, facts=facts, sealed={"contact": contact})
    return offer


@transaction.atomic
def withdraw_membership_offer(offer: MembershipOffer, *, by: User) -> None:
    organisation = Organisation.objects.select_for_update().get(pk=offer.organisation_id)
    if not can_manage_members(by, organisation):
        raise NotPermitted()
    if organisation.offers.filter(waiting(), pk=offer.pk).update(withdrawn_at=timezone.now()):
        note(organisation, "accounts.membership_offer_withdrawn", by=by, facts={"offer": offer.pk})


@transaction.atomic
def accept_membership_offer(offer: MembershipOffer, *, by: User) -> None:
    """The role begins today, in the name of whoever offered it, if they may still give it."""
    Organisation.objects.select_for_update().get(pk=offer.organisation_id)
    take_power(offer, by=by)
    appoint_member(offer.organisation, user=by, role=offer.role, by=offer.offered_by)
