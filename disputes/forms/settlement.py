from django import forms
from django.utils.translation import gettext_lazy as _

from .fields import day_field, today


class ClaimDoneForm(forms.Form):
    note = forms.CharField(
        label=_("怎么履行的"),
        max_length=500,
        required=False,
        help_text=_("例如转账时间和流水号。凭证可以在证据页面上传。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ExtendForm(forms.Form):
    due_on = day_field(label=_("新的期限"))

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day < today():
            raise forms.ValidationError(_("新的履行日期不能早于今天。"), code="past")
        if day.year > today().year + 10:
            raise forms.ValidationError(_("请检查日期。"), code="odd_date")
        return day
