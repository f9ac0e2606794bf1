"""How django-allauth meets our people: log in by e-mail or phone, codes go out through the outbox."""

from __future__ import annotations

from email.utils import formataddr, parseaddr
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from .addresses import address_of
from .exceptions import NotLawfulNow, TooMany
from .forms import PhoneInput
from .known_devices import device_of
from .limits import Knock, knock
from .models import User
from .phones import InvalidPhone, normalise_phone
from .reauthentication import contacts_for_codes, require_sure
from .selectors import has_proved, is_number_fresh, owner_of
from .services import see_number, tell_of_change
from .signals import number_proved, text_message_wanted
from .texts import count_text


def login_name(credentials: dict[str, Any]) -> str:
    """The name under which wrong passwords are counted, the same for every way of writing one address."""
    name = next((str(credentials[key]) for key in ("phone", "email", "username") if credentials.get(key)), "")
    try:
        return normalise_phone(name)
    except InvalidPhone:
        return name.strip().lower()


def _at_our_site(address: Any) -> str:
    """A link in a letter leads to the address of the house, never to the host that a request named."""
    parts = urlsplit(str(address))
    return settings.SITE_URL + parts._replace(scheme="", netloc="").geturl()


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
        ours = {key: _at_our_site(value) for key, value in context.items() if key.endswith("_url")}
        told = {
            **context,
            **ours,
            "current_site": site,
            "site_url": settings.SITE_URL,
            "answers": settings.REPLY_TO,
        }
        letter = super().render_mail(template_prefix, email, told, headers)
        letter.reply_to = [settings.REPLY_TO] if settings.REPLY_TO else []
        return letter

    # --- the door ----------------------------------------------------------------------------------

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts an attempt; `authenticate` takes it back by `_rollback_login_failed_rl_usage` if it was right.

        A device on which its owner has logged in before is counted by itself: whoever else guesses from behind the
        same address does not bar it.
        """
        self._knocks: list[Knock] = []
        name = login_name(credentials)
        device = device_of(request, owner_of(name))
        counted = [("sign_in", f"{name}\n{device}")] if device else [("sign_in", name), ("sign_ins_from", "")]
        try:
            for limit, account in counted:
                self._knocks.append(knock(request, limit, account))
        except TooMany as refusal:
            self._rollback_login_failed_rl_usage()
            raise ValidationError(refusal.message, code=refusal.code) from refusal

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Whoever never proved the address they sign in with is answered like somebody with a wrong password.

        Otherwise signing up, and then in, would tell which addresses are taken.
        """
        user: User | None = super().authenticate(request, **credentials)
        if user is None or request.user == user:
            return user
        if has_proved(user, credentials.get("phone") or credentials.get("email") or ""):
            return user
        self.pre_authenticate(request, **credentials)  # counts again what was taken back
        return None

    def reauthenticate(self, user: User, password: str) -> bool:
        """Asked again who they are: wrong passwords are counted like those at the door."""
        self.pre_authenticate(context.request, username=f"#{user.pk}")
        is_right = user.check_password(password)
        if is_right:
            self._rollback_login_failed_rl_usage()
        return is_right

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """By our rule alone: django-allauth would let through whoever has neither password nor second factor."""
        require_sure(context.request)
        return False

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if user.is_authenticated and contacts_for_codes(context.request):
            methods.append(
                {
                    "id": "code",
                    "description": _("用短信或者邮件验证码"),
                    "url": reverse("accounts:confirm"),
                }
            )
        return methods

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.account.stages.EmailVerificationStage": "accounts.entrance.EmailStage"}
        stages = [ours.get(stage, stage) for stage in super().get_login_stages()]
        stages.insert(stages.index("accounts.entrance.EmailStage") + 1, "accounts.one_more_fact.FactStage")
        return stages

    def _rollback_login_failed_rl_usage(self) -> None:
        for counted in self._knocks:
            counted.take_back()

    # --- phone numbers -----------------------------------------------------------------------------

    def phone_form_field(self, **kwargs: Any) -> PhoneInput:
        return PhoneInput(required=kwargs.get("required", True))

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified_at is not None) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        old = user.phone if user.phone_verified_at else ""
        user.phone = normalise_phone(phone)
        user.phone_verified_at = user.phone_seen_at = timezone.now() if verified else None
        try:
            with transaction.atomic():
                user.save(update_fields=["phone", "phone_verified_at", "phone_seen_at"])
                if verified and old != user.phone:
                    tell_of_change(
                        user,
                        gettext_lazy("手机号码改为 %(contact)s"),
                        contact=user.phone,
                        besides=[old] if old else [],
                        but=[user.phone],
                    )
        except IntegrityError as taken:  # proved by another account since the code was sent
            raise NotLawfulNow(_("这个号码刚刚由另一个账号验证过。"), code="phone_taken") from taken

    def set_phone_verified(self, user: User, phone: str) -> None:
        """An old number that comes back is seen again only after one more fact (`accounts.one_more_fact`)."""
        if self.get_user_by_phone(phone) != user:  # since when it is proved stays
            self.set_phone(user, phone, True)
        elif not is_number_fresh(user):
            return
        else:
            see_number(user)
        number_proved.send(User, user=user, number=user.phone)

    def get_user_by_phone(self, phone: str) -> User | None:
        """Who has proved the number. It may stand unproved in accounts of others."""
        try:
            return User.objects.filter(phone=normalise_phone(phone), phone_verified_at__isnull=False).first()
        except InvalidPhone:
            return None

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        """To a number that another account has proved goes a word about it instead."""
        if self.get_user_by_phone(phone) not in {None, user}:
            self.send_account_already_exists_sms(phone)
            return
        self._send_text(
            user,
            phone,
            _("验证码 %(code)s，15 分钟内有效。请勿告诉他人。") % {"code": code},
        )

    def send_account_already_exists_sms(self, phone: str) -> None:
        text = _("这个号码已经注册过账号，请用短信验证码登录。如果不是您本人操作，请忽略。")
        self._send_text(self.get_user_by_phone(phone), phone, text)

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        """Nothing: it would cost money, and be sent to whomever a stranger names. Counted as if it had been."""
        count_text(context.request, normalise_phone(phone), None)

    def _send_text(self, user: User | None, phone: str, text: str) -> None:
        number = normalise_phone(phone)
        count_text(context.request, number, user)
        text_message_wanted.send(User, phone=number, text=text, language=get_language() or "")

    # --- mail --------------------------------------------------------------------------------------

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        knock(request, "email_code", emailconfirmation.email_address.email.lower())
        super().send_confirmation_mail(request, emailconfirmation, signup)

    def send_account_already_exists_mail(self, email: str) -> None:
        knock(context.request, "email_code", email.lower())
        super().send_account_already_exists_mail(email)

    # --- people ------------------------------------------------------------------------------------

    @transaction.atomic
    def set_password(self, user: User, password: str) -> None:
        """The password and the end of what stood on the old one, together."""
        super().set_password(user, password)

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user.name = form.cleaned_data.get("name", "")
        user.language = get_language() or user.language
        user.signed_up = True
        # without an address it is NULL: two people without one must not collide
        form.cleaned_data["email"] = form.cleaned_data.get("email") or None
        return super().save_user(request, user, form, commit)
