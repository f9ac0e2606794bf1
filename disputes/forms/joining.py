from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.selectors import InvalidPhone, normalise_phone
from inputs.fields import CodeField, NameField

from ..states import Mandate
from .fields import PhoneField


class CodeForm(forms.Form):
    code = CodeField(
        label=_("查阅码"),
        max_length=40,
        help_text=_("通知里的 10 位字母和数字，大小写都可以。"),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class MandateCodeForm(CodeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("邀请码")
        self.fields["code"].help_text = _("邀请里的 10 位字母和数字，大小写都可以。")


class JoinForm(forms.Form):
    """Who is there. The code says for which party; the name may be put right."""

    name = NameField(
        is_own=True,
        label=_("您的姓名或单位名称"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = PhoneField(label=_("手机号码"), required=False)
    email = forms.EmailField(
        label=_("电子邮箱"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    fact = CodeField(
        max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    )

    def __init__(self, *args, asks="", asks_contact=True, **kwargs):
        """`asks`: the fact beside the code (services.fact_asked_of). `asks_contact`: not of whom the post reaches."""
        super().__init__(*args, **kwargs)
        self.asks_contact = asks_contact
        if not asks:
            del self.fields["fact"]
            return
        label = _("证件号码的最后六位") if asks == "id_number" else _("在窗口约定的六位数字")
        self.fields["fact"].label = label
        self.order_fields(["fact"])

    def clean(self):
        cleaned = super().clean()
        is_missing = self.asks_contact and not (cleaned.get("phone") or cleaned.get("email"))
        if not self.errors and is_missing:
            self.add_error("phone", _("手机号码和电子邮箱至少填写一项，文书好送到您手上。"))
        return cleaned


class RepresentativeForm(forms.Form):
    name = NameField(is_own=True, label=_("代理人姓名"), max_length=80)
    contact = forms.CharField(
        label=_("代理人的手机号码或电子邮箱"),
        max_length=254,
        help_text=_("我们把邀请码发过去，代理人登录后输入邀请码接受，才能看到本案。"),
    )
    mandate = forms.ChoiceField(label=_("委托权限"), choices=Mandate, widget=forms.RadioSelect)
    agrees = forms.BooleanField(label=_("我已经签署授权委托书，并把它作为证据上传或者将提交原件"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mandate"].explanations = {
            Mandate.GENERAL: _("可以查看案件、提交材料、参加协商，不能替您和解、放弃或者撤回。"),
            Mandate.SPECIAL: _("还可以替您提出和接受方案、放弃请求、撤回投诉。"),
        }

    def clean_contact(self):
        text = self.cleaned_data["contact"].strip()
        if "@" in text:
            return forms.EmailField().clean(text)
        try:
            return normalise_phone(text)
        except InvalidPhone as error:
            raise forms.ValidationError(
                error.hint or _("请填写正确的手机号码或电子邮箱。"), code="invalid_contact"
            ) from error
