"""A person, by whatever address they are known."""

from __future__ import annotations

from collections.abc import Iterator
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

from ..fields import Epoch
from ..states import (
    IdentityLevel,
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
    phone_seen_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="when they last typed a code that was sent there"
    )
    name = models.CharField(_("姓名"), max_length=80, blank=True)
    language = models.CharField(_("语言"), max_length=10, default="zh-hans")
    identity_level = models.CharField(
        _("身份核验"), max_length=10, choices=IdentityLevel, default=IdentityLevel.NONE
    )
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    signed_up = models.BooleanField(
        default=False, editable=False, help_text="began here alone, not by a code of a case or at a window"
    )
    wants_mail = models.BooleanField(_("用电子邮件提醒我案件进展"), default=True)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    joined_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="joined_accounts",
    )
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
