"""Facts nobody disputes 无争议事实: stated, ticked by each side, closed and confirmed by all (在线调解规则 22)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disputes.models import Party
from notices.models import Paper

from ..states import FactAnswer, FactListState, FactSource
from .mediation import Mediation


class FactList(models.Model):
    """What is put together, then closed and confirmed by every side; what they confirm is `sha256`."""

    mediation = models.ForeignKey(Mediation, on_delete=models.PROTECT, related_name="fact_lists")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=FactListState, default=FactListState.OPEN)
    text = models.TextField(blank=True, help_text="The words that are confirmed")
    sha256 = models.CharField(max_length=64, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["mediation", "number"], name="fact_lists_numbered_in_mediation"),
            models.UniqueConstraint(
                fields=["mediation"],
                condition=Q(state__in=[FactListState.OPEN, FactListState.SIGNING]),
                name="one_fact_list_in_hand",
            ),
        ]


class Fact(models.Model):
    """One sentence or a short paragraph, of the mediator or of a party."""

    list = models.ForeignKey(FactList, on_delete=models.PROTECT, related_name="facts")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(_("事实"), max_length=300)
    source = models.CharField(_("来源"), max_length=10, choices=FactSource, default=FactSource.TALK)
    party = models.ForeignKey(
        Party,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="empty: the mediator",
    )
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["list", "number"], name="facts_numbered_in_list")]


class FactReply(models.Model):
    """How a side sees it. May be changed until the list is closed."""

    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="replies")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=FactAnswer)
    change = models.CharField(_("改成"), max_length=300, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fact", "party"], name="one_reply_to_a_fact_per_party"),
            models.CheckConstraint(
                condition=~Q(answer=FactAnswer.CHANGE) | ~Q(change=""), name="a_change_has_words"
            ),
        ]


class FactSignature(models.Model):
    """A side confirms the closed list, and says for itself whether it may be used outside this mediation."""

    list = models.ForeignKey(FactList, on_delete=models.PROTECT, related_name="signatures")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    typed_name = models.CharField(max_length=120)
    may_be_used = models.BooleanField(_("可以在仲裁、诉讼中使用"), default=False)
    sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["list", "party"], name="a_party_confirms_a_fact_list_once")
        ]
