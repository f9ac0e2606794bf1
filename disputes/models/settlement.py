"""What was agreed, and whether it is done."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from ..states import Action, ObligationState, SettlementSource
from .dispute import Dispute
from .parties import Party

O = ObligationState  # noqa: E741  the states of this file


class Settlement(models.Model):
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="settlements")
    source = models.CharField(max_length=12, choices=SettlementSource)
    text = models.TextField(_("协议内容"), blank=True)
    terms = models.JSONField(default=list)
    reached_at = models.DateTimeField(default=timezone.now)
    performed_at = models.DateTimeField(null=True, blank=True)
    breached_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True, help_text="another settlement took its place")

    class Meta:
        ordering = ["reached_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["dispute"], condition=Q(replaced_at=None), name="one_settlement_in_force"
            )
        ]


class Obligation(models.Model):
    """One thing one side owes the other by a day. The creditor's word, or silence after notice, ends it."""

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="obligations")
    obligor = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="obligations_owed")
    creditor = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="obligations_due")
    action = models.CharField(max_length=12, choices=Action)
    detail = models.CharField(max_length=500, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    due_on = models.DateField()
    state = FSMField(choices=ObligationState, default=O.DUE, protected=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_note = models.CharField(max_length=500, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["due_on", "position", "pk"]

    def refresh_from_db(self, using=None, fields=None, from_queryset=None):
        # see Dispute.refresh_from_db
        if fields is None or "state" in fields:
            self.__dict__.pop("state", None)
        models.Model.refresh_from_db(self, using=using, fields=fields, from_queryset=from_queryset)

    @property
    def dispute(self) -> Dispute:
        return self.settlement.dispute

    @transition(state, source=[O.DUE, O.BREACHED], target=O.CLAIMED)
    def claim_done(self, *, note: str = "") -> None:
        self.claimed_at, self.claimed_note = timezone.now(), note

    @transition(state, source=[O.DUE, O.CLAIMED, O.BREACHED], target=O.PERFORMED)
    def confirm(self) -> None:
        self.settled_at = timezone.now()

    @transition(state, source=O.CLAIMED, target=O.DUE)
    def dispute_done(self) -> None:
        """The creditor says it has not been done."""
        self.claimed_at = None

    @transition(state, source=[O.DUE, O.CLAIMED, O.BREACHED], target=O.WAIVED)
    def waive(self) -> None:
        self.settled_at = timezone.now()

    @transition(state, source=[O.DUE, O.CLAIMED], target=O.BREACHED)
    def breach(self) -> None: ...

    @transition(state, source=O.BREACHED, target=O.DUE)
    def extend(self, *, due_on: date) -> None:
        self.due_on = due_on


class Satisfaction(models.Model):
    """Asked once, after closing. 1 (not at all) to 5 (very)."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="satisfactions")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField()
    comment = models.CharField(max_length=500, blank=True)
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dispute", "party"], name="satisfaction_asked_once"),
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="satisfaction_one_to_five"),
        ]
