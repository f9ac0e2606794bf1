"""Blind bidding 双盲报价 over one sum: the law of its course, and what little of it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from disputes.models import Claim, Party
from disputes.states import Action

from ..states import BiddingEnd, BiddingRule, BiddingState
from .mediation import Mediation

if TYPE_CHECKING:
    from decimal import Decimal

    from disputes.models import Dispute

B = BiddingState
BIDDING_RUNS = (B.OFFERED, B.OPEN)


class Bidding(models.Model):
    """Over one sum that `debtor` is to pay `creditor`. Both agree to the rule before the first bid."""

    mediation = models.ForeignKey(Mediation, on_delete=models.PROTECT, related_name="biddings")
    number = models.PositiveSmallIntegerField()
    debtor = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    creditor = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=12, choices=Action, help_text="pay or refund")
    claims = models.ManyToManyField(Claim, related_name="+", blank=True)
    about = models.CharField(_("这笔钱是什么"), max_length=300, blank=True)
    rule = models.CharField(max_length=12, choices=BiddingRule)
    gap = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, help_text="yuan or per cent, by the rule"
    )
    rounds = models.PositiveSmallIntegerField(help_text="how many there may be")
    round = models.PositiveSmallIntegerField(default=0, help_text="0 until all have agreed to bid")
    state = FSMField(choices=BiddingState, default=B.OFFERED, protected=True)
    ended_how = models.CharField(max_length=16, choices=BiddingEnd, blank=True)
    result = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["mediation", "number"], name="biddings_numbered_in_mediation"),
            models.UniqueConstraint(
                fields=["mediation"], condition=Q(state__in=BIDDING_RUNS), name="one_running_bidding"
            ),
            models.CheckConstraint(condition=~Q(debtor=F("creditor")), name="nobody_bids_against_themselves"),
            models.CheckConstraint(
                condition=Q(state=B.MATCHED, result__isnull=False) | (~Q(state=B.MATCHED) & Q(result=None)),
                name="only_a_match_has_a_sum",
            ),
        ]

    def refresh_from_db(self, using=None, fields=None, from_queryset=None):
        # see Dispute.refresh_from_db
        if fields is None or "state" in fields:
            self.__dict__.pop("state", None)
        models.Model.refresh_from_db(self, using=using, fields=fields, from_queryset=from_queryset)

    @property
    def dispute(self) -> Dispute:
        return self.mediation.dispute

    @property
    def is_running(self) -> bool:
        return self.state in BIDDING_RUNS

    def _has_rounds_left(self) -> bool:
        return self.round < self.rounds

    def _has_no_round_left(self) -> bool:
        return self.round >= self.rounds

    @transition(state, source=B.OFFERED, target=B.OPEN)
    def open(self) -> None:
        """All have agreed to the rule: the first round begins."""
        self.round = 1

    @transition(state, source=B.OPEN, target=B.OPEN, conditions=[_has_rounds_left])
    def go_on(self) -> None:
        """The bids did not meet: they are destroyed, and there is another round."""
        self.round += 1

    @transition(state, source=B.OPEN, target=B.MATCHED)
    def match(self, *, result: Decimal) -> None:
        self.result = result
        self.ended_at = timezone.now()

    @transition(state, source=B.OPEN, target=B.EXHAUSTED, conditions=[_has_no_round_left])
    def exhaust(self) -> None:
        self.ended_at = timezone.now()

    @transition(state, source=BIDDING_RUNS, target=B.STOPPED)
    def stop(self, *, how: str) -> None:
        self.ended_how, self.ended_at = how, timezone.now()


class BiddingConsent(models.Model):
    """`is_willing` is emptied when the bidding does not begin: nobody learns who would not."""

    bidding = models.ForeignKey(Bidding, on_delete=models.PROTECT, related_name="consents")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    is_willing = models.BooleanField(null=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bidding", "party"], name="one_bidding_consent_per_party")
        ]


class BiddingKey(models.Model):
    """The key of the round that is going on, itself sealed under the server's secret. Deleted with the round."""

    bidding = models.OneToOneField(Bidding, on_delete=models.PROTECT, related_name="key")
    token = models.TextField()


class Bid(models.Model):
    """A sealed bid of the round that is going on. Neither it nor its key outlives the round, whatever its end."""

    bidding = models.ForeignKey(Bidding, on_delete=models.PROTECT, related_name="bids")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    token = models.TextField()
    commitment = models.CharField(
        max_length=64, help_text="SHA-256 over randomness that is in the token alone"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bidding", "party"], name="one_bid_per_party")]
