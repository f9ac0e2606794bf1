"""Terms of an offer or an opinion: one row for one thing that somebody does for somebody by a day."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..states import Action, PartyRole
from ..terms import Term
from .fields import MoneyField, day_field, today
from .rows import Rows, rows_of

MOST = 20
MONEY = {Action.PAY, Action.REFUND}


def directions(parties):
    """Who to whom, as one choice: every complainant and respondent, both ways, respondents first."""
    asking = [party for party in parties if party.role == PartyRole.COMPLAINANT]
    asked = [party for party in parties if party.role == PartyRole.RESPONDENT]
    pairs = [(one, other) for one in asked for other in asking]
    pairs += [(one, other) for one in asking for other in asked]
    return [
        (f"{one.pk}-{other.pk}", _("%(one)s 向 %(other)s") % {"one": one.name, "other": other.name})
        for one, other in pairs
    ]


class TermForm(forms.Form):
    who = forms.ChoiceField(label=_("谁向谁"))
    action = forms.ChoiceField(label=_("做什么"), choices=[("", _("请选择")), *Action.choices])
    amount = MoneyField(label=_("金额"), required=False)
    detail = forms.CharField(label=_("具体内容"), max_length=500, required=False)
    due_on = day_field(label=_("在哪天之前"))

    def __init__(self, *args, parties=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = directions(parties)

    def has_changed(self):
        """The preselected direction alone does not make a row."""
        return any(name != "who" for name in self.changed_data)

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day < today():
            raise forms.ValidationError(_("履行日期不能早于今天。"), code="past")
        if day.year > today().year + 10:
            raise forms.ValidationError(_("请检查日期。"), code="odd_date")
        return day

    def clean(self):
        cleaned = super().clean()
        action = cleaned.get("action")
        if action in MONEY and "amount" not in self.errors and not cleaned.get("amount"):
            self.add_error("amount", _("请写明金额。"))
        if action and action not in MONEY and not cleaned.get("detail") and "detail" not in self.errors:
            self.add_error("detail", _("请写明具体做什么、做到什么程度。"))
        return cleaned


class TermRows(Rows):
    def clean(self):
        if self.min_num and not any(self.errors) and not self.filled:
            raise forms.ValidationError(_("请至少写明一项履行内容。"), code="no_terms")


def term_rows(data=None, *, parties, terms=(), may_be_empty=False):
    initial = [
        {
            "who": f"{term.obligor}-{term.creditor}",
            "action": term.action,
            "amount": term.amount,
            "detail": term.detail,
            "due_on": term.due_on if term.due_on and term.due_on >= today() else None,
        }
        for term in terms
    ]
    formset = rows_of(TermForm, TermRows, most=MOST, least=0 if may_be_empty else 1)
    return formset(data, initial=initial, prefix="terms", form_kwargs={"parties": list(parties)})


def terms_of(rows):
    """The filled rows as `Term`s."""
    return [
        Term(
            obligor=int(row["who"].split("-")[0]),
            creditor=int(row["who"].split("-")[1]),
            action=row["action"],
            detail=row["detail"],
            amount=row["amount"],
            due_on=row["due_on"],
        )
        for row in rows.filled
    ]
