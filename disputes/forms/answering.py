"""The respondent's reply: first what they say, then claim by claim."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..states import Stance
from .fields import MoneyField, long_text


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("您的答复意见"),
        max_length=20_000,
        help_text=_("对方说的哪些是事实，哪些不是；您的理由和依据是什么。"),
        widget=long_text(9),
    )


class ClaimAnswerForm(forms.Form):
    stance = forms.ChoiceField(label=_("您的态度"), choices=Stance, widget=forms.RadioSelect)
    amount = MoneyField(label=_("愿意支付的金额"), required=False)
    note = forms.CharField(label=_("说明"), max_length=500, required=False)

    def __init__(self, *args, claim, **kwargs):
        super().__init__(*args, prefix=f"claim-{claim.pk}", **kwargs)
        self.claim = claim
        if claim.amount is None:
            del self.fields["amount"]

    def clean(self):
        cleaned = super().clean()
        amount = cleaned.get("amount")
        if amount is not None and self.claim.amount is not None and amount > self.claim.amount:
            self.add_error("amount", _("不需要超过对方请求的金额。"))
        if cleaned.get("stance") == Stance.PARTLY and amount is None and not cleaned.get("note"):
            self.add_error("note", _("请写明同意哪一部分。"))
        return cleaned

    def as_answer(self):
        """For `services.answer_complaint`."""
        data = self.cleaned_data
        amount = data.get("amount") if data["stance"] == Stance.PARTLY else None
        return {"stance": data["stance"], "amount": amount, "note": data["note"]}


def claim_answer_forms(claims, data=None):
    return [ClaimAnswerForm(data, claim=claim) for claim in claims]
