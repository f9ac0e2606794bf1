"""Codes that were sent to somebody, and since when an address is proved."""

from __future__ import annotations

from typing import ClassVar

from allauth.account.models import EmailAddress
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..states import CodePurpose
from .people import User


class SentCode(models.Model):
    """Six digits for somebody who waits at the page. Only a keyed hash is kept; each try is counted in the row first."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sent_codes")
    purpose = models.CharField(max_length=20, choices=CodePurpose)
    contact = models.CharField(_("手机号码或电子邮箱"), max_length=254)
    code_hash = models.CharField(max_length=64, blank=True, help_text="Empty: nothing typed here is right")
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        verbose_name = _("验证码")
        verbose_name_plural = _("验证码")

    def __str__(self) -> str:
        return f"{self.user_id} · {self.get_purpose_display()} · {self.sent_at}"


class EmailProof(models.Model):
    """Since when an e-mail address is proved. Without a row: since before the house began to write it down."""

    address = models.OneToOneField(EmailAddress, on_delete=models.CASCADE, related_name="proof")
    proved_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.address_id} · {self.proved_at}"
