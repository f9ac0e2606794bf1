"""A number that nobody has shown for long lets in with one more fact: it may have become another's meanwhile.

A step of django-allauth's between the code of a text message and the log-in (docs/decisions/0037).
"""

from __future__ import annotations

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginStage
from allauth.core.internal.httpkit import headed_redirect_response
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from .code_login import FactForm
from .codes import masked
from .exceptions import TooMany
from .known_devices import knows
from .limits import knock_from_anywhere
from .models import User
from .selectors import is_number_fresh
from .services import knows_fact, leave_number, number_proved, see_number


def number_typed_for(request: HttpRequest, user: User) -> str:
    """The number by whose code this person is coming in just now, if it is by one."""
    records = get_authentication_records(request, user)
    last = records[-1] if records else {}
    return str(last.get("phone") or "") if last.get("method") == "code" else ""


class FactStage(LoginStage):
    """Asks unless the number was shown lately, the device is known, or a second factor is asked anyway."""

    key = "one_more_fact"
    urlname = "accounts:one_more_fact"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        user = self.login.user
        if not isinstance(user, User) or not number_typed_for(self.request, user):
            return None, True
        user.refresh_from_db()
        if is_number_fresh(user) or is_mfa_enabled(user):
            return None, True
        if knows(self.request, user):
            come_by_number(user)
            return None, True
        return headed_redirect_response(self.urlname), True


def come_by_number(user: User) -> None:
    """It is theirs, and shown today."""
    see_number(user)
    number_proved.send(User, user=user, number=user.phone)


@login_stage_required(stage=FactStage.key, redirect_urlname="account_login")
@sensitive_post_parameters("fact")
@require_http_methods(["GET", "HEAD", "POST"])
def one_more_fact(request: HttpRequest) -> HttpResponse:
    """POST `leave`: the account is not theirs, or they cannot show it; else `kind` and `fact`."""
    stage: FactStage = request._login_stage  # type: ignore[attr-defined]
    user = User.objects.filter(pk=stage.login.user.pk, is_active=True).first()
    number = number_typed_for(request, stage.login.user)
    if user is None or not number or user.phone != number or user.phone_verified_at is None:
        clear_login(request)  # it has become another's meanwhile
        return redirect("account_login")
    if "leave" in request.POST:
        leave_number(user)
        clear_login(request)
        messages.success(request, _("号码已经从那个账号解除。现在可以用它注册自己的账号。"))
        return redirect("account_signup")
    form = FactForm(request.POST or None)
    if form.is_valid() and _is_right(request, user, form):
        come_by_number(user)
        answer: HttpResponse = stage.exit()
        return answer
    told = {"form": form, "number": masked(number)}
    return render(request, "accounts/one_more_fact.html", told, status=422 if form.errors else 200)


def _is_right(request: HttpRequest, user: User, form: Any) -> bool:
    """Guesses are counted for the account from anywhere: whoever types here has its number already."""
    try:
        counted = knock_from_anywhere(request, "old_number_facts", str(user.pk))
    except TooMany as refusal:
        form.add_error("fact", refusal.message)
        return False
    if knows_fact(user, **form.cleaned_data):
        counted.take_back()
        return True
    form.add_error("fact", _("填写的内容对不上。"))
    return False
