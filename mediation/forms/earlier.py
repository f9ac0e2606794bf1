"""A side's answer to a new mediator who asks for the earlier talk; beside it, its own room."""

from django import forms
from django.utils.translation import gettext_lazy as _


class EarlierTalkForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("同意新调解员看全体会谈室以前的内容吗？"),
        choices=[("agree", _("同意")), ("decline", _("不同意"))],
        widget=forms.RadioSelect,
    )
    shows_caucus = forms.BooleanField(
        label=_("另外，也让新调解员看我以前单独会谈的内容"),
        required=False,
        help_text=_(
            "这是您自己的事，和上面怎么选没有关系：只给新调解员一个人看，对方看不到，也不知道有没有勾。"
            "不勾也可以，以后想给看，随时在单独会谈室里给。"
        ),
    )

    def __init__(self, *args, has_caucus, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"].explanations = {
            "agree": _("对方也同意，新调解员才能看。"),
            "decline": _("不用说明理由。怎么选都不公布；新调解员从头听双方说，调解照常进行。"),
        }
        if not has_caucus:
            del self.fields["shows_caucus"]

    def values(self):
        return {
            "is_willing": self.cleaned_data["answer"] == "agree",
            "shows_caucus": self.cleaned_data.get("shows_caucus", False),
        }
