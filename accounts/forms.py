from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SignupForm(forms.Form):
    """The part of signing up that is ours; django-allauth adds e-mail, phone and password."""

    name = forms.CharField(
        label=_("姓名"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    agrees = forms.BooleanField(label=_("我已阅读并同意隐私政策"))

    field_order = ["name", "phone", "email", "password1", "agrees"]

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not (cleaned.get("email") or cleaned.get("phone")):
            raise forms.ValidationError(_("手机号码和电子邮箱至少填写一项。"), code="no_contact")
        return cleaned

    def signup(self, request, user):
        from .services import give_consent

        give_consent(user, kind="privacy", by=user)
