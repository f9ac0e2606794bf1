"""Offers issue by issue, the answer term by term, and what is for the mediator alone."""

from django import forms
from django.utils.translation import gettext_lazy as _

from disputes.forms.fields import MoneyField, day_field, today
from disputes.forms.rows import rows_of
from disputes.forms.terms import MONEY, MOST, TermForm, TermRows
from disputes.terms import Term

from .bidding import in_words
from .requesting import words

ACCEPT, CHANGE, REFUSE = "accept", "change", "refuse"
OTHER = "other"


class OfferMessageForm(forms.Form):
    message = forms.CharField(
        label=_("想对对方说的话"),
        required=False,
        max_length=2000,
        help_text=_("对方和调解员都看得到。"),
        widget=words(2),
    )


class IssueTermForm(TermForm):
    issue = forms.ChoiceField(label=_("关于哪项诉求"))

    field_order = ("issue", "who", "action", "amount", "due_on", "detail")

    def __init__(self, *args, claims=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["issue"].choices = [
            *((str(claim.pk), in_words(claim)) for claim in claims),
            (OTHER, _("其他")),
        ]

    def has_changed(self):
        return any(name not in {"who", "issue"} for name in self.changed_data)


def offer_rows(data=None, *, parties, claims, initial=()):
    formset = rows_of(IssueTermForm, TermRows, most=MOST)
    kwargs = {"parties": list(parties), "claims": list(claims)}
    return formset(data, initial=list(initial), prefix="terms", form_kwargs=kwargs)


def begun_with(claim, term, due_on):
    """A row as it is shown first: what was said last on the issue, or what was asked."""
    return {
        "issue": str(claim.pk) if claim else OTHER,
        "who": f"{term.obligor}-{term.creditor}",
        "action": term.action,
        "amount": term.amount,
        "detail": term.detail,
        "due_on": term.due_on if term.due_on and term.due_on >= today() else due_on,
    }


def items_of(rows, claims):
    """(term, claim) of each filled row."""
    known = {str(claim.pk): claim for claim in claims}
    for row in rows.filled:
        obligor, creditor = (int(key) for key in row["who"].split("-"))
        yield (
            Term(
                obligor=obligor,
                creditor=creditor,
                action=row["action"],
                detail=row["detail"],
                amount=row["amount"],
                due_on=row["due_on"],
            ),
            known.get(row["issue"]),
        )


class AnswerTermForm(forms.Form):
    """One term of an offer: taken, changed, or refused. The fields below count only when it is changed."""

    answer = forms.ChoiceField(
        label=_("您的回应"),
        choices=[(ACCEPT, _("同意这一项")), (CHANGE, _("改一改")), (REFUSE, _("不同意"))],
        widget=forms.RadioSelect,
    )
    amount = MoneyField(label=_("改成多少"), required=False)
    due_on = day_field(label=_("在哪天之前"), required=False)
    detail = forms.CharField(label=_("具体内容"), max_length=500, required=False)

    def __init__(self, *args, item, **kwargs):
        term = item.term
        initial = {"amount": term.amount, "due_on": term.due_on, "detail": term.detail}
        super().__init__(*args, prefix=f"item{item.position}", initial=initial, **kwargs)
        self.item, self.is_money = item, term.action in MONEY
        if not self.is_money:
            del self.fields["amount"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("answer") != CHANGE:
            return cleaned
        if self.is_money and "amount" not in self.errors and not cleaned.get("amount"):
            self.add_error("amount", _("请写明金额。"))
        if not self.is_money and "detail" not in self.errors and not cleaned.get("detail"):
            self.add_error("detail", _("请写明具体做什么、做到什么程度。"))
        day = cleaned.get("due_on")
        if "due_on" not in self.errors and (day is None or day < today() or day.year > today().year + 10):
            self.add_error("due_on", _("请写明履行日期，不能早于今天。"))
        return cleaned

    def changed_term(self):
        term, given = self.item.term, self.cleaned_data
        return Term(
            obligor=term.obligor,
            creditor=term.creditor,
            action=term.action,
            detail=given["detail"],
            amount=given.get("amount"),
            due_on=given["due_on"],
        )


class RangeForm(forms.Form):
    """What one could accept on a claim, for the mediator's eyes."""

    amount = MoneyField(
        label=_("我能接受的底线"), required=False, help_text=_("收钱的一方写最少，付钱的一方写最多。")
    )
    remark = forms.CharField(label=_("还想让调解员知道的"), required=False, max_length=500, widget=words(2))

    def __init__(self, *args, claim, **kwargs):
        super().__init__(*args, prefix=f"claim{claim.pk}", **kwargs)
        self.claim = claim
