"""Keeping a body's roster of mediators: who is on it, what they hold, when they are there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from accounts.selectors import holds_role, staff_of
from accounts.states import OrganisationKind, Role
from disputes.exceptions import NotPermitted, NotValid
from notices.services import tell
from rulebook.selectors import rule_in_force
from rulebook.services import cancel_deadlines, set_deadline_on

from ..models import AwayPeriod, Certificate, RosterEntry
from ..policies import keeps_availability, keeps_roster
from ..states import CERTIFICATE_EXPIRED, CERTIFICATE_NOTICES, Language

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
    speaks: Sequence[str] = (),
    practised_since: date | None = None,
    most_cases: int | None = None,
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
            "speaks": list(speaks),
            "practised_since": practised_since,
            "most_cases": most_cases,
            "is_available": is_available,
            "delisted_at": None,
        },
    )
    return entry


@transaction.atomic
def delist_mediator(entry: RosterEntry, *, by: User) -> RosterEntry:
    """Off the roster from now on; running cases go on."""
    locked = _locked(entry)
    if not keeps_roster(by, locked.body):
        raise NotPermitted()
    locked.delisted_at = locked.delisted_at or timezone.now()
    locked.save()
    return locked


@transaction.atomic
def add_certificate(
    entry: RosterEntry, *, by: User | None, number: str, issuer: str = "", expires_on: date | None = None
) -> Certificate:
    """One more certificate, or the same one renewed; before it runs out the mediator and the secretary are told."""
    locked = _locked(entry)
    if by is not None and not keeps_roster(by, locked.body):
        raise NotPermitted()
    kept, _new = Certificate.objects.update_or_create(
        entry=locked,
        number=number.strip(),
        removed_at=None,
        defaults={"issuer": issuer, "expires_on": expires_on},
    )
    cancel_deadlines(kept)
    for kind, on in _notices_before(expires_on):
        set_deadline_on(kept, kind, on)
    return kept


@transaction.atomic
def remove_certificate(certificate: Certificate, *, by: User) -> Certificate:
    locked = _locked(certificate.entry)
    if not keeps_roster(by, locked.body):
        raise NotPermitted()
    found = Certificate.objects.get(pk=certificate.pk)
    found.removed_at = found.removed_at or timezone.now()
    found.save()
    cancel_deadlines(found)
    return found


def tell_of_certificate(certificate: Certificate) -> None:
    """To the mediator and whoever keeps the roster."""
    entry, expires_on = certificate.entry, certificate.expires_on
    if certificate.removed_at is not None or expires_on is None:
        return
    if expires_on < timezone.localdate():
        text = gettext_lazy("{name}的证书{number}已经到期，更新之前不能再指定。")
    else:
        text = gettext_lazy("{name}的证书{number}将在{day}到期，请及时更新。")
    tell(
        [entry.mediator, *staff_of(entry.body, Role.SECRETARY)],
        chain=None,
        reference="",
        text=format_lazy(text, name=entry.mediator.name, number=certificate.number, day=expires_on),
        url=reverse("mediation:roster_entry", args=[entry.pk]),
    )


@transaction.atomic
def set_availability(
    entry: RosterEntry,
    *,
    by: User,
    hours: Sequence[Sequence[Any]] = (),
    takes_no_new_until: date | None = None,
    is_available: bool = True,
) -> RosterEntry:
    """When sessions may be held in a week, and whether new cases are taken. Running cases stay."""
    locked = _locked(entry)
    if not keeps_availability(by, locked):
        raise NotPermitted()
    locked.hours = [list(row) for row in hours]
    locked.takes_no_new_until, locked.is_available = takes_no_new_until, is_available
    locked.save()
    return locked


@transaction.atomic
def add_away_period(entry: RosterEntry, *, by: User, starts_on: date, ends_on: date) -> AwayPeriod:
    locked = _locked(entry)
    if not keeps_availability(by, locked):
        raise NotPermitted()
    if ends_on < starts_on or ends_on < timezone.localdate():
        raise NotValid(_("结束日期不能早于开始日期，也不能已经过去。"), code="bad_period")
    period, _new = AwayPeriod.objects.get_or_create(entry=locked, starts_on=starts_on, ends_on=ends_on)
    return period


@transaction.atomic
def drop_away_period(entry: RosterEntry, *, by: User, pk: int) -> None:
    locked = _locked(entry)
    if not keeps_availability(by, locked):
        raise NotPermitted()
    locked.away_periods.filter(pk=pk).delete()


@transaction.atomic
def list_demo_mediators() -> int:
    """Every mediator of every body gets an entry, for the demonstration; how many are new."""
    new = 0
    for body in Organisation.objects.of_kind(OrganisationKind.MEDIATION_BODY):
        for mediator in staff_of(body, Role.MEDIATOR):
            if not RosterEntry.objects.filter(body=body, mediator=mediator).exists():
                entry = list_mediator(
                    body,
                    mediator=mediator,
                    by=None,
                    bio="专职调解员，从事纠纷调解多年，擅长倾听和厘清账目。",
                    speaks=[Language.MANDARIN],
                )
                add_certificate(entry, by=None, number=f"调证第{mediator.pk:05d}号")
                new += 1
    return new


def _locked(entry: RosterEntry) -> RosterEntry:
    return RosterEntry.objects.select_for_update(of=("self",)).select_related("body").get(pk=entry.pk)


def _notices_before(expires_on: date | None) -> list[tuple[str, date]]:
    """A deadline ends at 24:00 of its day: the word comes on the morning that is so many days before."""
    if expires_on is None:
        return []
    today = timezone.localdate()
    found = [(CERTIFICATE_EXPIRED, expires_on)]
    for kind, rule in CERTIFICATE_NOTICES.items():
        days = rule_in_force(rule, on=today).n or 0
        found.append((kind, expires_on - timedelta(days=days + 1)))
    return [(kind, on) for kind, on in found if on >= today]
