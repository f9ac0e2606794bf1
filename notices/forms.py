from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class DirectServiceForm(forms.Form):
    received_by = forms.CharField(label=_("签收人姓名"), max_length=80)
    relation = forms.CharField(
        label=_("与受送达人的关系"), max_length=40, required=False, help_text=_("本人签收的不用填。")
    )
    at = forms.DateTimeField(
        label=_("签收时间"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("不填即为现在。"),
    )
    remark = forms.CharField(label=_("备注"), max_length=200, required=False)
