"""What the desk decided on a complaint, and what it asked to have completed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .dispute import Dispute


class Decision(models.Model):
    """Admission or refusal 受理/不予受理: who decided, on what ground, in words."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="decisions")
    is_admitted = models.BooleanField()
    ground = models.CharField(
        max_length=60, blank=True, help_text="rulebook ground code; empty when admitted"
    )
    reasons = models.TextField(_("理由"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["decided_at"]


class CompletionRequest(models.Model):
    """All defects named once, with a date (procedures §11.1, 限期补正)."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="completion_requests")
    defects = models.JSONField(default=list, help_text="Texts, one a defect")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at"]
