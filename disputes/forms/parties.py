from django import forms
from django.utils.translation import gettext_lazy as _

from inputs.fields import NameField

from ..states import PartyKind, PartyRole
from .fields import PhoneField


class PartyForm(forms.Form):
    """Somebody else who belongs in the case."""

    role = forms.ChoiceField(
        label=_("以什么身份加入"),
        choices=[c for c in PartyRole.choices if c[0] != PartyRole.COMPLAINANT],
        widget=forms.RadioSelect,
    )
    name = NameField(label=_("姓名或名称"), max_length=120)
    kind = forms.ChoiceField(label=_("个人还是单位"), choices=PartyKind, initial=PartyKind.PERSON)
    phone = PhoneField(label=_("联系电话"), required=False, help_text=_("查阅码会发到这里。"))
    email = forms.EmailField(label=_("电子邮箱"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].explanations = {
            PartyRole.RESPONDENT: _("对诉求承担责任的一方：会收到答辩通知，参加协商和调解，可以签署协议。"),
            PartyRole.THIRD_PARTY: _("与结果有关或者了解情况的人：可以查看、发言，不签署协议。"),
        }
