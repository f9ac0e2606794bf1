from django import forms
from django.utils.translation import gettext_lazy as _

from ..states import PaymentMethod
from .fields import MoneyField, day_field, long_text, today


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


class PaymentForm(forms.Form):
    """One payment, whole or in part; begun with what is still to be paid, today."""

    amount = MoneyField(label=_("付了多少"), min_value=None)
    paid_on = day_field(label=_("哪天付的"))
    method = forms.ChoiceField(label=_("怎么付的"), choices=PaymentMethod.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("流水号或者说明"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    receipt = forms.FileField(
        label=_("付款凭证"),
        required=False,
        help_text=_("转账截图、回单或者收条的照片。对方看得到，同时存进证据。可以不传。"),
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,application/pdf"}),
    )
    pays_more = forms.BooleanField(label=_("金额没有写错，确实付得比欠的多"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_bound:  # asked only when there is a reason to ask
            del self.fields["pays_more"]

    def clean_amount(self):
        amount = self.cleaned_data["amount"]
        if amount <= 0:
            raise forms.ValidationError(_("请写明付了多少钱。"), code="no_amount")
        return amount

    def clean_paid_on(self):
        day = self.cleaned_data["paid_on"]
        if day > today():
            raise forms.ValidationError(_("付款日期不能晚于今天。"), code="future")
        if day.year < today().year - 10:
            raise forms.ValidationError(_("请检查日期。"), code="odd_date")
        return day


class AskForTimeForm(ExtendForm):
    reason = forms.CharField(label=_("为什么需要延期"), max_length=500, required=False, widget=long_text(2))


class ContestForm(forms.Form):
    reason = forms.CharField(
        label=_("说明"),
        max_length=500,
        required=False,
        help_text=_("例如：账户里没有这笔钱；金额不对。对方会读到。"),
        widget=long_text(2),
    )
