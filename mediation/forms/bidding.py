"""A blind bidding suggested, and a bid."""

from django import forms
from django.utils.translation import gettext_lazy as _

from disputes.forms.fields import MoneyField
from disputes.forms.terms import directions
from disputes.states import Action
from rulebook.exceptions import NoSuchTerm
from rulebook.selectors import remedy

from ..overlap import CENT, MOST
from ..states import BiddingRule


class BiddingForm(forms.Form):
    who = forms.ChoiceField(label=_("谁付给谁"))
    action = forms.ChoiceField(
        label=_("是什么钱"), choices=[(Action.PAY, _("付款")), (Action.REFUND, _("退款"))]
    )
    claims = forms.TypedMultipleChoiceField(
        label=_("解决哪些诉求"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    about = forms.CharField(
        label=_("补充说明"),
        required=False,
        max_length=300,
        help_text=_("例如：这笔钱包括全部设计费和利息。成交后写进协议。"),
    )
    rule = forms.ChoiceField(label=_("怎样算成交"), choices=BiddingRule.choices, widget=forms.RadioSelect)
    gap = MoneyField(
        label=_("差距在多少以内也成交"),
        required=False,
        max_digits=14,
        help_text=_("选“交叉才成交”的不用填。按金额的填元，按百分比的填数字，例如 10。"),
    )
    rounds = forms.TypedChoiceField(label=_("最多几轮"), coerce=int)

    def __init__(self, *args, parties, claims, limits, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = directions(parties)
        self.fields["claims"].choices = [(claim.pk, in_words(claim)) for claim in claims]
        self.fields["rounds"].choices = [(n, _("%(n)d 轮") % {"n": n}) for n in range(1, limits.rounds + 1)]
        self.fields["rule"].explanations = {
            BiddingRule.OVERLAP: _("付款人最多肯付的，不少于权利人最少要的，才成交。"),
            BiddingRule.GAP_YUAN: _("没有交叉，但只差一点点，也成交，各让一半。差多少由您在下面写。"),
            BiddingRule.GAP_PERCENT: _("同上，按权利人报价的百分比算，最多 %(most)d%%。")
            % {"most": limits.percent},
        }

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("rule") != BiddingRule.OVERLAP:
            if "gap" not in self.errors and not cleaned.get("gap"):
                self.add_error("gap", _("请写明差距在多少以内也成交。"))
        else:
            cleaned["gap"] = None
        return cleaned


class BidForm(forms.Form):
    """The round the page was about goes with the sum: a page left open bids in no later one."""

    round = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=100)
    amount = MoneyField(label=_("您的报价"), min_value=CENT, max_value=MOST)
    is_sure = forms.BooleanField(label=_("我核对过金额，提交后不能修改、也不能再看"))


def in_words(claim):
    try:
        label = remedy(claim.remedy).label
    except NoSuchTerm:
        label = claim.remedy
    words = f"{label} ¥{claim.amount:,.2f}" if claim.amount is not None else label
    return f"{words}（{claim.detail[:40]}）" if claim.detail else words
