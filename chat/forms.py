from __future__ import annotations

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from .states import NOTE_LIMIT


class SayForm(forms.Form):
    """What a person sends. How long and how fast it may be is the room's business: it keeps the text."""

    text = forms.CharField(label=_("消息"), required=False, strip=False, widget=forms.Textarea)
    client_id = forms.RegexField(r"^[\w.:-]{1,64}$", required=False)
    reply_to = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    evidence = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    file = forms.FileField(required=False, allow_empty_file=True)

    def draft(self) -> dict[str, object]:
        evidence = self.cleaned_data["evidence"]
        return {
            "text": self.cleaned_data["text"],
            "client_id": self.cleaned_data["client_id"] or uuid.uuid4().hex,
            "reply_to": self.cleaned_data["reply_to"],
            "data": {"evidence": evidence} if evidence else {},
        }


class RewordForm(forms.Form):
    text = forms.CharField(label=_("消息"), strip=False, widget=forms.Textarea(attrs={"rows": 5}))


class WhereForm(forms.Form):
    """Which part of a room is looked at."""

    after = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    before = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    rev = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    reply_to = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    q = forms.CharField(required=False, max_length=100)


class HistoryForm(forms.Form):
    """From where somebody may read: a message, a day, or all."""

    what = forms.ChoiceField(
        label=_("从哪里开始"),
        choices=[("all", _("全部")), ("message", _("从某一条开始")), ("day", _("从某一天开始"))],
        initial="all",
        widget=forms.RadioSelect,
    )
    seq = forms.IntegerField(label=_("第几条"), required=False, min_value=1, max_value=2**31 - 1)
    day = forms.DateField(
        label=_("哪一天"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean(self):
        cleaned = super().clean()
        needed = {"message": "seq", "day": "day"}.get(cleaned.get("what", ""))
        if needed and not cleaned.get(needed) and needed not in self.errors:
            self.add_error(needed, _("请填写。"))
        return cleaned


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("私人笔记"), required=False, strip=False, max_length=NOTE_LIMIT, widget=forms.Textarea
    )
    version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


class PhraseForm(forms.Form):
    title = forms.CharField(label=_("名称"), max_length=40, help_text=_("几个字，方便查找。"))
    text = forms.CharField(label=_("内容"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class NewPhraseForm(PhraseForm):
    """`bodies`: for whom this person may keep phrases besides themselves."""

    whose = forms.ChoiceField(label=_("给谁用"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args, bodies=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.bodies = {str(body.pk): body for body in bodies}
        if not self.bodies:
            del self.fields["whose"]
            return
        own = [("", _("只给我自己"))]
        self.fields["whose"].choices = own + [(key, body.name) for key, body in self.bodies.items()]

    @property
    def body(self):
        return self.bodies.get(self.cleaned_data.get("whose", ""))
