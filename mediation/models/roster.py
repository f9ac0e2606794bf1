"""A body's mediators, and how one of them comes into office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from accounts.states import Role
from disputes.models import Party

from ..states import ChallengeState, ChosenHow, EndOfOffice, Office
from .mediation import Mediation

if TYPE_CHECKING:
    from accounts.models import User


class RosterQuerySet(models.QuerySet["RosterEntry"]):
    def visible_to(self, user: User) -> RosterQuerySet:
        """Rosters are public to whoever is signed in (商事调解条例 9–11); those taken off only to their body."""
        if not user.is_authenticated:
            return self.none()
        own = (
            user.memberships.in_force()
            .filter(role__in=[Role.SECRETARY, Role.SUPERVISOR])
            .values("organisation")
        )
        return self.filter(Q(delisted_at=None) | Q(body__in=own))

    def in_force(self) -> RosterQuerySet:
        """Listed, available, certificate not run out, and still a mediator of the body."""
        today = timezone.localdate()
        serving = Membership.objects.in_force().filter(
            role=Role.MEDIATOR, organisation=models.OuterRef("body"), user=models.OuterRef("mediator")
        )
        return self.filter(
            Q(certificate_expires_on=None) | Q(certificate_expires_on__gte=today),
            models.Exists(serving),
            delisted_at=None,
            is_available=True,
            mediator__is_active=True,
        )


class RosterEntry(models.Model):
    """A mediator on a body's roster 名册."""

    body = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="roster")
    mediator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="roster_entries"
    )
    bio = models.TextField(_("简介"), blank=True)
    categories = models.JSONField(
        _("擅长的纠纷类别"), default=list, blank=True, help_text="rulebook category codes"
    )
    languages = models.CharField(_("语言"), max_length=120, blank=True)
    certificate = models.CharField(_("证书编号"), max_length=60, blank=True)
    certificate_expires_on = models.DateField(_("证书有效期至"), null=True, blank=True)
    is_available = models.BooleanField(_("可以接案"), default=True)
    listed_at = models.DateTimeField(default=timezone.now)
    delisted_at = models.DateTimeField(null=True, blank=True)

    objects = RosterQuerySet.as_manager()

    class Meta:
        ordering = ["listed_at", "pk"]
        verbose_name = _("名册条目")
        verbose_name_plural = _("名册条目")
        constraints = [
            models.UniqueConstraint(fields=["body", "mediator"], name="a_mediator_once_on_a_roster")
        ]

    def __str__(self) -> str:
        return str(self.mediator)


class Choice(models.Model):
    """One party's wishes: whom it would take, the best first, and whom not. Closed to the others until all chose."""

    mediation = models.ForeignKey(Mediation, on_delete=models.PROTECT, related_name="choices")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    ranking = models.JSONField(default=list, help_text="keys of roster entries, the best first")
    strikes = models.JSONField(default=list, help_text="keys of roster entries")
    leaves_it_to_body = models.BooleanField(default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mediation", "party"], name="one_choice_per_party")]


class Appointment(models.Model):
    """A mediator of this mediation, from–to: one leads, others may sit beside."""

    mediation = models.ForeignKey(Mediation, on_delete=models.PROTECT, related_name="appointments")
    entry = models.ForeignKey(RosterEntry, on_delete=models.PROTECT, related_name="appointments")
    mediator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appointments"
    )
    office = models.CharField(_("职务"), max_length=4, choices=Office, default=Office.LEAD)
    how = models.CharField(_("产生方式"), max_length=14, choices=ChosenHow)
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    draw = models.JSONField(
        default=dict, blank=True, help_text="what is needed to draw again: roster, seed, place"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=12, choices=EndOfOffice, blank=True)
    end_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mediation"],
                condition=Q(ended_at=None, office=Office.LEAD),
                name="one_lead_in_office",
            ),
            models.UniqueConstraint(
                fields=["mediation", "mediator"], condition=Q(ended_at=None), name="in_one_office_at_a_time"
            ),
        ]


class Disclosure(models.Model):
    """What a mediator tells about relations and interests (特邀调解规定 15, 在线调解规则 13)."""

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="disclosures")
    has_interest = models.BooleanField()
    text = models.TextField(_("披露内容"), blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["made_at", "pk"]


class Waiver(models.Model):
    """A party has nothing against the mediator."""

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="waivers")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["appointment", "party"], name="one_waiver_per_party")]


class Challenge(models.Model):
    """A party asks for another mediator 回避申请. `ground` and `refusal` are rulebook codes."""

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="challenges")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=60)
    reasons = models.TextField(_("理由"))
    state = models.CharField(max_length=10, choices=ChallengeState, default=ChallengeState.OPEN)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    refusal = models.CharField(max_length=60, blank=True)
    decision = models.TextField(_("决定理由"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["appointment"], condition=Q(state=ChallengeState.OPEN), name="one_open_challenge"
            )
        ]
