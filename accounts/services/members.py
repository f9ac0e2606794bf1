from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..exceptions import NotLawfulNow, NotPermitted, NotValid
from ..models import Membership, Organisation, User
from ..policies import can_manage_members
from ..selectors import holds_role
from ..signals import membership_ended
from ..states import MANAGING_ROLES, ROLES_OF_KIND
from .ending import end_rights
from .keeping import note


@transaction.atomic
def appoint_member(
    organisation: Organisation,
    *,
    user: User,
    role: str,
    by: User | None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Membership:
    """Give a person a role in a body. `by=None`: whoever runs the installation."""
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if by is not None and not can_manage_members(by, locked):
        raise NotPermitted()
    if role not in ROLES_OF_KIND[locked.kind]:
        raise NotValid(_("这类机构不设这个角色。"), code="role_unknown")
    if not user.is_active:
        raise NotValid(_("这个账号已停用。"), code="user_inactive")
    starts_on = starts_on or timezone.localdate()
    if ends_on is not None and ends_on < starts_on:
        raise NotValid(_("结束日期不能早于开始日期。"), code="ends_before_start")
    running = locked.memberships.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on), user=user, role=role)
    if running.exists():
        raise NotLawfulNow(_("此人已担任这个角色。"), code="already_member")
    membership = Membership.objects.create(
        user=user, organisation=locked, role=role, starts_on=starts_on, ends_on=ends_on
    )
    note(locked, "accounts.member_appointed", by=by, facts=_facts(membership))
    return membership


@transaction.atomic
def name_signatory(organisation: Organisation, *, user: User | None, by: User) -> Organisation:
    """Say who signs what the body issues; None: whoever is in charge of the case. Refuses who does not work there."""
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not can_manage_members(by, locked):
        raise NotPermitted()
    if user is not None and not holds_role(user, locked):
        raise NotValid(_("签发人须是本机构现任人员。"), code="not_a_member")
    if locked.signatory_id != (user.pk if user else None):
        locked.signatory = user
        locked.save(update_fields=["signatory"])
        note(locked, "accounts.signatory_named", by=by, facts={"user": user.pk if user else None})
    return locked


@transaction.atomic
def end_membership(membership: Membership, *, by: User | None, last_day: date | None = None) -> Membership:
    """From now on without a `last_day`, so that access ends at once and not at midnight."""
    organisation = Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    locked = Membership.objects.select_related("user").get(pk=membership.pk)
    if by is not None and not can_manage_members(by, organisation):
        raise NotPermitted()
    last_day = last_day or timezone.localdate() - timedelta(days=1)
    if locked.ends_on is not None and locked.ends_on <= last_day:
        raise NotLawfulNow(_("这项任职已经结束。"), code="already_ended")
    if _is_last_manager(locked, organisation):
        raise NotLawfulNow(_("机构至少要有一名可以管理成员的人，请先指定接任者。"), code="last_manager")
    locked.ends_on = last_day
    locked.save(update_fields=["ends_on"])
    note(organisation, "accounts.membership_ended", by=by, facts=_facts(locked))
    if last_day < timezone.localdate():
        membership_ended.send(Membership, membership=locked, by=by)
        end_rights(locked.user_id)
    return locked


def _is_last_manager(membership: Membership, organisation: Organisation) -> bool:
    managing = MANAGING_ROLES[organisation.kind]
    if membership.role not in managing:
        return False
    others = organisation.memberships.in_force().filter(role__in=managing, ends_on=None, user__is_active=True)
    return not others.exclude(pk=membership.pk).exists()


def _facts(membership: Membership) -> dict[str, object]:
    return {
        "membership": membership.pk,
        "user": membership.user_id,
        "role": membership.role,
        "starts_on": membership.starts_on,
        "ends_on": membership.ends_on,
    }
