"""What a body and its parties type about who mediates: a word for the draw, somebody beside the lead."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .requesting import words


class DrawWordForm(forms.Form):
    word = forms.CharField(
        label=_("您的词（可以不写）"),
        required=False,
        max_length=40,
        help_text=_("随便写几个字或者数字。写了以后不能改，抽签前谁也看不到，抽签后公布。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class NameCoMediatorForm(forms.Form):
    entry = forms.TypedChoiceField(label=_("请谁协同调解"), coerce=int, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("为什么需要"),
        max_length=500,
        widget=words(2),
        help_text=_("例如需要懂行的专家。各方看得到。"),
    )

    def __init__(self, *args, entries, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["entry"].choices = [(entry.pk, entry.mediator.name) for entry in entries]
        self.fields["entry"].explanations = {entry.pk: entry.bio for entry in entries}
