"""Money that was paid on an obligation, a part at a time, and what the creditor says to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from ..states import PaymentMethod, PaymentState
from .dispute import Dispute
from .settlement import Obligation

P = PaymentState


class Payment(models.Model):
    """The debtor enters it; the creditor's word, or silence after notice, makes it count."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="payments")
    amount = models.DecimalField(_("金额（元）"), max_digits=14, decimal_places=2)
    surplus = models.DecimalField(
        _("多付（元）"), max_digits=14, decimal_places=2, default=0, help_text="beyond all that was owed"
    )
    paid_on = models.DateField(_("付款日期"))
    method = models.CharField(_("付款方式"), max_length=10, choices=PaymentMethod)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    proof = models.PositiveBigIntegerField(
        null=True,
        blank=True,
        help_text="key of the piece of evidence that shows it; the app above keeps those",
    )
    state = FSMField(choices=PaymentState, default=P.REPORTED, protected=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer_note = models.CharField(_("对方的说明"), max_length=500, blank=True)

    class Meta:
        ordering = ["paid_on", "pk"]
        verbose_name = _("付款")
        verbose_name_plural = _("付款")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0) & Q(surplus__gte=0), name="payment_is_of_something"
            )
        ]

    def refresh_from_db(self, using=None, fields=None, from_queryset=None):
        # see Dispute.refresh_from_db
        if fields is None or "state" in fields:
            self.__dict__.pop("state", None)
        models.Model.refresh_from_db(self, using=using, fields=fields, from_queryset=from_queryset)

    @property
    def dispute(self) -> Dispute:
        return self.obligation.dispute

    @transition(state, source=[P.REPORTED, P.CONTESTED], target=P.CONFIRMED)
    def confirm(self) -> None:
        self.answered_at = timezone.now()

    @transition(state, source=P.REPORTED, target=P.CONTESTED)
    def contest(self, *, note: str = "") -> None:
        self.answered_at, self.answer_note = timezone.now(), note

    @transition(state, source=[P.REPORTED, P.CONTESTED], target=P.WITHDRAWN)
    def withdraw(self) -> None:
        """A slip of whoever entered it."""
