"""From the mediator's proposal to the signed agreement, and the record of the sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disputes.models import Party

from ..states import AgreementState, ProposalState, SignerRole, SigningMethod
from .mediation import Mediation

if TYPE_CHECKING:
    from disputes.models import Dispute


class Proposal(models.Model):
    """The mediator's terms 调解方案, put to all sides in secret: accepted only when all accept."""

    mediation = models.ForeignKey(Mediation, on_delete=models.PROTECT, related_name="proposals")
    number = models.PositiveSmallIntegerField()
    terms = models.JSONField(help_text="list of disputes.terms.Term as JSON")
    message = models.TextField(_("说明"), blank=True)
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["mediation", "number"], name="proposals_numbered_in_mediation"),
            models.UniqueConstraint(
                fields=["mediation"], condition=Q(state=ProposalState.OPEN), name="one_open_proposal"
            ),
        ]

    @property
    def dispute(self) -> Dispute:
        return self.mediation.dispute


class ProposalReply(models.Model):
    """`is_accepted` is emptied when the proposal fails: then nobody can ever learn who refused."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="replies")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    is_accepted = models.BooleanField(null=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    replied_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "party"], name="one_proposal_reply_per_party")
        ]


class Agreement(models.Model):
    """One wording of the agreement 调解协议 (人民调解法 29). A change is a new row; what is signed is `sha256`."""

    mediation = models.ForeignKey(Mediation, on_delete=models.PROTECT, related_name="agreements")
    number = models.PositiveSmallIntegerField()
    facts = models.TextField(_("主要事实"))
    disputed_items = models.TextField(_("争议事项及各方责任"))
    terms = models.JSONField(help_text="list of disputes.terms.Term as JSON")
    performance = models.TextField(_("履行方式"), blank=True)
    default_clause = models.TextField(_("违约约定"), blank=True)
    accelerates = models.BooleanField(_("一期逾期，余款全部到期"), default=False)
    wants_confirmation = models.BooleanField(_("约定共同申请司法确认"), default=False)
    confidentiality = models.TextField(_("保密约定"), blank=True)
    text = models.TextField(help_text="The words as accepted and signed")
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=AgreementState, default=AgreementState.DRAFT)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=timezone.now)
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("调解协议")
        verbose_name_plural = _("调解协议")
        constraints = [
            models.UniqueConstraint(fields=["mediation", "number"], name="agreements_numbered_in_mediation"),
            models.UniqueConstraint(
                fields=["mediation"],
                condition=Q(state__in=[AgreementState.DRAFT, AgreementState.SIGNING, AgreementState.SIGNED]),
                name="one_agreement_that_counts",
            ),
        ]


class Acceptance(models.Model):
    """A party accepts this wording; it is not yet signed."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="acceptances")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "party"], name="one_acceptance_per_party")
        ]


class SigningCode(models.Model):
    """A one-time code to the signer's phone or e-mail. Only the hash is kept."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="codes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=128)
    sent_to = models.CharField(max_length=80, help_text="masked")
    issued_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)


class Signature(models.Model):
    """Who signed what, and how it was made sure that it was they."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    role = models.CharField(max_length=10, choices=SignerRole)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    typed_name = models.CharField(max_length=120)
    method = models.CharField(max_length=10, choices=SigningMethod)
    sent_to = models.CharField(max_length=80, blank=True, help_text="where the code went, masked")
    strokes = models.JSONField(
        default=list, blank=True, help_text="drawn by hand: lines of points, see strokes.py"
    )
    sha256 = models.CharField(max_length=64, help_text="of the words that were signed")
    signed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "party"], condition=Q(role=SignerRole.PARTY), name="a_party_signs_once"
            ),
            models.UniqueConstraint(
                fields=["agreement", "role"],
                condition=Q(role__in=[SignerRole.MEDIATOR, SignerRole.BODY]),
                name="mediator_and_body_sign_once",
            ),
            models.UniqueConstraint(
                fields=["agreement", "signer"],
                condition=Q(role=SignerRole.CO_MEDIATOR),
                name="a_co_mediator_signs_once",
            ),
            models.CheckConstraint(
                condition=Q(role=SignerRole.PARTY, party__isnull=False)
                | (~Q(role=SignerRole.PARTY) & Q(party=None)),
                name="only_a_party_signs_as_party",
            ),
        ]

    @property
    def how(self) -> str:
        """How it was signed, and how it was made sure that it was they."""
        if not self.strokes or self.method == SigningMethod.WINDOW:
            return str(SigningMethod(self.method).label)
        if self.method == SigningMethod.CODE:
            return str(_("手写签名和一次性验证码"))
        if self.method == SigningMethod.FACTOR:
            return str(_("手写签名并用通行密钥或者两步验证确认"))
        return str(_("手写签名并再次核验密码"))


class MediationRecord(models.Model):
    """The record 调解笔录 of the joint sessions. Nothing from a caucus is ever in it. The newest counts."""

    mediation = models.ForeignKey(Mediation, on_delete=models.PROTECT, related_name="records")
    content = models.JSONField(help_text="what the case knows: who, when, what was told, proposals")
    summary = models.TextField(_("调解经过"), blank=True)
    undisputed = models.TextField(_("无争议事实"), blank=True)
    sha256 = models.CharField(max_length=64)
    drawn_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    drawn_up_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["drawn_up_at", "pk"]


class RecordConfirmation(models.Model):
    record = models.ForeignKey(MediationRecord, on_delete=models.PROTECT, related_name="confirmations")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    typed_name = models.CharField(_("签名"), max_length=120, blank=True)
    objection = models.TextField(_("异议"), blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "party"], name="a_party_confirms_once")]
