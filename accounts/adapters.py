"""How django-allauth meets our people: log in by e-mail or phone, codes go out through the outbox."""

from __future__ import annotations

from email.utils import formataddr, parseaddr
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .forms import PhoneInput
from .models import User
from .phones import InvalidPhone, normalise_phone
from .signals import text_message_wanted


def login_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str | None:
    """The name under which failed log-ins are counted, the same for every way of writing one address."""
    given = {**request.POST.dict(), **(credentials or {})}
    name = next((given[key] for key in ("email", "phone", "login", "username") if given.get(key)), None)
    if name is None:
        return None
    try:
        return normalise_phone(name)
    except InvalidPhone:
        return str(name).strip().lower()


class AccountAdapter(DefaultAccountAdapter):
    # --- letters -----------------------------------------------------------------------------------

    def get_from_email(self) -> str:
        return formataddr((str(_("解纷")), parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))

    def format_email_subject(self, subject: str) -> str:
        return _("【解纷】%(subject)s") % {"subject": subject}

    def render_mail(
        self, template_prefix: str, email: Any, context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> Any:
        """In our own name and address, whatever host the request came by."""
        site = SimpleNamespace(name=_("解纷"), domain=urlsplit(settings.SITE_URL).netloc)
        told = {**context, "current_site": site, "site_url": settings.SITE_URL, "answers": settings.REPLY_TO}
        letter = super().render_mail(template_prefix, email, told, headers)
        letter.reply_to = [settings.REPLY_TO] if settings.REPLY_TO else []
        return letter

    # --- phone numbers -----------------------------------------------------------------------------

    def phone_form_field(self, **kwargs: Any) -> PhoneInput:
        return PhoneInput(required=kwargs.get("required", True))

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified_at is not None) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        user.phone = normalise_phone(phone)
        user.phone_verified_at = timezone.now() if verified else None
        user.save(update_fields=["phone", "phone_verified_at"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        self.set_phone(user, phone, True)

    def get_user_by_phone(self, phone: str) -> User | None:
        try:
            return User.objects.filter(phone=normalise_phone(phone)).first()
        except InvalidPhone:
            return None

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        self._send_text(
            phone,
            _("验证码 %(code)s，15 分钟内有效。请勿告诉他人。") % {"code": code},
        )

    def send_account_already_exists_sms(self, phone: str) -> None:
        self._send_text(phone, _("这个号码已经注册过账号，请直接登录。如果不是您本人操作，请忽略。"))

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        self._send_text(phone, _("这个号码还没有注册账号。如果不是您本人操作，请忽略。"))

    def _send_text(self, phone: str, text: str) -> None:
        text_message_wanted.send(User, phone=normalise_phone(phone), text=text, language=get_language() or "")

    # --- people ------------------------------------------------------------------------------------

    @transaction.atomic
    def set_password(self, user: User, password: str) -> None:
        """The password and the end of what stood on the old one, together."""
        super().set_password(user, password)

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user.name = form.cleaned_data.get("name", "")
        user.language = get_language() or user.language
        # without an address it is NULL: two people without one must not collide
        form.cleaned_data["email"] = form.cleaned_data.get("email") or None
        return super().save_user(request, user, form, commit)
