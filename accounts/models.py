"""People, the bodies they work for, and how sure we are of who they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from docket.models import Chain

from .fields import EncryptedTextField, Epoch
from .states import (
    VERIFYING_OFFICES,
    ConsentKind,
    IdentityDocument,
    IdentityLevel,
    MediationType,
    OrganisationKind,
    Role,
)


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str | None = None, password: str | None = None, **fields: Any) -> User:
        """A person with an e-mail address or a phone number (E.164); without a password they join by code only."""
        user = self.model(email=self.normalize_email(email).lower() if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields: Any) -> User:
        """By whoever has the machine, who vouches for the address."""
        user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """By the address one has proved: several may have written it down."""
        return self.get(emailaddress__email=username, emailaddress__verified=True)


class User(AbstractBaseUser, PermissionsMixin):
    """A natural person. Never deleted (tasks and records point here); deactivated and erased instead."""

    # what somebody wrote down, in as many accounts as like; who has proved an address stands in EmailAddress
    email = models.EmailField(_("电子邮箱"), db_index=True, null=True, blank=True)
    phone = models.CharField(_("手机号码"), max_length=20, db_index=True, null=True, blank=True)
    phone_verified_at = models.DateTimeField(null=True, blank=True)
    name = models.CharField(_("姓名"), max_length=80, blank=True)
    language = models.CharField(_("语言"), max_length=10, default="zh-hans")
    identity_level = models.CharField(
        _("身份核验"), max_length=10, choices=IdentityLevel, default=IdentityLevel.NONE
    )
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    wants_mail = models.BooleanField(_("用电子邮件提醒我案件进展"), default=True)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    rights_epoch = Epoch(
        default=0, editable=False, help_text="higher each time something ends that this person might do"
    )
    sessions_epoch = Epoch(default=0, editable=False, help_text="part of every session: higher ends them all")
    chain = models.OneToOneField(
        Chain, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="person"
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("人员")
        verbose_name_plural = _("人员")
        constraints = [
            models.UniqueConstraint(
                fields=["phone"], condition=Q(phone_verified_at__isnull=False), name="one_owner_a_phone"
            )
        ]

    def __str__(self) -> str:
        if self.erased_at:
            return gettext("已注销用户")
        return self.name or self.email or self.phone or f"#{self.pk}"

    def get_session_auth_hash(self) -> str:
        return self._session_hash(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret)

    def _session_hash(self, secret: str | None) -> str:
        """What a session must carry: it ends with the password, and when all are ended."""
        held = f"{self.password}:{self.sessions_epoch}"
        return salted_hmac("accounts.session", held, secret=secret, algorithm="sha256").hexdigest()

    @property
    def actor(self) -> str:
        """How the docket names this person."""
        return f"user:{self.pk}"


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
