from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.selectors import InvalidPhone, normalise_phone
from inputs.fields import CodeField


class NotMineForm(forms.Form):
    """Which case the message names, and where it came."""

    reference = CodeField(
        label=_("消息里的案件编号"),
        max_length=20,
        help_text=_("JF 开头，例如 JF-2026-000123。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    contact = forms.CharField(
        label=_("收到消息的手机号码或者邮箱"),
        max_length=254,
        help_text=_("就是您自己的、收到这条消息的号码或者邮箱。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_reference(self):
        return self.cleaned_data["reference"].strip().upper()

    def clean_contact(self):
        text = self.cleaned_data["contact"].strip()
        if "@" in text:
            return text
        try:
            return normalise_phone(text)
        except InvalidPhone as error:
            raise forms.ValidationError(_("请填写完整的手机号码或者邮箱。"), code="no_contact") from error
