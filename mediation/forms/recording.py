"""The record of the joint sessions."""

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from inputs.fields import NameField

from .requesting import words


class RecordForm(forms.Form):
    """What happened, in the mediator's words, and lines of the joint room word for word."""

    explained = forms.CharField(
        label=_("向各方说明了什么"),
        required=False,
        max_length=5000,
        help_text=_("权利义务告知书以外，口头说明的，例如司法确认、保密、费用。"),
        widget=words(3),
    )
    positions = forms.CharField(
        label=_("各方意见"),
        required=False,
        max_length=10_000,
        help_text=_("各方怎么说、要什么。"),
        widget=words(5),
    )
    quoted = forms.TypedMultipleChoiceField(
        label=_("引用全体会谈室里的话"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    summary = forms.CharField(
        label=_("调解经过"),
        max_length=20_000,
        help_text=_("只写各方共同参加的过程。单独会谈的内容不要写进来。"),
        widget=words(8),
    )
    undisputed = forms.CharField(label=_("无争议事实"), required=False, max_length=10_000, widget=words())

    def __init__(self, *args, lines=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = {line.seq: line for line in lines}
        self.fields["quoted"].choices = [(line.seq, line.body) for line in lines]
        self.fields["quoted"].explanations = {
            line.seq: f"{line.author.label} {localtime(line.at):%m-%d %H:%M}" for line in lines
        }
        if not lines:
            del self.fields["quoted"]

    def with_lines_in_summary(self):
        """The same form, the ticked lines written into the summary to be put in one's own words."""
        ticked = set(self.data.getlist("quoted"))
        told = [f"{line.author.label}：{line.body}" for seq, line in self.lines.items() if str(seq) in ticked]
        typed = {name: self.data.get(name, "") for name in self.fields if name != "quoted"}
        typed["summary"] = "\n".join(filter(None, [typed["summary"].strip(), *told]))[:20_000]
        return RecordForm(initial=typed, lines=self.lines.values())


class ConfirmRecordForm(forms.Form):
    typed_name = NameField(
        label=_("输入您的姓名，作为签名"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    objection = forms.CharField(
        label=_("异议"), required=False, max_length=3000, help_text=_("没有异议就不用填。"), widget=words(3)
    )

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("typed_name") and not cleaned.get("objection") and not self.errors:
            raise forms.ValidationError(_("请签名确认，或者写明异议。"), code="neither")
        return cleaned
