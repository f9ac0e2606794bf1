"""What was agreed, and whether it is done."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from ..states import Action, ObligationState, PaymentState, SettlementSource
from .dispute import Dispute
from .parties import Party

O = ObligationState  # noqa: E741  the states of this file


class Settlement(models.Model):
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="settlements")
    source = models.CharField(max_length=12, choices=SettlementSource)
    text = models.TextField(_("协议内容"), blank=True)
    terms = models.JSONField(default=list)
    accelerates = models.BooleanField(
        _("一期逾期，余款全部到期"),
        default=False,
        help_text="agreed: after a breach the creditor may call the whole sum due",
    )
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
    first_due_on = models.DateField(
        _("原定日期"), null=True, blank=True, help_text="as agreed, once it was moved"
    )
    called_due_at = models.DateTimeField(
        null=True, blank=True, help_text="called due before its day, as agreed"
    )
    asked_due_on = models.DateField(
        _("请求延到"), null=True, blank=True, help_text="the obligor asks for more time"
    )
    asked_reason = models.CharField(_("延期的原因"), max_length=500, blank=True)

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

    @property
    def is_money(self) -> bool:
        return self.action in {Action.PAY, Action.REFUND} and self.amount is not None

    @property
    def paid(self) -> Decimal:
        """What the creditor has said, or let count, as received."""
        return self._sum(PaymentState.CONFIRMED)

    @property
    def reported(self) -> Decimal:
        """Entered by the obligor, not yet answered."""
        return self._sum(PaymentState.REPORTED)

    @property
    def left(self) -> Decimal:
        return max((self.amount or Decimal(0)) - self.paid, Decimal(0))

    @property
    def unreported(self) -> Decimal:
        """What is still to be paid if all that was entered counts."""
        return max(self.left - self.reported, Decimal(0))

    def _sum(self, state: str) -> Decimal:
        return sum((each.amount for each in self.payments.all() if each.state == state), Decimal(0))

    @property
    def is_open(self) -> bool:
        return self.state in {O.DUE, O.CLAIMED, O.BREACHED}

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
        self._move(due_on)

    @transition(state, source=O.DUE, target=O.DUE)
    def postpone(self, *, due_on: date) -> None:
        """Before its day: the creditor agrees to a later one."""
        self._move(due_on)

    @transition(state, source=O.DUE, target=O.DUE)
    def call_due(self, *, due_on: date) -> None:
        """An instalment was missed and the agreement lets the creditor call the rest."""
        self._move(due_on)
        self.called_due_at = timezone.now()

    def _move(self, due_on: date) -> None:
        self.first_due_on = self.first_due_on or self.due_on
        self.due_on, self.asked_due_on, self.asked_reason = due_on, None, ""


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
