"""Keeping a body's roster of mediators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.selectors import holds_role, staff_of
from accounts.states import OrganisationKind, Role
from disputes.exceptions import NotPermitted, NotValid

from ..models import RosterEntry
from ..policies import keeps_roster

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def list_mediator(
    body: Organisation,
    *,
    mediator: User,
    by: User | None,
    bio: str = "",
    categories: Sequence[str] = (),
    languages: str = "",
    certificate: str = "",
    certificate_expires_on: date | None = None,
    is_available: bool = True,
) -> RosterEntry:
    """Put a mediator of the body on its roster, or renew the entry. `by` None: whoever runs the installation."""
    if by is not None and not keeps_roster(by, body):
        raise NotPermitted()
    if not holds_role(mediator, body, Role.MEDIATOR):
        raise NotValid(_("此人不是本组织的调解员。"), code="not_a_mediator")
    entry, _new = RosterEntry.objects.update_or_create(
        body=body,
        mediator=mediator,
        defaults={
            "bio": bio,
            "categories": list(categories),
            "languages": languages,
            "certificate": certificate,
            "certificate_expires_on": certificate_expires_on,
            "is_available": is_available,
            "delisted_at": None,
        },
    )
    return entry


@transaction.atomic
def delist_mediator(entry: RosterEntry, *, by: User) -> RosterEntry:
    """Off the roster from now on; running cases go on."""
    locked = RosterEntry.objects.select_for_update().get(pk=entry.pk)
    if not keeps_roster(by, locked.body):
        raise NotPermitted()
    locked.delisted_at = locked.delisted_at or timezone.now()
    locked.save()
    return locked


@transaction.atomic
def list_demo_mediators() -> int:
    """Every mediator of every body gets an entry, for the demonstration; how many are new."""
    new = 0
    for body in Organisation.objects.of_kind(OrganisationKind.MEDIATION_BODY):
        for mediator in staff_of(body, Role.MEDIATOR):
            if not RosterEntry.objects.filter(body=body, mediator=mediator).exists():
                list_mediator(
                    body,
                    mediator=mediator,
                    by=None,
                    bio="专职调解员，从事纠纷调解多年，擅长倾听和厘清账目。",
                    languages="普通话",
                    certificate=f"调证第{mediator.pk:05d}号",
                )
                new += 1
    return new
