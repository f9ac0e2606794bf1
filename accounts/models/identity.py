"""How sure we are of who a person is, what they consented to, and text that waits for their log-in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..fields import EncryptedTextField
from ..states import (
    VERIFYING_OFFICES,
    ConsentKind,
    IdentityDocument,
    IdentityLevel,
)
from .people import User


class IdentityCheckQuerySet(models.QuerySet["IdentityCheck"]):
    def waiting(self) -> IdentityCheckQuerySet:
        return self.filter(checked_at=None, provider="officer")

    def visible_to(self, user: User) -> IdentityCheckQuerySet:
        """One's own; for those who verify also what waits for them, never their own."""
        if not user.is_authenticated:
            return self.none()
        offices = Q(pk__in=[])
        for kind, roles in VERIFYING_OFFICES.items():
            offices |= Q(organisation__kind=kind, role__in=roles)
        if user.memberships.in_force().filter(offices).exists():
            return self.filter(Q(user=user) | Q(checked_at=None, provider="officer") | Q(checked_by=user))
        return self.filter(user=user)


class IdentityCheck(models.Model):
    """One attempt to establish who a person is. The number is encrypted, and findable by its blind index only."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="identity_checks")
    document = models.CharField(_("证件类型"), max_length=20, choices=IdentityDocument)
    number = EncryptedTextField(_("证件号码"))
    number_index = models.CharField(max_length=64, db_index=True, editable=False)
    level = models.CharField(max_length=10, choices=IdentityLevel, default=IdentityLevel.DECLARED)
    provider = models.CharField(max_length=40, default="officer")
    image = models.FileField(upload_to="identity/%Y/%m/", blank=True)
    declared_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    refusal = models.CharField(max_length=200, blank=True)
    image_sha256 = models.CharField(
        max_length=64, blank=True, help_text="Stays when the picture is destroyed"
    )

    objects = IdentityCheckQuerySet.as_manager()

    class Meta:
        ordering = ["declared_at", "pk"]
        verbose_name = _("身份核验")
        verbose_name_plural = _("身份核验")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(checked_at=None), name="one_open_identity_check_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_document_display()} · {self.masked_number}"

    @property
    def masked_number(self) -> str:
        """First and last characters only: enough to recognise one's own, nothing to steal."""
        return (
            f"{self.number[:3]}{'*' * max(len(self.number) - 7, 4)}{self.number[-4:]}" if self.number else ""
        )


class Consent(models.Model):
    """That a person agreed to a text, and when they took it back."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(_("事项"), max_length=30, choices=ConsentKind)
    version = models.CharField(_("版本"), max_length=20)
    given_at = models.DateTimeField(_("同意时间"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    class Meta:
        ordering = ["given_at", "pk"]
        verbose_name = _("同意")
        verbose_name_plural = _("同意")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "version"], condition=Q(withdrawn_at=None), name="one_running_consent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_kind_display()}"


class KeptPost(models.Model):
    """What a person sent when their session had ended: sealed under a key that only their browser has, for an hour."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="kept_posts")
    browser = models.CharField(max_length=64, db_index=True, help_text="SHA-256 of the browser's key")
    sealed = models.BinaryField()
    kept_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["kept_at", "pk"]
        verbose_name = _("没有送出的内容")
        verbose_name_plural = _("没有送出的内容")

    def __str__(self) -> str:
        return f"{self.user_id} · {self.kept_at}"
