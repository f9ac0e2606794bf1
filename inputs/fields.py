"""Form fields for what people type by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .money import NotASum, parse_yuan
from .words import claims_role, clean_name, plain_code


class NameField(forms.CharField):
    """A name, cleaned. `is_own`: somebody's own name, which may claim no office."""

    def __init__(self, *, is_own: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.is_own = is_own

    def to_python(self, value: Any) -> str:
        return clean_name(super().to_python(value) or "")

    def clean(self, value: Any) -> str:
        name: str = super().clean(value)
        if self.is_own and claims_role(name):
            raise forms.ValidationError(
                _("姓名里不要写身份或者职务，例如“调解员”“法官”“客服”。身份由平台显示。"), code="claims_role"
            )
        return name


class CodeField(forms.CharField):
    """A printed code: also in full width, with blanks, or with what a messenger put between."""

    def to_python(self, value: Any) -> str:
        return plain_code(super().to_python(value) or "")


class MoneyField(forms.DecimalField):
    """Yuan, with cents. What is not surely understood is refused, with how to write it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 14)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            return parse_yuan(str(value))
        except NotASum as refusal:
            raise forms.ValidationError(refusal.hint, code="invalid") from refusal  # type: ignore[arg-type]
