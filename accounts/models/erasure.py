"""That a person asked to be erased, how far it has come, and what stands in its way."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from docket.models import Chain

from ..fields import EncryptedTextField


class Erasure(models.Model):
    """One person's request (个人信息保护法 47). `key` is all that the journal outside the database says of it."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="erasures", verbose_name=_("人员")
    )
    asked_at = models.DateTimeField(_("提出时间"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    account_erased_at = models.DateTimeField(_("账号注销时间"), null=True, blank=True)
    done_at = models.DateTimeField(_("全部完成时间"), null=True, blank=True)
    particulars = EncryptedTextField(
        blank=True, default="", help_text="JSON: how the person was named, until the last case is done"
    )

    class Meta:
        verbose_name = verbose_name_plural = _("删除请求")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(withdrawn_at=None), name="one_standing_erasure_a_person"
            )
        ]

    def __str__(self) -> str:
        return str(self.key)


class ErasedPart(models.Model):
    """The account, or one case (by its chain), from which the person has been taken."""

    erasure = models.ForeignKey(Erasure, on_delete=models.PROTECT, related_name="parts")
    chain = models.ForeignKey(
        Chain,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="empty: the account",
    )
    at = models.DateTimeField(default=timezone.now)
    journalled_at = models.DateTimeField(
        null=True, blank=True, help_text="when it was written down outside the database"
    )
    cleared_at = models.DateTimeField(
        null=True, blank=True, help_text="when the database had given back the space of what was deleted"
    )

    class Meta:
        verbose_name = verbose_name_plural = _("已删除的部分")
        constraints = [
            models.UniqueConstraint(fields=["erasure", "chain"], name="each_case_erased_once"),
            models.UniqueConstraint(
                fields=["erasure"], condition=Q(chain=None), name="each_account_erased_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.erasure}: {self.chain_id or 'account'}"


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    def in_force(self, on: date | None = None) -> LegalHoldQuerySet:
        return self.filter(lifted_at=None, until__gte=on or timezone.localdate())


class LegalHold(models.Model):
    """What must be kept beyond its day, because a court, an authority or a pending matter needs it: a person's, or a case's."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="legal_holds"
    )
    chain = models.ForeignKey(
        Chain, on_delete=models.PROTECT, null=True, blank=True, related_name="legal_holds"
    )
    reason = models.CharField(_("原因和依据"), max_length=300)
    until = models.DateField(_("留存至"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        ordering = ["-set_at", "-pk"]
        verbose_name = verbose_name_plural = _("留存决定")
        constraints = [
            models.CheckConstraint(
                condition=Q(user=None, chain__isnull=False) | Q(user__isnull=False, chain=None),
                name="a_hold_is_on_a_person_or_a_case",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} → {self.until}"
