"""How people come in: django-allauth's forms and pages, with our limits, and the same answer for known and unknown."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.account import views as account_views
from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage
from allauth.core import context
from allauth.mfa.base import forms as mfa_forms
from django import forms
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from .exceptions import TooMany
from .known_devices import knows
from .limits import Knock, knock, knock_from_anywhere
from .models import User
from .selectors import is_held, owner_of

# --- forms ----------------------------------------------------------------------------------------


class CompleteSignupForm(account_forms.SignupForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label, self.fields["email"].required = _("电子邮箱"), False
        self.fields["email"].widget.is_required = False

        self.fields["password1"].label = _("密码")
        self.fields["password1"].help_text = _(
            "不填的话，以后用短信或者邮件里的验证码登录。要填就至少 8 位，不要用常见的密码。"
        )

    def _clean_phone(self) -> None:
        """A number may stand unproved in many accounts. Whether one has proved it, only the text message tells."""

    def validate_unique_email(self, value: str) -> str:
        """Taken is an address that somebody has proved. Whoever only wrote it down keeps nobody out."""
        self.account_already_exists = EmailAddress.objects.filter(email=value, verified=True).exists()
        return value

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("email") and cleaned.get("phone"):
            # the code for one would tell whether the other is taken
            self.add_error("email", _("手机号码和电子邮箱请先填一项；另一项登录后在“个人资料”里添加。"))
        return cleaned

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """A known address takes as long as a new one, whose password is hashed."""
        if self.account_already_exists and self.cleaned_data.get("password1"):
            make_password(self.cleaned_data["password1"])
        saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
        return saved


class EmailCodeForm(account_forms.ConfirmEmailVerificationCodeForm):
    def clean_code(self) -> str:
        """The right code proves the address, unless another account has proved it since the mail was sent."""
        code: str = account_forms.BaseConfirmCodeForm.clean_code(self)
        if owner_of(self.email) != self.user and is_held(self.email):
            raise forms.ValidationError(_("这个联系方式刚刚由另一个账号验证过。"), code="contact_taken")
        return code


class ResetPasswordForm(account_forms.ResetPasswordForm):
    users: list[User]

    def clean_email(self) -> str:
        """Only who has proved the address: it may stand in accounts of others."""
        email: str = super().clean_email()
        proved = EmailAddress.objects.filter(email=email.lower(), verified=True).values_list(
            "user_id", flat=True
        )
        self.users = [user for user in self.users if user.pk in set(proved)]
        return email


class _CountedCode(forms.Form):
    """Who types a second factor has given the password: that account is counted from anywhere, too."""

    user: User

    def clean_code(self) -> str:
        request = context.request
        try:
            knocks = [knock(request, "second_factor", str(self.user.pk))]
            if not knows(request, self.user):
                knocks.append(knock_from_anywhere(request, "second_factors_of", str(self.user.pk)))
        except TooMany as refusal:
            raise forms.ValidationError(refusal.message, code=refusal.code) from refusal
        code: str = super().clean_code()  # type: ignore[misc]
        take_back(knocks)
        return code


class AuthenticateForm(_CountedCode, mfa_forms.AuthenticateForm): ...


class ReauthenticateForm(_CountedCode, mfa_forms.ReauthenticateForm): ...


def take_back(knocks: list[Knock]) -> None:
    for counted in knocks:
        counted.take_back()


class EmailStage(EmailVerificationStage):
    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Who has proved a phone has proved enough to come in."""
        if self.login.user is not None and self.login.user.phone_verified_at and not self.login.email:
            return None, True
        handled: tuple[HttpResponse | None, bool] = super().handle()
        return handled


# --- pages ----------------------------------------------------------------------------------------


class Patient:
    """A form that came too often comes back with what was typed, and the time to wait."""

    request: HttpRequest

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            with transaction.atomic():  # whoever is not told a code leaves no account behind
                self.count(form)
                return super().form_valid(form)  # type: ignore[misc]
        except TooMany as refusal:
            form.add_error(None, str(refusal.message))
            return self.form_invalid(form)  # type: ignore[attr-defined]

    def count(self, form: forms.Form) -> None: ...


class LoginView(Patient, account_views.LoginView): ...


class SignupView(Patient, account_views.SignupView):
    def count(self, form: forms.Form) -> None:
        knock(self.request, "sign_ups_from")


class PasswordResetView(Patient, account_views.PasswordResetView):
    def count(self, form: forms.Form) -> None:
        knock(self.request, "resets_from")
        knock(self.request, "reset", form.cleaned_data["email"].lower())
