"""Leaving: to another road, or altogether; and what the parties say afterwards."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rulebook.selectors import authorities_for, grounds

from ..states import Channel
from .fields import long_text


class TakeElsewhereForm(forms.Form):
    body_name = forms.CharField(label=_("向哪里提出"), max_length=120)
    agrees = forms.BooleanField(label=_("我明白：这里的处理就此结束，我自己向上面的部门或法院提出"))

    def __init__(self, *args, channel, category, **kwargs):
        super().__init__(*args, **kwargs)
        if channel == Channel.REGULATOR:
            found = authorities_for(category)
            self.fields["body_name"] = forms.ChoiceField(
                label=_("向哪个部门提出"),
                choices=[(str(authority), _line(authority)) for authority in found],
                widget=forms.RadioSelect,
            )
            self.fields["body_name"].explanations = {
                str(authority): authority.matters.label for authority in found
            }
            self.order_fields(["body_name", "agrees"])
        else:
            self.fields["body_name"].help_text = _(
                "一般是被告住所地或者合同履行地的基层人民法院，也可以是互联网法院。"
            )


def _line(authority):
    return _("%(name)s（电话 %(line)s）") % {"name": authority.label, "line": authority.line}


class WithdrawForm(forms.Form):
    why = forms.ChoiceField(
        label=_("为什么撤回？"),
        widget=forms.RadioSelect,
        help_text=_("不写进文书，对方看不到。"),
    )
    more = forms.CharField(label=_("补充说明"), max_length=400, required=False, widget=long_text(3))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["why"].choices = [(ground.code, ground.label) for ground in grounds("withdrawal")]

    def reason(self):
        label = dict(self.fields["why"].choices)[self.cleaned_data["why"]]
        more = self.cleaned_data["more"].strip()
        return f"{label}。{more}" if more else str(label)


class SatisfactionForm(forms.Form):
    SCORES = [(5, _("很满意")), (4, _("满意")), (3, _("一般")), (2, _("不满意")), (1, _("很不满意"))]

    score = forms.TypedChoiceField(
        label=_("您对这次处理满意吗？"), choices=SCORES, coerce=int, widget=forms.RadioSelect
    )
    comment = forms.CharField(label=_("想告诉我们的话"), max_length=500, required=False, widget=long_text(3))
