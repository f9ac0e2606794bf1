"""What may be typed on the way to arbitration, and at the commission."""

from django import forms
from django.core.validators import MaxLengthValidator, MaxValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inputs.fields import NameField
from rulebook.selectors import grounds

from .models import Particulars, Referral
from .selectors import commissions
from .states import AgreementForm


def long_text(rows=4, **attrs):
    return forms.Textarea(attrs={"rows": rows, **attrs})


class CommissionField(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        super().__init__(queryset=commissions(), label=_("仲裁机构"), empty_label=_("请选择"), **kwargs)


class AgreementCheckForm(forms.Form):
    """An agreement the parties have: its form, its words, and to whom it should lead."""

    commission = CommissionField(help_text=_("请选择协议里写的那一个。"))
    agreement_form = forms.ChoiceField(
        label=_("协议写在哪里"),
        choices=[(form, form.label) for form in (AgreementForm.CLAUSE, AgreementForm.SEPARATE)],
        widget=forms.RadioSelect,
        initial=AgreementForm.CLAUSE,
    )
    agreement_text = forms.CharField(
        label=_("条款或协议原文"),
        max_length=5000,
        widget=long_text(7),
        help_text=_("请从合同里原样复制。有勾选或者填写的地方，也请照样写上。"),
    )
    is_read = forms.BooleanField(
        label=_("我自己对照原文看过：双方确实约定把这类争议交给这个机构仲裁"), required=False
    )


class ProposalForm(forms.Form):
    """An agreement made now."""

    commission = CommissionField()
    matters = forms.CharField(
        label=_("仲裁事项"), max_length=1000, widget=long_text(3), help_text=_("哪些争议交给仲裁。")
    )
    is_online = forms.BooleanField(label=_("同意在网上进行仲裁"), required=False, initial=True)
    name = NameField(
        is_own=True,
        label=_("您的姓名（作为签名）"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    agrees = forms.BooleanField(label=_("我明白：协议成立后，这件事不能再向法院起诉；裁决一裁终局"))


class AcceptSubmissionForm(forms.Form):
    name = NameField(
        is_own=True,
        label=_("您的姓名（作为签名）"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    agrees = forms.BooleanField(label=_("我已读完全文，同意仲裁；我明白这件事不能再向法院起诉，裁决一裁终局"))


class ReasonForm(forms.Form):
    """Why, in one's own words; nobody has to say."""

    reason = forms.CharField(label=_("理由"), max_length=500, required=False, widget=long_text(3))


class ApplicationForm(forms.ModelForm):
    class Meta:
        model = Referral
        fields = ["requests", "facts", "witnesses"]
        widgets = {"requests": long_text(6), "facts": long_text(12), "witnesses": long_text(3)}
        help_texts = {
            "requests": _("一行一项，写明要对方做什么、多少钱。"),
            "facts": _("时间、地点、经过，以及为什么应当支持您的请求。"),
            "witnesses": _("没有证人可以不填。"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, limit in (("requests", 5000), ("facts", 20_000), ("witnesses", 2000)):
            self.fields[name].validators.append(MaxLengthValidator(limit))
        self.fields["requests"].required = self.fields["facts"].required = True


class ParticularsForm(forms.ModelForm):
    """One party, by the fields of 仲裁法 34. Of oneself one must say where one lives and can be reached."""

    PERSON = ["name", "sex", "age", "occupation", "work_unit", "domicile", "phone", "email"]
    BODY = ["name", "domicile", "legal_representative", "position", "phone", "email"]

    domicile = forms.CharField(label=_("住所"), max_length=200, required=False)

    class Meta:
        model = Particulars
        fields = [
            *("name", "sex", "age", "occupation", "work_unit", "domicile", "phone", "email"),
            *("legal_representative", "position"),
        ]

    def __init__(self, *args, is_applicant=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_applicant = is_applicant
        wanted = self.BODY if self.instance.party.kind == "organisation" else self.PERSON
        for name in set(self.fields) - set(wanted):
            del self.fields[name]
        self.order_fields(wanted)
        self.fields["name"].required = True
        if "age" in self.fields:
            self.fields["age"].validators.append(MaxValueValidator(130))
        if is_applicant:
            self.fields["domicile"].required = True

    def clean(self):
        cleaned = super().clean()
        if self.is_applicant and not (cleaned.get("phone") or cleaned.get("email")) and not self.errors:
            self.add_error("phone", _("电话和电子邮箱至少填一个。"))
        return cleaned

    def values(self):
        return {name: self.cleaned_data[name] for name in self.fields}


def particulars_forms(referral, rows, data=None):
    """One form a party, the applicant's first."""
    rows = sorted(rows, key=lambda row: row.party_id != referral.applicant_id)
    return [
        ParticularsForm(
            data,
            instance=row,
            prefix=f"party{row.party_id}",
            is_applicant=row.party_id == referral.applicant_id,
        )
        for row in rows
    ]


class AcceptForm(forms.Form):
    case_number = forms.CharField(label=_("仲裁案号"), max_length=60)


class RefuseForm(forms.Form):
    ground = forms.ChoiceField(label=_("依据"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("理由"), max_length=3000, help_text=_("申请人会读到这些话。"), widget=long_text(5)
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        found = grounds("arbitration_refused")
        self.fields["ground"].choices = [(ground.code, ground.label) for ground in found]
        self.fields["ground"].explanations = {ground.code: ground.source for ground in found}


class AwardForm(forms.Form):
    number = forms.CharField(label=_("裁决书编号"), max_length=60)
    awarded_on = forms.DateField(
        label=_("裁决日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    summary = forms.CharField(label=_("裁决结果"), max_length=5000, widget=long_text(5))
    file = forms.FileField(
        label=_("裁决书（PDF）"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
    )

    def clean_awarded_on(self):
        day = self.cleaned_data["awarded_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("裁决日期不能晚于今天。"), code="future")
        return day


class SettlementForm(forms.Form):
    summary = forms.CharField(label=_("和解内容"), max_length=5000, widget=long_text(5))
