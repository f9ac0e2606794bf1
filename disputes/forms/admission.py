"""The desk's first check, and the answer to a request for completion."""

from django import forms
from django.utils.translation import gettext_lazy as _

from inputs.fields import NameField
from rulebook.selectors import grounds

from .fields import PhoneField, long_text


class AskCompletionForm(forms.Form):
    """All defects at once: prepared texts to tick, and room for more."""

    standard = forms.MultipleChoiceField(
        label=_("缺什么"), required=False, widget=forms.CheckboxSelectMultiple
    )
    more = forms.CharField(
        label=_("其他需要补正的内容"),
        required=False,
        max_length=3000,
        help_text=_("一行一项，写明要什么、为什么。以后不能再以其他理由要求补正。"),
        widget=long_text(4),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["standard"].choices = [
            (ground.code, ground.label)
            for ground in grounds("completion")
            if ground.code != "completion.other"
        ]

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not self.defects():
            raise forms.ValidationError(_("请写明需要补正的内容。"), code="no_defects")
        return cleaned

    def defects(self):
        chosen = dict(self.fields["standard"].choices)
        own = [line.strip() for line in self.cleaned_data.get("more", "").splitlines() if line.strip()]
        return [str(chosen[code]) for code in self.cleaned_data.get("standard", ())] + own


class DeclineForm(forms.Form):
    ground = forms.ChoiceField(label=_("依据"), widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=_("理由"),
        max_length=3000,
        help_text=_("投诉人会读到这些话。请写清楚事实和为什么，不要只写条文。"),
        widget=long_text(5),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        found = grounds("decline")
        self.fields["ground"].choices = [(ground.code, ground.label) for ground in found]
        self.fields["ground"].explanations = {ground.code: ground.source for ground in found}


class CompletionReplyForm(forms.Form):
    reply = forms.CharField(
        label=_("您的补充说明"),
        max_length=10_000,
        help_text=_("逐项说明。照片和文件请在证据页面添加。"),
        widget=long_text(8),
    )


class HandOutCodeForm(forms.Form):
    """Who they are and where to reach them, as far as the desk has found out."""

    name = NameField(label=_("姓名或名称"), max_length=120)
    phone = PhoneField(label=_("电话"), required=False)
    email = forms.EmailField(label=_("电子邮箱"), required=False)
