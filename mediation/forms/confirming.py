"""On the way to a judicial confirmation: a yes or no, what the court wants to know, and what it answered."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.services.identity import InvalidNumber, normalise_number
from accounts.states import IdentityDocument
from inputs.fields import NameField
from rulebook.selectors import grounds

from ..states import ConfirmationState, SubmissionMethod
from .requesting import words

PERSONAL = [choice for choice in IdentityDocument.choices if choice[0] != IdentityDocument.CREDIT_CODE]


def day(**kwargs):
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class WordForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("您愿意和对方一起申请司法确认吗？"),
        choices=[("yes", _("愿意一起申请")), ("no", _("不申请"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"].explanations = {
            "yes": _("双方都愿意才能申请。接下来各自补齐身份信息，材料由系统备好。"),
            "no": _("不用说明理由。协议照样有效，照样要履行；期限内改变主意也可以。"),
        }


class ParticularsForm(forms.Form):
    """Filled from the case. `missing` are the fields nobody has given yet; the others are only there to be corrected."""

    name = NameField(label=_("姓名或名称"), max_length=120)
    id_document = forms.ChoiceField(label=_("证件类型"), choices=PERSONAL)
    id_number = forms.CharField(
        label=_("证件号码"),
        max_length=40,
        help_text=_("加密保存，只印在交给法院的身份信息表上。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    domicile = forms.CharField(
        label=_("住所"),
        max_length=200,
        help_text=_("户籍所在地；住满一年的经常居住地也可以。单位写主要办事机构所在地。"),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    service_address = forms.CharField(
        label=_("送达地址"), max_length=200, help_text=_("法院的文书寄到这里，一定要收得到。")
    )
    phone = forms.CharField(
        label=_("联系电话"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    legal_representative = forms.CharField(label=_("法定代表人或负责人"), max_length=80)
    id_copy = forms.FileField(
        label=_("证件照片或复印件"),
        required=False,
        help_text=_("可以不传，到法院时出示原件。照片或者 PDF。"),
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,application/pdf"}),
    )
    pledges = forms.BooleanField(
        label=_(
            "我承诺：协议出于自愿，内容真实，没有恶意串通、虚构事实，没有损害他人；造成损害的，愿意承担法律责任"
        )
    )
    pledged_name = NameField(
        label=_("输入您的姓名作为签名"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    OWN = (
        "name", "id_document", "id_number", "domicile", "service_address", "phone", "legal_representative"
    )  # fmt: skip

    def __init__(self, *args, sheet, **kwargs):
        initial = {name: getattr(sheet, name) for name in self.OWN}
        super().__init__(*args, initial=initial, **kwargs)
        self.sheet = sheet
        self.missing = sheet.missing
        if sheet.is_organisation:
            self.fields["id_document"].choices = [
                (IdentityDocument.CREDIT_CODE, IdentityDocument.CREDIT_CODE.label)
            ]
        else:
            del self.fields["legal_representative"]
        if sheet.pledged_at is not None:
            del self.fields["pledges"], self.fields["pledged_name"]
        for name in ("name", "id_number", "domicile", "service_address"):
            self.fields[name].strip = True

    def asked(self):
        """What has to be filled in: what is missing, the copy, the pledge; and whatever was refused."""
        extra = {"id_copy", "pledges", "pledged_name"}
        missing = set(self.missing)
        if "id_number" in missing:
            missing.add("id_document")
        return [field for field in self if field.name in missing | extra or field.errors]

    def known(self):
        shown = {field.name for field in self.asked()}
        return [field for field in self if field.name not in shown]

    def clean(self):
        cleaned = super().clean()
        document, number = cleaned.get("id_document"), cleaned.get("id_number")
        if document and number:
            try:
                cleaned["id_number"] = normalise_number(document, number)
            except InvalidNumber:
                self.add_error("id_number", _("证件号码不正确，请对照证件检查。"))
        return cleaned

    def values(self):
        return {name: self.cleaned_data[name] for name in self.OWN if name in self.cleaned_data}


class HandInForm(forms.Form):
    court_choice = forms.ChoiceField(label=_("向哪里的法院提出"), widget=forms.RadioSelect)
    court: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("已开通在线接收的法院"),
        queryset=None,
        required=False,
        empty_label=_("不在名单里，我写法院名称"),
    )
    court_name = forms.CharField(
        label=_("法院名称"),
        max_length=120,
        required=False,
        help_text=_("例如：示例市东区人民法院。上面已选的不用填。"),
    )
    method = forms.ChoiceField(
        label=_("怎么提交的"), choices=SubmissionMethod.choices, widget=forms.RadioSelect
    )
    on = day(label=_("哪天提交的"))
    receipt_number = forms.CharField(
        label=_("回执编号"), max_length=60, required=False, help_text=_("法院给了收件回执的填，没有就不填。")
    )

    def __init__(self, *args, courts, registered, **kwargs):
        super().__init__(
            *args, initial={"on": timezone.localdate(), "court_choice": courts[0].code}, **kwargs
        )
        self.fields["court_choice"].choices = [(court.code, court.label) for court in courts]
        self.fields["court_choice"].explanations = {
            court.code: f"{court.why.label}（{court.source}）" for court in courts
        }
        self.fields["court"].queryset = registered
        if not registered:
            del self.fields["court"]

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("court") and not cleaned.get("court_name") and "court_name" not in self.errors:
            self.add_error("court_name", _("请写明法院的名称。"))
        return cleaned


class CourtAnswerForm(forms.Form):
    """What the court answered, entered by itself or from its paper."""

    ACCEPT, SUPPLEMENT = "accept", "supplement"

    answer = forms.ChoiceField(label=_("法院怎么答复的"), widget=forms.RadioSelect)
    on = day(label=_("法院文书上的日期"))
    case_number = forms.CharField(label=_("法院案号"), max_length=60, required=False)
    ground = forms.ChoiceField(
        label=_("法院写明的理由"), required=False, help_text=_("不予受理或者驳回的才需要选。")
    )
    note = forms.CharField(
        label=_("需要补充什么，或者法院的说明"), max_length=1000, required=False, widget=words(3)
    )
    until = day(label=_("补充到哪天为止"), required=False, help_text=_("法院要求补充的才填。"))

    def __init__(self, *args, is_accepted=False, is_supplementing=False, **kwargs):
        super().__init__(*args, initial={"on": timezone.localdate()}, **kwargs)
        choices = [
            (ConfirmationState.CONFIRMED, _("裁定调解协议有效")),
            (ConfirmationState.DISMISSED, _("裁定驳回申请")),
            (ConfirmationState.REFUSED, _("裁定不予受理")),
        ]
        if not is_supplementing:
            choices.insert(0, (self.SUPPLEMENT, _("要求限期补充")))
            if not is_accepted:
                choices.insert(0, (self.ACCEPT, _("已经受理")))
        self.fields["answer"].choices = choices
        self.fields["ground"].choices = [
            ("", _("不需要")),
            (
                ConfirmationState.DISMISSED.label,
                [(found.code, found.label) for found in grounds("confirmation_dismissed")],
            ),
            (
                ConfirmationState.REFUSED.label,
                [(found.code, found.label) for found in grounds("confirmation_refused")],
            ),
        ]

    def clean(self):
        cleaned = super().clean()
        answer, code = cleaned.get("answer"), cleaned.get("ground") or ""
        if answer in {ConfirmationState.DISMISSED, ConfirmationState.REFUSED}:
            kind = (
                "confirmation_dismissed" if answer == ConfirmationState.DISMISSED else "confirmation_refused"
            )
            if not code.startswith(f"{kind}."):
                self.add_error("ground", _("请选择法院写明的理由。"))
        if answer == self.SUPPLEMENT:
            if not cleaned.get("note") and "note" not in self.errors:
                self.add_error("note", _("请写明需要补充什么。"))
            if not cleaned.get("until") and "until" not in self.errors:
                self.add_error("until", _("请填写补充的期限。"))
        return cleaned
