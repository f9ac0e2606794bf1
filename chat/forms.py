from __future__ import annotations

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _


class SayForm(forms.Form):
    """What a person sends. How long and how fast it may be is the room's business: it keeps the text."""

    text = forms.CharField(label=_("消息"), required=False, strip=False, widget=forms.Textarea)
    client_id = forms.RegexField(r"^[\w.:-]{1,64}$", required=False)
    reply_to = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    evidence = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)

    def draft(self) -> dict[str, object]:
        evidence = self.cleaned_data["evidence"]
        return {
            "text": self.cleaned_data["text"],
            "client_id": self.cleaned_data["client_id"] or uuid.uuid4().hex,
            "reply_to": self.cleaned_data["reply_to"],
            "data": {"evidence": evidence} if evidence else {},
        }


class RewordForm(forms.Form):
    text = forms.CharField(label=_("消息"), strip=False, widget=forms.Textarea(attrs={"rows": 5}))


class WhereForm(forms.Form):
    """Which part of a room is looked at."""

    after = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    before = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    rev = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    reply_to = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    q = forms.CharField(required=False, max_length=100)
