"""An agreement to arbitrate made in the case, after the dispute arose, and who agreed to it when (仲裁法 27)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disputes.models import Party
from disputes.states import PartyRole

from .referral import Referral


class SubmissionAgreement(models.Model):
    """One text for everybody. It is an agreement once every complainant and respondent has accepted these words."""

    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="submission")
    matters = models.TextField(_("仲裁事项"))
    text = models.TextField(_("协议文字"))
    sha256 = models.CharField(max_length=64)
    is_online = models.BooleanField(_("同意网上仲裁"), default=True)
    proposed_by = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    concluded_at = models.DateTimeField(null=True, blank=True)
    refused_by = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    refusal_reason = models.CharField(_("不同意的理由"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("仲裁协议")
        verbose_name_plural = _("仲裁协议")

    def __str__(self) -> str:
        return f"{self.referral} · {self.sha256[:12]}"

    def missing_parties(self) -> list[Party]:
        """Who must still accept. A third party is not bound by it, and is not asked."""
        given = set(self.acceptances.values_list("party", flat=True))
        asked = self.referral.dispute.parties.filter(role__in=[PartyRole.COMPLAINANT, PartyRole.RESPONDENT])
        return [party for party in asked if party.pk not in given]


class SubmissionAcceptance(models.Model):
    """A party's yes to exactly these words: the typed name, the hash of the text, the moment."""

    agreement = models.ForeignKey(SubmissionAgreement, on_delete=models.PROTECT, related_name="acceptances")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    typed_name = models.CharField(_("签名"), max_length=80)
    text_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64, help_text="of text hash, party, name and moment together")
    accepted_at = models.DateTimeField()

    class Meta:
        ordering = ["accepted_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "party"], name="one_submission_acceptance_per_party")
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.accepted_at:%Y-%m-%d %H:%M}"
