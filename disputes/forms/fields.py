"""Fields that several forms share."""

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.selectors import InvalidPhone, normalise_phone
from inputs.fields import CodeField, MoneyField, NameField

__all__ = [
    "CodeField",
    "MoneyField",
    "NameField",
    "PhoneField",
    "day_field",
    "long_text",
    "six_digits",
    "today",
]


class PhoneField(forms.CharField):
    """As people write it; kept as E.164."""

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"})
        )
        super().__init__(**kwargs)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return text
        try:
            return normalise_phone(text)
        except InvalidPhone as error:
            raise forms.ValidationError(
                error.hint or _("请填写正确的电话号码。"), code="invalid_phone"
            ) from error


def day_field(**kwargs):
    kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    return forms.DateField(**kwargs)


def six_digits():
    """What somebody without an identity number agrees on at the window, to come in by a code later."""
    return CodeField(
        label=_("约定的六位数字"),
        required=False,
        max_length=20,
        help_text=_("没有填证件号码的，请本人说一个记得住的六位数字。以后凭信里的查阅码进入时要核对。"),
        validators=[RegexValidator(r"\A[0-9]{6}\Z", _("请填六位数字。"))],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


def long_text(rows=4, **attrs):
    return forms.Textarea(attrs={"rows": rows, **attrs})


def today():
    return timezone.localdate()
