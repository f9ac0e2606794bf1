"""At the window: who somebody without phone and e-mail is, and how they signed what was read back to them."""

import secrets
import uuid

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.services.identity import InvalidNumber, normalise_number
from accounts.states import IdentityDocument
from inputs.fields import NameField
from inputs.words import plain_code
from notices.drawings import MOST_LETTERS, NotADrawing, strokes_of

from ..services import Signed
from ..states import SignedOn
from .fields import six_digits


class RegisterForm(forms.Form):
    """A party who came in person. No phone and no e-mail is asked."""

    name = NameField(is_own=True, label=_("姓名"), max_length=120)
    address = forms.CharField(
        label=_("邮寄地址"), max_length=200, help_text=_("文书寄到这里，或者来窗口当面领取。")
    )
    id_document = forms.ChoiceField(
        label=_("证件类型"), required=False, choices=[("", _("暂不提供")), *IdentityDocument.choices]
    )
    id_number = forms.CharField(
        label=_("证件号码"),
        max_length=40,
        required=False,
        help_text=_("可以不填；号码加密保存。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    fact = six_digits()

    def clean(self):
        cleaned = super().clean()
        document, number = cleaned.get("id_document"), cleaned.get("id_number")
        if bool(document) != bool(number):
            self.add_error("id_number", _("证件类型和证件号码要一起填，或者都不填。"))
        elif document:
            try:
                cleaned["id_number"] = normalise_number(document, number)
            except InvalidNumber:
                self.add_error("id_number", _("证件号码不正确，请对照证件检查。"))
        if not number and not cleaned.get("fact") and "fact" not in self.errors:
            self.add_error("fact", _("没有证件号码的，请和本人约定六位数字。"))
        return cleaned


class WhoAsksForm(forms.Form):
    """Who comes and asks for what only the person themselves may ask: what they showed, and that it fits the case.

    The digits are compared and neither read out nor kept.
    """

    unspoken = ("digits",)

    document = forms.ChoiceField(
        label=_("出示的证件"), choices=[("", _("请选择")), *IdentityDocument.choices], required=True
    )
    digits = forms.CharField(
        label=_("证件号码后六位，或者约定的六位数字"),
        max_length=12,
        help_text=_("和案件里登记的核对；只核对，不保存。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_same = forms.BooleanField(label=_("证件上的姓名和照片与来人相符，姓名与案件登记的一致"))

    def __init__(self, *args, party, **kwargs):
        super().__init__(*args, **kwargs)
        self.right = [text[-6:].upper() for text in (party.id_number, party.window_fact) if text]
        if not self.right:
            del self.fields["digits"]

    def clean_digits(self):
        told = plain_code(self.cleaned_data["digits"]).upper()
        if not any(secrets.compare_digest(told.encode(), right.encode()) for right in self.right):
            raise forms.ValidationError(
                _("和案件里登记的不一致。核对不上的，不能办理。"), code="wrong_person"
            )
        return ""


class SignedForm(forms.Form):
    """The end of every act at a window. Its fields have a prefix of their own, beside whatever was typed."""

    prefix = "signed"

    key = forms.RegexField(r"\A[0-9a-f]{32}\Z", initial=lambda: uuid.uuid4().hex, widget=forms.HiddenInput)
    on = forms.ChoiceField(label=_("怎么签名"), choices=SignedOn.choices, widget=forms.RadioSelect)
    strokes = forms.CharField(required=False, max_length=MOST_LETTERS, widget=forms.HiddenInput)
    scan = forms.FileField(
        label=_("本人签名的那张纸"),
        required=False,
        help_text=_("打印这一页请本人签名，再拍照或者扫描。对方看不到。"),
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,application/pdf"}),
    )
    was_read = forms.BooleanField(label=_("以上内容已经逐项读给本人听，本人核对无误"))
    is_present = forms.BooleanField(
        label=_("本人有自己的登录方式；本人现在在场，同意这次由窗口代为录入"), required=False
    )

    def __init__(self, *args, has_own_way_in=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].explanations = {
            SignedOn.TABLET: _("在下面的框里用手指或者笔写。"),
            SignedOn.PAPER: _("先打印这一页，签好以后上传照片或者扫描件。"),
        }
        if not has_own_way_in:
            del self.fields["is_present"]
        else:
            self.fields["is_present"].required = True

    def clean_strokes(self):
        text = self.cleaned_data["strokes"]
        try:
            return strokes_of(text) if text else []
        except NotADrawing as error:
            raise forms.ValidationError(_("签名不完整，请重写一遍。"), code="no_drawing") from error

    def clean_scan(self):
        file = self.cleaned_data["scan"]
        if file and file.size > settings.EVIDENCE_MAX_BYTES:
            raise forms.ValidationError(_("照片太大了。"), code="too_big")
        return file

    def clean(self):
        cleaned = super().clean()
        if (
            cleaned.get("on") == SignedOn.TABLET
            and not cleaned.get("strokes")
            and "strokes" not in self.errors
        ):
            self.add_error("on", _("请本人在框里签名。"))
        if cleaned.get("on") == SignedOn.PAPER and not cleaned.get("scan") and "scan" not in self.errors:
            self.add_error("scan", _("请附上本人签名的那张纸的照片或者扫描件。"))
        return cleaned

    def as_signed(self):
        """For `services.take_down`."""
        data = self.cleaned_data
        is_by_hand = data["on"] == SignedOn.TABLET
        return Signed(
            on=data["on"],
            strokes=data["strokes"] if is_by_hand else [],
            scan=None if is_by_hand else data["scan"],
            agreed_in_person=data.get("is_present", False),
            key=data["key"],
        )
