from __future__ import annotations

from django import forms
from django.conf import settings
from django.urls import reverse_lazy
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from inputs.fields import NameField

from .exceptions import NotValid
from .identity.numbers import InvalidNumber, normalise_number
from .phones import InvalidPhone, normalise_phone
from .selectors import staff_of
from .services import give_consent, normalise_contact
from .services.identity import IMAGE_MAX_BYTES
from .states import ROLES_OF_KIND, ConsentKind, IdentityDocument, Role

format_html_lazy = lazy(format_html, SafeString)


class SignupForm(forms.Form):
    """The part of signing up that is ours; django-allauth adds e-mail, phone and password."""

    name = NameField(
        is_own=True, label=_("姓名"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    agrees = forms.BooleanField(
        label=_("我已阅读并同意隐私政策"),
        help_text=format_html_lazy(
            '<a href="{}" target="_blank" rel="noopener">{}</a>',
            reverse_lazy("accounts:privacy_policy"),
            _("阅读隐私政策"),
        ),
    )

    field_order = ["name", "phone", "email", "password1", "agrees"]

    def clean(self):
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned.get("email") or cleaned.get("phone")):
            raise forms.ValidationError(_("手机号码和电子邮箱至少填写一项。"), code="no_contact")
        return cleaned

    def signup(self, request, user):
        give_consent(user, kind=ConsentKind.PRIVACY, by=user)


class PhoneInput(forms.CharField):
    """A number as people write it; its value is E.164."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("手机号码"))
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})
        )
        super().__init__(**kwargs)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return ""
        try:
            return normalise_phone(text)
        except InvalidPhone as error:
            raise forms.ValidationError(
                error.hint or _("请填写正确的手机号码；境外号码请带国家代码，例如 +44。")
            ) from error


class ProfileForm(forms.Form):
    name = NameField(
        is_own=True, label=_("姓名"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    language = forms.ChoiceField(
        label=_("语言"), choices=settings.LANGUAGES, help_text=_("通知和文书用这种语言写给您。")
    )
    wants_mail = forms.BooleanField(label=_("案件有进展时发邮件提醒我"), required=False)


class ContactField(forms.CharField):
    """A phone number or an e-mail address; its value is E.164 or small letters."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("手机号码或电子邮箱"))
        super().__init__(max_length=254, **kwargs)

    def clean(self, value):
        text = super().clean(value)
        try:
            return normalise_contact(text) if text else ""
        except NotValid as refusal:
            raise forms.ValidationError(refusal.message, code=refusal.code) from refusal


class ClaimForm(forms.Form):
    contact = ContactField(help_text=_("我们会发一个验证码过去。以后用它登录。"))
    password = forms.CharField(
        label=_("密码"),
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("不填的话，以后用短信或者邮件里的验证码登录。要填就至少 8 位，不要用常见的密码。"),
    )


class ShortCodeForm(forms.Form):
    code = forms.CharField(
        label=_("验证码"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class PowerCodeForm(forms.Form):
    code = forms.CharField(
        label=_("邀请码"),
        max_length=40,
        help_text=_("邀请里的 10 位字母和数字，大小写都可以。"),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class IdentityForm(forms.Form):
    document = forms.ChoiceField(label=_("证件类型"), choices=IdentityDocument)
    name = NameField(
        label=_("证件上的姓名或名称"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    number = forms.CharField(
        label=_("证件号码"), max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    image = forms.FileField(
        label=_("证件照片"),
        help_text=_("JPG、PNG 或 PDF，不超过 10 MB。加密保存，核验完成后即销毁。"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
    )
    consents = forms.BooleanField(
        label=_("我单独同意处理我的身份证件信息"),
        help_text=_("仅用于核验您的身份。不同意不影响您提出纠纷，只是部分程序会要求现场核验。"),
    )

    def clean_image(self):
        """Refused by its size before anybody reads it into memory."""
        image = self.cleaned_data["image"]
        if image.size > IMAGE_MAX_BYTES:
            raise forms.ValidationError(_("证件照片不能超过 10 MB。"), code="image_too_large")
        return image

    def clean(self):
        cleaned = super().clean() or {}
        document, number = cleaned.get("document"), cleaned.get("number")
        if document and number:
            try:
                cleaned["number"] = normalise_number(document, number)
            except InvalidNumber:
                self.add_error("number", _("证件号码不正确，请对照证件检查。"))
        return cleaned


class IdentityRefusalForm(forms.Form):
    reason = forms.CharField(label=_("未通过的原因"), max_length=200, help_text=_("申报人会看到这段话。"))


class MemberForm(forms.Form):
    contact = ContactField(
        label=_("对方的手机号码或电子邮箱"),
        help_text=_("我们把邀请码发过去，对方登录后输入邀请码才成为成员。"),
    )

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        roles = [(role, Role(role).label) for role in ROLES_OF_KIND[organisation.kind]]
        self.fields["role"] = forms.ChoiceField(label=_("角色"), choices=roles)


class SignatoryForm(forms.Form):
    """Who signs the papers of a body: one who works there, or whoever is in charge of the case."""

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["signatory"] = forms.ModelChoiceField(
            label=_("签发人"),
            queryset=staff_of(organisation),
            required=False,
            empty_label=_("不指定：由办理案件的人署名"),
            help_text=_("以机构名义发出的通知、决定由签发人署名，不论由谁的操作引起。"),
        )


class DeviceForm(forms.Form):
    one = forms.IntegerField(min_value=1, max_value=2**62)


class ErasureForm(forms.Form):
    understands = forms.BooleanField(label=_("我明白注销后不能恢复"))
