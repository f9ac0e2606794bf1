"""Bodies, who holds which office in them, and offers of office not yet accepted."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from docket.models import Chain

from ..states import (
    MediationType,
    OrganisationKind,
    Role,
)
from .people import User


class AddressedPower(models.Model):
    """A power offered to an address. It is nobody's until somebody types the code that was sent there."""

    contact = models.CharField(_("手机号码或电子邮箱"), max_length=254)
    code_hash = models.CharField(max_length=64, unique=True)
    offered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    offered_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["pk"]


def waiting() -> Q:
    """Of an offered power: neither accepted nor withdrawn, and not too old."""
    return Q(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def of_kind(self, *kinds: str) -> OrganisationQuerySet:
        return self.filter(kind__in=kinds, is_active=True)


class Organisation(models.Model):
    kind = models.CharField(_("类型"), max_length=30, choices=OrganisationKind)
    name = models.CharField(_("名称"), max_length=120)
    short_name = models.CharField(_("简称"), max_length=40, blank=True)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, unique=True, null=True, blank=True)
    code = models.CharField(_("机构代字"), max_length=10, blank=True, help_text=_("用于文书编号，如“众和调”"))
    region = models.CharField(_("地区"), max_length=2, blank=True)
    sector = models.CharField(_("所属领域"), max_length=20, blank=True)
    mediation_type = models.CharField(_("调解类型"), max_length=30, choices=MediationType, blank=True)
    is_lawfully_established = models.BooleanField(_("依法设立"), default=False)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    phone = models.CharField(_("电话"), max_length=40, blank=True)
    email = models.EmailField(_("电子邮箱"), blank=True)
    website = models.URLField(_("网址"), blank=True)
    is_active = models.BooleanField(default=True)
    signatory = models.ForeignKey(
        User,
        verbose_name=_("签发人"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("以机构名义发出的文书由谁签发；不指定的，由办理案件的人署名"),
    )
    members = models.ManyToManyField(User, through="Membership", related_name="organisations")
    chain = models.OneToOneField(
        Chain, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="organisation"
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("机构")
        verbose_name_plural = _("机构")
        indexes = [models.Index(fields=["kind", "name"])]

    def __str__(self) -> str:
        return self.name


def office_in_force(prefix: str = "", on: date | None = None) -> Q:
    """That a membership holds today, seen from a row that leads to it by `prefix`."""
    on = on or timezone.localdate()
    has_not_ended = Q(**{f"{prefix}ends_on": None}) | Q(**{f"{prefix}ends_on__gte": on})
    return has_not_ended & Q(**{f"{prefix}starts_on__lte": on, f"{prefix}organisation__is_active": True})


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self, on: date | None = None) -> MembershipQuerySet:
        return self.filter(office_in_force(on=on))


class Membership(models.Model):
    """A person holds a role in a body, from a day to a day (both included)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("角色"), max_length=20, choices=Role)
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职")
        verbose_name_plural = _("任职")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(ends_on=None),
                name="one_running_membership_of_a_role",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation} · {self.get_role_display()}"


class MembershipOffer(AddressedPower):
    """A role in a body, offered to an address."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="offers")
    role = models.CharField(_("角色"), max_length=30, choices=Role)

    def __str__(self) -> str:
        return f"{self.contact} · {self.organisation} · {self.get_role_display()}"
