"""A body's mediators, and how one of them comes into office."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from accounts.states import Role
from disputes.models import Party
from rulebook.selectors import rule_in_force

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
        """Who may be named today: listed, taking cases, with a valid certificate and a free place."""
        today = timezone.localdate()
        serving = Membership.objects.in_force().filter(
            role=Role.MEDIATOR, organisation=models.OuterRef("body"), user=models.OuterRef("mediator")
        )
        certificates = Certificate.objects.filter(entry=models.OuterRef("pk"), removed_at=None)
        away = AwayPeriod.objects.filter(
            entry=models.OuterRef("pk"), starts_on__lte=today, ends_on__gte=today
        )
        free = self.with_load().filter(load__lt=F("most"))  # type: ignore[misc]  # annotated there
        return free.filter(
            ~models.Exists(certificates) | models.Exists(certificates.in_force(today)),
            Q(takes_no_new_until=None) | Q(takes_no_new_until__lte=today),
            models.Exists(serving),
            ~models.Exists(away),
            delisted_at=None,
            is_available=True,
            mediator__is_active=True,
        )

    def with_load(self) -> RosterQuerySet:
        """`load`: running mediations in which they hold an office; `most`: how many they take at once."""
        running = (
            Appointment.objects.filter(mediator=models.OuterRef("mediator"), ended_at=None)
            .order_by()
            .values("mediator")
            .annotate(n=Count("pk"))
            .values("n")
        )
        usual = rule_in_force("mediator_most_cases", on=timezone.localdate()).bounds["max"]
        return self.annotate(load=Coalesce(Subquery(running), 0), most=Coalesce("most_cases", usual))


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
    speaks = models.JSONField(_("语言"), default=list, blank=True, help_text="codes of states.Language")
    practised_since = models.DateField(_("从事调解始于"), null=True, blank=True)
    most_cases = models.PositiveSmallIntegerField(_("同时最多办理几件"), null=True, blank=True)
    takes_no_new_until = models.DateField(_("在此日期前不接新案"), null=True, blank=True)
    hours = models.JSONField(
        _("每周可以开会的时间"), default=list, blank=True, help_text="[[weekday from 0, from, to], …]"
    )
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


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def in_force(self, on: date) -> CertificateQuerySet:
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=on), removed_at=None)


class Certificate(models.Model):
    """Whoever has any needs one that has not run out, to be named."""

    entry = models.ForeignKey(RosterEntry, on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField(_("证书编号"), max_length=60)
    issuer = models.CharField(_("发证机关"), max_length=120, blank=True)
    expires_on = models.DateField(_("有效期至"), null=True, blank=True)
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("证书")
        verbose_name_plural = _("证书")
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "number"], condition=Q(removed_at=None), name="a_certificate_once"
            )
        ]

    def __str__(self) -> str:
        return self.number


class AwayPeriod(models.Model):
    """From–to, both days included. Running cases stay; no new one is given."""

    entry = models.ForeignKey(RosterEntry, on_delete=models.CASCADE, related_name="away_periods")
    starts_on = models.DateField(_("从"))
    ends_on = models.DateField(_("到"))

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="away_from_before_to"),
            models.UniqueConstraint(fields=["entry", "starts_on", "ends_on"], name="an_away_period_once"),
        ]


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
