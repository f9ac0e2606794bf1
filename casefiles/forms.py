"""What a person may say about a piece of evidence."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from disputes.models import Dispute

from .models import Evidence


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files in one field, as phones send them."""

    widget = FilesInput

    def clean(self, data, initial=None):
        single = super().clean
        if isinstance(data, (list, tuple)) and data:
            return [single(file, initial) for file in data]
        return [single(data, initial)]


#: For the picker of the phone only; what is taken is decided by content.
ACCEPT = (
    "image/*,video/*,audio/*,.pdf,.ofd,.doc,.docx,.wps,.xls,.xlsx,.et,.ppt,.pptx,.dps,.odt,.ods,.rtf,"
    ".txt,.csv,.amr,.silk,.heic,.msg,.eml"
)


class FilesForm(forms.Form):
    files = FilesField(
        label=_("选择文件"),
        help_text=_("可以一次选几个。手机照片、聊天截图、PDF、Word、录音、录像都可以。"),
        error_messages={"required": _("请先选择文件。"), "empty": _("文件是空的。请确认选对了文件。")},
        widget=FilesInput(attrs={"accept": ACCEPT}),
    )


class EvidenceForm(forms.ModelForm):
    class Meta:
        model = Evidence
        fields = ["title", "kind", "purpose", "source", "summary", "audience", "shares_place"]
        help_texts = {
            "title": _("一眼能认出是什么，例如“3 月 5 日与客服的聊天截图”。"),
            "purpose": _("想用它说明什么，例如“对方承认没有发货”。"),
            "source": _("从哪里来，例如“本人手机微信截图”。"),
            "summary": _("内容较长时，写出要紧的几句和所在的页码或时间。"),
            "audience": _("只给受理机构看的材料，对方看不到，作为依据时分量会轻一些。"),
            "shares_place": _("文件里记着在哪里拍的，可能是您的住处。不勾选，对方只拿到不含地点的副本。"),
        }
        widgets = {
            "kind": forms.Select,
            "summary": forms.Textarea(attrs={"rows": 3}),
            "audience": forms.RadioSelect,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.tells_place:
            del self.fields["shares_place"]


class VerifyForm(forms.Form):
    code = forms.CharField(
        label=_("编码"),
        required=False,
        max_length=100,
        help_text=_("在案卷封面，二维码旁边。输入前 16 位就可以。编码只说明有这份案卷。"),
    )
    file = forms.FileField(
        label=_("或上传文件"), required=False, help_text=_("案卷或者文书的 PDF 原件，不超过 100 MB。")
    )

    def clean(self):
        given = super().clean()
        if not given.get("code") and not given.get("file") and not self.errors:
            raise forms.ValidationError(_("请输入编码，或选择一个文件。"))
        return given


LARGEST_PAPER = 20 * 1024 * 1024


class LookUpForm(forms.Form):
    code = forms.CharField(
        label=_("核验码"),
        required=False,
        max_length=200,
        help_text=_("文书末尾，二维码旁边，五组字母和数字。大小写、横线和空格都不要紧。"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    fact = forms.CharField(
        label=_("文书上的一项内容"),
        required=False,
        max_length=200,
        help_text=_("文书上写着的任意一个日期或者金额，照抄就行，例如 2026年3月5日、3,000.00、叁仟元整。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    file = forms.FileField(
        label=_("PDF 文件（有的话）"),
        required=False,
        help_text=_("上传后对照它是不是一个字节都没有变。文件不会被保存。"),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file is not None and file.size > LARGEST_PAPER:
            raise forms.ValidationError(_("单份文书的 PDF 不会超过 20 MB。请确认选对了文件。"))
        return file

    def clean(self):
        given = super().clean()
        if self.errors:
            return given
        if not given.get("code", "").strip() and given.get("file") is None:
            raise forms.ValidationError(_("请输入核验码和文书上的一项内容，或者选择 PDF 文件。"))
        if given.get("code", "").strip() and not given.get("fact", "").strip():
            self.add_error("fact", _("请输入文书上写着的一个日期或者一个金额。"))
        return given


class HoldForm(forms.Form):
    """On a whole case, or on one of its parties wherever that person stands."""

    reference = forms.CharField(label=_("案件编号"), max_length=20)
    contact = forms.CharField(
        label=_("当事人的手机号码或电子邮箱"),
        max_length=254,
        required=False,
        help_text=_("只在要留存这名当事人的全部资料时填写；不填就是留存整个案件。"),
    )
    reason = forms.CharField(
        label=_("原因和依据"), max_length=300, help_text=_("例如：某法院某号案件正在审理，要求保全。")
    )
    until = forms.DateField(label=_("留存至"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_reference(self) -> Dispute:
        reference = self.cleaned_data["reference"].strip().upper()
        found = Dispute.objects.visible_to(self.user).filter(reference=reference).first()
        if found is None:
            raise forms.ValidationError(_("没有找到这个编号的案件。"))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        case, contact = cleaned.get("reference"), cleaned.get("contact", "").strip()
        if case is not None and contact:
            parties = case.parties.exclude(user=None).select_related("user")
            reach = {text: party.user for party in parties for text in (party.phone, party.email) if text}
            contact = contact if "@" in contact else f"+86{contact.removeprefix('+86')}"
            if contact not in reach:
                self.add_error("contact", _("这个案件没有用这个联系方式的当事人。"))
            cleaned["person"] = reach.get(contact)
        return cleaned

    def of(self) -> dict[str, Any]:
        data = self.cleaned_data
        person = data.get("person")
        return {
            "user": person,
            "chain": None if person else data["reference"].chain,
            "reason": data["reason"],
            "until": data["until"],
        }
