"""Who is in the dispute, who speaks for them, what is asked and what is answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.fields import EncryptedTextField
from accounts.models import AddressedPower
from accounts.states import IdentityDocument

from ..states import Mandate, PartyKind, PartyRole, Stance
from .dispute import Dispute


class Party(models.Model):
    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="parties")
    role = models.CharField(_("地位"), max_length=12, choices=PartyRole)
    kind = models.CharField(_("类型"), max_length=12, choices=PartyKind, default=PartyKind.PERSON)
    name = models.CharField(_("姓名或名称"), max_length=120, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="parties"
    )
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="parties"
    )
    phone = models.CharField(_("联系电话"), max_length=40, blank=True)
    email = models.EmailField(_("电子邮箱"), blank=True)
    address = models.CharField(_("联系地址"), max_length=200, blank=True)
    id_document = models.CharField(_("证件类型"), max_length=20, choices=IdentityDocument, blank=True)
    id_number = EncryptedTextField(_("证件号码"), blank=True)
    joined_at = models.DateTimeField(null=True, blank=True, help_text="First came into the case")
    window = models.ForeignKey(
        "accounts.Organisation",
        verbose_name=_("由哪个窗口办理"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Comes to this window: served by post and in person, acts are taken down there",
    )
    window_fact = EncryptedTextField(
        _("约定的六位数字"), blank=True, help_text="Asked with the code where there is no identity number"
    )
    consents_publication_at = models.DateTimeField(_("同意公示投诉信息"), null=True, blank=True)
    consents_entrusted_mediation_at = models.DateTimeField(_("同意委托调解"), null=True, blank=True)
    consents_e_service_at = models.DateTimeField(_("同意电子送达"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["role", "position", "pk"]
        verbose_name = _("当事人")
        verbose_name_plural = _("当事人")
        indexes = [models.Index(fields=["name"], name="party_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """How notices address this party."""
        return f"party:{self.pk}"


class Representative(models.Model):
    """Who speaks for a party, with what mandate (民诉法 61–62)."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="representatives")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="mandates"
    )
    name = models.CharField(_("姓名"), max_length=80)
    phone = models.CharField(_("手机号码或电子邮箱"), max_length=254)
    mandate = models.CharField(_("权限"), max_length=10, choices=Mandate, default=Mandate.GENERAL)
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]


class MandateOffer(AddressedPower):
    """What a representative was sent: named by the party, they see and do nothing until they accept."""

    representative = models.ForeignKey(Representative, on_delete=models.CASCADE, related_name="offers")


class Invitation(models.Model):
    """A one-time code that lets a party in without an account. Only the hash is kept."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="invitations")
    code_hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)


class RefusedJoin(models.Model):
    """Who proved the number of a party's guest and was not joined, because of another part in the case. For the desk."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="refused_joins")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    refused_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["party", "user"], name="one_refusal_a_person")]


class Claim(models.Model):
    """One thing asked 诉求. Amounts are in yuan."""

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="claims")
    remedy = models.CharField(_("请求"), max_length=40, help_text="rulebook remedy code")
    amount = models.DecimalField(_("金额（元）"), max_digits=14, decimal_places=2, null=True, blank=True)
    detail = models.CharField(_("说明"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0), name="claim_amount_not_negative"
            )
        ]


class Response(models.Model):
    """A respondent's reply 答复/答辩. A later reply is a new row."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="responses")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="responses")
    text = models.TextField(_("答复意见"))
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["answered_at"]


class ClaimAnswer(models.Model):
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="answers")
    stance = models.CharField(max_length=10, choices=Stance)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "claim"], name="one_answer_per_claim")]
