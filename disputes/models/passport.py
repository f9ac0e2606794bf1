"""The passport: one row for each channel the dispute went through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from ..states import ELSEWHERE, Channel
from .dispute import Dispute

if TYPE_CHECKING:
    from accounts.models import User


class ProceedingQuerySet(models.QuerySet["Proceeding"]):
    def served_by(self, user: User) -> ProceedingQuerySet:
        """In which this person carries the matter: as long as they belong to the body that has it."""
        return self.filter(people=user, body__in=user.memberships.in_force().values("organisation"))


class Proceeding(models.Model):
    """One channel's course. Moving on asks nobody to type again what is known."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="proceedings")
    channel = models.CharField(max_length=12, choices=Channel)
    body = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="proceedings"
    )
    body_name = models.CharField(max_length=120, blank=True)
    number = models.CharField(max_length=60, blank=True, help_text="The body's own number for the case")
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="proceedings",
        help_text="e.g. the mediator in office",
    )
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=30, blank=True)
    ground = models.CharField(max_length=60, blank=True)

    objects = ProceedingQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at", "pk"]

    @property
    def is_elsewhere(self) -> bool:
        """Chosen by the complainant, and out of sight since: its first day is that of the choice, its end unknown."""
        return self.channel in ELSEWHERE
