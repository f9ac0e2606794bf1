"""What is asked: one row a claim."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rulebook.exceptions import NoSuchTerm
from rulebook.selectors import category, remedies, remedy

from .fields import MoneyField
from .rows import Rows, rows_of

MOST = 20


def remedy_choices(category_code):
    """What fits the category first, then everything."""
    try:
        fitting = remedies(category(category_code).remedies)
    except NoSuchTerm:
        fitting = []
    others = [found for found in remedies() if found not in fitting]
    return [
        ("", _("请选择")),
        (_("这类纠纷常见的"), [(found.code, found.label) for found in fitting]),
        (_("其他请求"), [(found.code, found.label) for found in others]),
    ]


class ClaimForm(forms.Form):
    remedy = forms.ChoiceField(label=_("请求"))
    amount = MoneyField(label=_("金额"), required=False)
    detail = forms.CharField(
        label=_("说明"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, category_code="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["remedy"].choices = remedy_choices(category_code)

    def clean(self):
        cleaned = super().clean()
        code = cleaned.get("remedy")
        if not code or "amount" in self.errors:
            return cleaned
        takes_amount = remedy(code).takes_amount
        if takes_amount and cleaned.get("amount") is None and not cleaned.get("detail"):
            self.add_error("amount", _("请填写金额；还算不出来的，请在说明里写怎么算。"))
        if not takes_amount and not cleaned.get("detail") and code == "other":
            self.add_error("detail", _("请写明您的请求。"))
        return cleaned


class ClaimRows(Rows):
    def clean(self):
        if not any(self.errors) and not self.filled:
            raise forms.ValidationError(_("请至少写一项您的请求。"), code="no_claims")


def claim_rows(data=None, *, category_code, claims=(), initial=()):
    """Bound to `data`, or showing the claims that are stored, or `initial`: rows as they were typed."""
    initial = list(initial) or [
        {"remedy": claim.remedy, "amount": claim.amount, "detail": claim.detail} for claim in claims
    ]
    formset = rows_of(ClaimForm, ClaimRows, most=MOST)
    return formset(data, initial=initial, prefix="claims", form_kwargs={"category_code": category_code})
