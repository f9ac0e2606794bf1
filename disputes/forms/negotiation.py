from django import forms
from django.utils.translation import gettext_lazy as _

from .fields import long_text


class MessageForm(forms.Form):
    """The words that go with an offer."""

    message = forms.CharField(
        label=_("想对对方说的话"),
        max_length=2000,
        required=False,
        help_text=_("说明您为什么这样提议。对方接受以后，这段话会写进和解协议。"),
        widget=long_text(3),
    )
    accelerates = forms.BooleanField(
        label=_("分期付的：有一期逾期不付，收款的一方可以要求余款全部付清"), required=False
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("原因"), max_length=500, required=False, widget=long_text(3))
