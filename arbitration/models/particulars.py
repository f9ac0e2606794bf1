"""What 仲裁法 34 wants to know of each party, beyond what the case has. Filled in by the applicant, as far as known."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.fields import EncryptedTextField
from disputes.models import Party

from ..states import Sex
from .referral import Referral


class Particulars(models.Model):
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="particulars")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("姓名或名称"), max_length=120, blank=True)
    sex = models.CharField(_("性别"), max_length=8, choices=Sex, blank=True, default=Sex.UNSAID)
    age = models.PositiveSmallIntegerField(_("年龄"), null=True, blank=True)
    occupation = models.CharField(_("职业"), max_length=60, blank=True)
    work_unit = models.CharField(_("工作单位"), max_length=120, blank=True)
    domicile = EncryptedTextField(_("住所"), blank=True)
    phone = models.CharField(_("联系电话"), max_length=40, blank=True)
    email = models.EmailField(_("电子邮箱"), blank=True)
    legal_representative = models.CharField(_("法定代表人"), max_length=60, blank=True)
    position = models.CharField(_("法定代表人职务"), max_length=60, blank=True)

    class Meta:
        ordering = ["party__role", "party__position", "pk"]
        verbose_name = _("当事人情况")
        verbose_name_plural = _("当事人情况")
        constraints = [
            models.UniqueConstraint(fields=["referral", "party"], name="particulars_once_per_party")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_reachable(self) -> bool:
        return bool(self.phone or self.email)
