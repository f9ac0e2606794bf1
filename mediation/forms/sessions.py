"""The talk, the signing, the end."""

from django import forms
from django.utils.translation import gettext_lazy as _

from inputs.fields import NameField
from notices.drawings import MOST_LETTERS, NotADrawing, strokes_of
from rulebook.selectors import ground as ground_of

from .requesting import words


class MessageForm(forms.Form):
    message = forms.CharField(label=_("对各方的说明"), required=False, max_length=3000, widget=words(3))


class TextForm(forms.Form):
    text = forms.CharField(label=_("内容"), max_length=3000, widget=words())


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=500, widget=words(3))

    def __init__(self, *args, is_optional=False, is_kept=False, **kwargs):
        super().__init__(*args, **kwargs)
        if is_kept:
            self.fields["reason"].label = _("退出的原因（可以不写）")
            self.fields["reason"].help_text = _("不写进文书，对方看不到。")
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


class SignForm(forms.Form):
    """The name typed or written by hand, and one of two ways to make sure that it is they."""

    strokes = forms.CharField(required=False, max_length=MOST_LETTERS, widget=forms.HiddenInput)
    typed_name = NameField(
        label=_("输入您的姓名"),
        required=False,
        help_text=_("已经手写签名的，可以不填。"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
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

    def __init__(self, *args, has_password=True, is_sure=False, **kwargs):
        """`is_sure`: they have just shown who they are, and are not asked twice."""
        super().__init__(*args, **kwargs)
        self.is_sure = is_sure
        if is_sure or not has_password:
            del self.fields["password"]
        if is_sure:
            del self.fields["code"]

    def clean_strokes(self):
        text = self.cleaned_data["strokes"]
        try:
            return strokes_of(text) if text else []
        except NotADrawing as error:
            raise forms.ValidationError(
                _("手写签名不完整，请重写一遍，或者输入姓名。"), code="no_drawing"
            ) from error

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("typed_name") and not cleaned.get("strokes") and "strokes" not in self.errors:
            self.add_error("typed_name", _("请输入姓名，或者在上面手写签名。"))
        if not self.is_sure and not cleaned.get("password") and not cleaned.get("code"):
            raise forms.ValidationError(_("请输入登录密码，或者获取并输入验证码。"), code="no_proof")
        return cleaned
