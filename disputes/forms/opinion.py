"""The platform's opinion with everything the law wants in it, and the parties' reply."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .fields import long_text


class OpinionForm(forms.Form):
    facts_found = forms.CharField(
        label=_("查明的事实"),
        max_length=20_000,
        help_text=_("双方都认可的、证据能证明的。"),
        widget=long_text(7),
    )
    evidence = forms.MultipleChoiceField(
        label=_("采信的证据"), required=False, widget=forms.CheckboxSelectMultiple
    )
    evidence_note = forms.CharField(
        label=_("没有采信的证据及原因"), max_length=5000, required=False, widget=long_text(3)
    )
    rule_name = forms.CharField(
        label=_("适用的规则和条款"), max_length=200, help_text=_("例如：平台服务协议第 12 条")
    )
    rule_version = forms.CharField(
        label=_("规则版本"), max_length=80, help_text=_("版本号或者发布日期；必须是事情发生时有效的版本。")
    )
    reasons = forms.CharField(label=_("理由"), max_length=20_000, widget=long_text(6))
    is_automated = forms.BooleanField(
        label=_("这份意见由自动化程序作出"),
        required=False,
        help_text=_("勾选后，当事人有权要求人工复核。"),
    )

    def __init__(self, *args, evidence=(), by_person_only=False, **kwargs):
        super().__init__(*args, **kwargs)
        if evidence:
            self.fields["evidence"].choices = evidence
        else:
            del self.fields["evidence"]
        if by_person_only:
            del self.fields["is_automated"]

    def evidence_accepted(self):
        """As the opinion has it: the pieces by name, then why others were not accepted."""
        names = dict(self.fields["evidence"].choices) if "evidence" in self.fields else {}
        chosen = [str(names[key]) for key in self.cleaned_data.get("evidence", ())]
        parts = [_("采信：%(names)s。") % {"names": _("；").join(chosen)}] if chosen else []
        if note := self.cleaned_data["evidence_note"].strip():
            parts.append(_("未采信：%(note)s") % {"note": note})
        return "\n".join(str(part) for part in parts)


class OpinionReplyForm(forms.Form):
    ACCEPT, REFUSE, REVIEW = "accept", "refuse", "review"

    answer = forms.ChoiceField(label=_("您接受这份处理意见吗？"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("原因"), max_length=500, required=False, widget=long_text(3))

    def __init__(self, *args, is_automated, **kwargs):
        super().__init__(*args, **kwargs)
        answer = self.fields["answer"]
        review = [(self.REVIEW, _("要求人工复核"))] if is_automated else []
        answer.choices = [(self.ACCEPT, _("接受")), (self.REFUSE, _("不接受")), *review]
        answer.explanations = {
            self.ACCEPT: _("双方都接受的，按意见履行，和双方自己谈成的约定一样有效。"),
            self.REFUSE: _("您可以另选途径：调解、监管部门、仲裁或者法院。"),
            self.REVIEW: _("由另一位工作人员重新审查，再出一份意见。"),
        }
