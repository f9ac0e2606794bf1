"""Offers between the parties, and the platform's opinion with the parties' replies."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..states import OfferState
from .dispute import Dispute
from .parties import Party


class Offer(models.Model):
    """Structured terms one party puts to the other. Answered once; a counter-offer points back."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="offers")
    number = models.PositiveSmallIntegerField()
    by_party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="offers_made")
    to_party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="offers_received")
    terms = models.JSONField(help_text="list of disputes.terms.Term as JSON")
    message = models.TextField(_("说明"), blank=True)
    accelerates = models.BooleanField(_("一期逾期，余款全部到期"), default=False)
    state = models.CharField(max_length=10, choices=OfferState, default=OfferState.OPEN)
    counters = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="counter_offers"
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["dispute", "number"], name="offers_numbered_in_dispute"),
            models.UniqueConstraint(
                fields=["dispute", "by_party"], condition=Q(state="open"), name="one_open_offer_per_party"
            ),
        ]


class Opinion(models.Model):
    """The platform's opinion 平台处理意见: never mediation in law, never bars another road (电商法 63)."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="opinions")
    facts_found = models.TextField(_("查明的事实"))
    evidence_accepted = models.TextField(_("证据采信"))
    rule_name = models.CharField(_("适用规则"), max_length=200)
    rule_version = models.CharField(_("规则版本"), max_length=80)
    reasons = models.TextField(_("理由"))
    terms = models.JSONField(default=list, help_text="what it proposes; empty: the claim is not supported")
    is_automated = models.BooleanField(_("使用了自动化决策"), default=False)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now)
    review_asked_by = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    review_asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["issued_at"]


class OpinionReply(models.Model):
    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="replies")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    is_accepted = models.BooleanField()
    reason = models.CharField(max_length=500, blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    replied_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opinion", "party"], name="one_reply_per_party")]
