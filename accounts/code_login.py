"""Coming in by a code, without a password: by whoever has proved a contact, and by guests of a case.

The steps are django-allauth's. Ours is that nothing tells a known contact from an unknown one: the same pages, the same
counts and the same waiting times; and that whoever comes in by a contact that nobody had proved finds nobody else in.
"""

from __future__ import annotations

import time
from typing import Any

from allauth.account import forms as account_forms
from allauth.account import views as account_views
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.flows.password_change import finalize_password_set
from allauth.account.models import EmailAddress
from allauth.core import context
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from inputs.fields import NameField

from .codes import masked
from .entrance import Patient
from .exceptions import TooMany
from .forms import ContactField
from .limits import knock_from_anywhere
from .models import User
from .selectors import is_guest, owner_of
from .services import end_all_sessions
from .signals import guest_wanted
from .states import Fact
from .texts import count_mail

FRESH = 5 * 60  # seconds

# --- forms ----------------------------------------------------------------------------------------


class RequestCodeForm(forms.Form):
    """Where the code goes. Whether anybody is known by it is answered by the code alone."""

    contact = ContactField(
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
        help_text=_("验证码会发到这里。"),
    )
    name = NameField(
        label=_("您在案件中的姓名"),
        max_length=80,
        required=False,
        help_text=_("没有注册过、只凭查阅码进过案件的，请填写；有账号的不用填。"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    _user: User | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if contact := cleaned.get("contact"):
            cleaned["email" if "@" in contact else "phone"] = contact
            self._user = owner_of(contact) or guest_by(contact, cleaned.get("name", ""))
        return cleaned


class FactForm(forms.Form):
    """One more fact of an account under one's own number."""

    kind = forms.ChoiceField(label=_("您知道其中的哪一项"), choices=Fact, widget=forms.RadioSelect)
    fact = forms.CharField(
        label=_("填在这里"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class _CountedTry(account_forms.BaseConfirmCodeForm):
    """Tries that arrive at the same moment all read the same session: they are counted outside of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("验证码")
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}
        self.fields["code"].widget.attrs.pop("placeholder", None)

    def clean_code(self) -> str:
        try:
            knock_from_anywhere(context.request, "code_tries", context.request.session.session_key or "")
        except TooMany as refusal:
            raise forms.ValidationError(refusal.message, code=refusal.code) from refusal
        code: str = super().clean_code()
        return code


class LoginCodeForm(_CountedTry, account_forms.ConfirmLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "text"  # a mail has letters


class PhoneCodeForm(_CountedTry, account_forms.VerifyPhoneForm): ...


# --- steps ----------------------------------------------------------------------------------------


class CodeLogin(LoginCodeVerificationProcess):
    """Where django-allauth tells somebody from nobody: sending the code again."""

    def generate_code(self) -> str:
        if self.user is not None:
            code: str = super().generate_code()
            return code
        self.state["code"] = ""
        return ""

    def send(self, skip_enumeration_mails: bool = False) -> None:
        if email := self.state.get("email"):
            count_mail(self.request, email)
        super().send()


def guest_by(contact: str, name: str) -> User | None:
    """The guest of a recent case under this contact and name."""
    if not name:
        return None
    answers = guest_wanted.send(User, contact=contact, name=name)
    found = next((pk for _receiver, pk in answers if pk is not None), None)
    return User.objects.filter(pk=found, is_active=True).first() if found is not None else None


def begin_code_login(request: HttpRequest, user: User | None, contact: str) -> None:
    """Send the code, or nothing where nobody is known; either is counted. Raises `TooMany`."""
    count_code(request, user, contact)
    by_mail = {"email": contact} if "@" in contact else {"phone": contact}
    LoginCodeVerificationProcess.initiate(request=request, user=user, **by_mail)


def count_code(request: HttpRequest, user: User | None, contact: str) -> None:
    """A text message is counted where it goes out, or would."""
    if "@" not in contact:
        return
    count_mail(request, contact)
    if user is not None and is_guest(user):  # what is proved must be written down first
        EmailAddress.objects.get_or_create(user=user, email=contact)


def require_still_theirs(user: User, contact: str) -> None:
    """Between the code's way out and back somebody else may have proved the contact, or set a password here.

    Who comes back to a guest's account is alone in it: whatever session was open there has ended.
    """
    owner = owner_of(contact)
    if owner == user:
        return
    if owner is not None or not is_guest(user):
        raise forms.ValidationError(_("这个联系方式刚刚由另一个账号验证过。"), code="contact_taken")
    end_all_sessions(user)


def came_by_code(request: HttpRequest) -> bool:
    """Whether a code was typed in this session less than five minutes ago."""
    records = get_authentication_records(request, request.user)
    return any(
        record.get("method") == "code" and time.time() - record.get("at", 0) < FRESH for record in records
    )


# --- pages ----------------------------------------------------------------------------------------


class RequestCodeView(Patient, account_views.RequestLoginCodeView):
    def count(self, form: forms.Form) -> None:
        assert isinstance(form, RequestCodeForm)
        count_code(self.request, form._user, form.cleaned_data["contact"])


class _Resending:
    """`resend` that came too early is answered on the page, where the code can still be typed."""

    request: HttpRequest

    def _resend_form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            response: HttpResponse = super()._resend_form_valid(form)  # type: ignore[misc]
        except TooMany as refusal:
            messages.error(self.request, str(refusal.message))
            self._action = "verify"
            blank = self.get_form_class()()  # type: ignore[attr-defined]
            return self.render_to_response(self.get_context_data(form=blank))  # type: ignore[attr-defined]
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return found | {"recipient": masked(found.get("email") or found.get("phone") or "")}


class ConfirmCodeView(_Resending, account_views.ConfirmLoginCodeView):
    def _verify_form_valid(self, form: forms.Form) -> HttpResponse:
        contact = self._process.state.get("phone") or self._process.state["email"]
        try:
            with transaction.atomic():
                require_still_theirs(self._process.user, contact)
                response: HttpResponse = super()._verify_form_valid(form)
                return response
        except forms.ValidationError as refusal:
            form.add_error("code", refusal)
            return self.form_invalid(form)

    def _resend_form_valid(self, form: forms.Form) -> HttpResponse:
        self._process = CodeLogin(self.stage)
        return super()._resend_form_valid(form)


class VerifySignupView(_Resending, account_views._VerifyPhoneSignupView):
    """The phone of somebody who signs up: the code, another one, or another number."""

    def _change_form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            response: HttpResponse = super()._change_form_valid(form)
        except TooMany as refusal:
            form.add_error("phone", str(refusal.message))
            return self._change_form_invalid(form)
        return response


class VerifyChangeView(_Resending, account_views._VerifyPhoneChangeView):
    """The new phone of somebody who is logged in."""


confirm_code = ConfirmCodeView.as_view()


@login_not_required
def verify_phone(request: HttpRequest) -> HttpResponse:
    view = VerifyChangeView if request.user.is_authenticated else VerifySignupView
    response: HttpResponse = view.as_view()(request)
    return response


@login_required
@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """Forgotten: who has just come in by a code chooses another. Every other session ends."""
    if not came_by_code(request):
        return redirect("account_change_password")
    form = account_forms.SetPasswordForm(request.user, request.POST or None)
    if form.is_valid():
        form.save()
        finalize_password_set(request, request.user)
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/new_password.html", {"form": form}, status=422 if form.errors else 200)
