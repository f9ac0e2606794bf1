"""Offers between the sides while they mediate, issue by issue, and what one tells the mediator alone.

Kept apart from the offers of negotiation: what is said in mediation reaches no case file and no arbitration bundle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.fields import EncryptedTextField
from disputes.models import Claim, Party
from disputes.terms import Term

from ..states import TableOfferState, TermAnswer
from .mediation import Mediation

if TYPE_CHECKING:
    from disputes.models import Dispute


class TableOffer(models.Model):
    """What one side puts on the table for the other. Answered once, term by term; a counter-offer points back."""

    mediation = models.ForeignKey(Mediation, on_delete=models.PROTECT, related_name="offers")
    number = models.PositiveSmallIntegerField()
    by_party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    to_party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    message = models.TextField(_("说明"), blank=True)
    state = models.CharField(max_length=10, choices=TableOfferState, default=TableOfferState.OPEN)
    counters = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="countered_by"
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["mediation", "number"], name="offers_numbered_in_mediation"),
            models.UniqueConstraint(
                fields=["mediation", "by_party", "to_party"],
                condition=Q(state=TableOfferState.OPEN),
                name="one_open_offer_to_a_party",
            ),
        ]

    @property
    def dispute(self) -> Dispute:
        return self.mediation.dispute


class OfferedTerm(models.Model):
    """One term of an offer, on one issue. Accepted, it is agreed until one side reopens it or all sign."""

    offer = models.ForeignKey(TableOffer, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    claim = models.ForeignKey(
        Claim,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="empty: another matter",
    )
    terms = models.JSONField(help_text="a list of one disputes.terms.Term as JSON")
    answer = models.CharField(max_length=10, choices=TermAnswer, default=TermAnswer.WAITING)
    answered_at = models.DateTimeField(null=True, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["offer__number", "position"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "position"], name="terms_numbered_in_offer"),
            models.CheckConstraint(
                condition=Q(reopened_at=None) | Q(answer=TermAnswer.ACCEPTED), name="only_agreed_is_reopened"
            ),
        ]

    @property
    def term(self) -> Term:
        return Term.from_json(self.terms[0])

    @property
    def is_agreed(self) -> bool:
        return self.answer == TermAnswer.ACCEPTED and self.reopened_at is None


class PrivateRange(models.Model):
    """What a party told the mediator alone that it could accept. Deleted when mediation or mediator ends."""

    mediation = models.ForeignKey(Mediation, on_delete=models.PROTECT, related_name="private_ranges")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+")
    words = EncryptedTextField(help_text="sum and remark, as JSON")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mediation", "party", "claim"], name="one_range_on_a_claim")
        ]
