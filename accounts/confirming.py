"""A fresh code for whoever is asked who they are and has, or wants, no password: django-allauth's page, our code."""

from __future__ import annotations

from typing import Any

from allauth.account.views import BaseReauthenticateView
from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from .codes import masked
from .exceptions import NotLawfulNow, TooMany
from .forms import ShortCodeForm
from .models import SentCode
from .reauthentication import contacts_for_codes, note_proof
from .services import see_number, send_code, take_code, waiting_code
from .states import CodePurpose
from .texts import count_words

SENT = "accounts.confirming"


@method_decorator([login_required, never_cache], name="dispatch")
class ConfirmView(BaseReauthenticateView):
    """POST `send` (which contact) sends a code there, POST `code` is the answer to it."""

    form_class = ShortCodeForm
    template_name = "accounts/confirm.html"

    def _check_reauthentication_method_available(self, request: HttpRequest) -> HttpResponse | None:
        """Without a contact that is old enough this page says so, and how to go on."""
        return None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "send" in request.POST:
            return self._send(request.POST["send"])
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer

    def _send(self, which: str) -> HttpResponse:
        """`which`: its place in the list, so that an address is never named by the visitor."""
        contacts = dict(enumerate(contacts_for_codes(self.request)))
        contact = contacts.get(int(which) if which.isascii() and which.isdecimal() and len(which) < 4 else -1)
        if contact is None:
            return redirect(self.passthrough_next_url(self.request.path))
        try:
            count_words(self.request, contact, self.request.user)
        except TooMany as refusal:
            form = ShortCodeForm({})
            form.errors.clear()
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        sent = send_code(
            self.request.user,
            contact,
            purpose=CodePurpose.REAUTHENTICATION,
            subject=_("【解纷】您的验证码"),
            template="messages/contact_code.txt",
        )
        self.request.session[SENT] = sent.pk
        return redirect(self.passthrough_next_url(self.request.path))

    def form_valid(self, form: forms.Form) -> HttpResponse:
        sent = self._sent()
        try:
            is_right = sent is not None and take_code(sent, form.cleaned_data["code"])
        except NotLawfulNow as refusal:
            form.add_error("code", refusal.message)
            return self.form_invalid(form)
        if sent is None or not is_right:
            form.add_error("code", _("验证码不正确。") if sent else _("验证码已经失效，请重新获取。"))
            return self.form_invalid(form)
        del self.request.session[SENT]
        note_proof(self.request, "code", sent_to=masked(sent.contact))
        if "@" not in sent.contact:
            see_number(self.request.user)
        answer: HttpResponse = super().form_valid(form)
        return answer

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _sent(self) -> SentCode | None:
        """Nor does a code count that went to a contact which is not theirs any more."""
        sent = waiting_code(
            self.request.user, self.request.session.get(SENT), purpose=CodePurpose.REAUTHENTICATION
        )
        return sent if sent is not None and sent.contact in contacts_for_codes(self.request) else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sent = self._sent()
        contacts = [masked(contact) for contact in contacts_for_codes(self.request)]
        told = {"contacts": contacts, "sent_to": masked(sent.contact) if sent else ""}
        return super().get_context_data(**kwargs) | told
