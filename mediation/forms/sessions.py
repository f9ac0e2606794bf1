"""The talk, the agreement, the record, the end."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rulebook.selectors import ground as ground_of

from .requesting import words


class MessageForm(forms.Form):
    message = forms.CharField(label=_("对各方的说明"), required=False, max_length=3000, widget=words(3))


class TextForm(forms.Form):
    text = forms.CharField(label=_("内容"), max_length=3000, widget=words())


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=500, widget=words(3))

    def __init__(self, *args, is_optional=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = not is_optional


class TerminateForm(forms.Form):
    ground = forms.ChoiceField(label=_("终止依据"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("理由"),
        max_length=3000,
        help_text=_(
            "会写进终止调解决定书，不要写单独会谈的内容。涉嫌虚假调解或者犯罪的，只封存，不写进文书。"
        ),
        widget=words(),
    )

    def __init__(self, *args, codes, **kwargs):
        super().__init__(*args, **kwargs)
        found = [ground_of(code) for code in codes]
        self.fields["ground"].choices = [(ground.code, ground.label) for ground in found]
        self.fields["ground"].explanations = {ground.code: ground.source for ground in found}


class AgreementForm(forms.Form):
    facts = forms.CharField(label=_("主要事实"), max_length=10_000, widget=words(5))
    disputed_items = forms.CharField(label=_("争议事项及各方责任"), max_length=10_000, widget=words())
    performance = forms.CharField(
        label=_("履行方式"),
        required=False,
        max_length=3000,
        help_text=_("怎么付、付到哪个账户、分几期；怎么交付、谁验收。"),
        widget=words(3),
    )
    default_clause = forms.CharField(
        label=_("违约约定"),
        required=False,
        max_length=3000,
        help_text=_("不按约定履行时怎么办，例如违约金、全部到期。"),
        widget=words(2),
    )
    accelerates = forms.BooleanField(
        label=_("约定：一期逾期不付，权利人可以要求余款全部立即付清"),
        required=False,
        help_text=_("分期付款时才需要。会写进协议文字。"),
    )
    wants_confirmation = forms.BooleanField(label=_("约定生效后三十日内共同申请司法确认"), required=False)


class SignForm(forms.Form):
    """The name typed, and one of two ways to make sure that it is they."""

    typed_name = forms.CharField(
        label=_("输入您的姓名"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    password = forms.CharField(
        label=_("登录密码"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=_("一次性验证码"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    has_read = forms.BooleanField(label=_("我已经读完并同意上面的协议文字"))

    def __init__(self, *args, has_password=True, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_password:
            del self.fields["password"]

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("password") and not cleaned.get("code"):
            raise forms.ValidationError(_("请输入登录密码，或者获取并输入验证码。"), code="no_proof")
        return cleaned


class RecordForm(forms.Form):
    summary = forms.CharField(
        label=_("调解经过"),
        max_length=20_000,
        help_text=_("只写各方共同参加的过程。单独会谈的内容不要写进来。"),
        widget=words(8),
    )
    undisputed = forms.CharField(label=_("无争议事实"), required=False, max_length=10_000, widget=words())


class ConfirmRecordForm(forms.Form):
    objection = forms.CharField(
        label=_("异议"), required=False, max_length=3000, help_text=_("没有异议就不用填。"), widget=words(3)
    )
