"""Facts put forward, ticked and confirmed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from inputs.fields import NameField

from ..states import FactAnswer, FactSource
from .requesting import words


class FactForm(forms.Form):
    """One's own sentence, or sentences of the complaint and the answers, or both."""

    text = forms.CharField(
        label=_("一项事实"),
        required=False,
        max_length=300,
        help_text=_("一句话说一件事，不写评价，不写要求。"),
        widget=words(2),
    )
    source = forms.ChoiceField(label=_("来源"), choices=FactSource, initial=FactSource.TALK, required=False)
    suggested = forms.MultipleChoiceField(
        label=_("从投诉和答复里选"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, suggestions=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.suggestions = {one.key: one for one in suggestions}
        self.fields["suggested"].choices = [(one.key, one.text) for one in suggestions]
        self.fields["suggested"].explanations = {one.key: one.by for one in suggestions}
        if not suggestions:
            del self.fields["suggested"]

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not self.facts:
            raise forms.ValidationError(_("请写下一项事实，或者从投诉和答复里选一句。"), code="no_fact")
        return cleaned

    @property
    def facts(self):
        """Each sentence with its source."""
        chosen = [self.suggestions[key] for key in self.cleaned_data.get("suggested", ())]
        own = self.cleaned_data.get("text", "")
        source = self.cleaned_data.get("source") or FactSource.TALK
        return [*((one.text, one.source) for one in chosen), *([(own, source)] if own else [])]


class FactReplyForm(forms.Form):
    answer = forms.ChoiceField(choices=FactAnswer)
    change = forms.CharField(label=_("改成"), required=False, max_length=300)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("answer") == FactAnswer.CHANGE and not cleaned.get("change"):
            self.add_error("change", _("请写明怎么改。"))
        return cleaned


class ConfirmFactsForm(forms.Form):
    typed_name = NameField(
        label=_("输入您的姓名，作为签名"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    may_be_used = forms.BooleanField(
        label=_("我同意这份确认书在仲裁、诉讼中使用"),
        required=False,
        help_text=_("不勾选也可以确认。只有各方都同意，它才会随案移送；一方不同意就不用。"),
    )
