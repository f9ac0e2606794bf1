"""The wording of an agreement, and splitting one sum into instalments."""

import calendar
import re
from datetime import date
from decimal import ROUND_DOWN, Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from disputes.forms import term_rows
from disputes.forms.fields import day_field
from inputs.money import NotASum, parse_yuan

from .requesting import words

PREFIX = "terms"
MOST = 20


class AgreementForm(forms.Form):
    facts = forms.CharField(label=_("主要事实"), max_length=10_000, widget=words(5))
    disputed_items = forms.CharField(label=_("争议事项及各方责任"), max_length=10_000, widget=words())
    performance = forms.CharField(
        label=_("履行方式"),
        required=False,
        max_length=3000,
        help_text=_("怎么付、付到哪个账户、分几期；怎么交付、谁验收。"),
        widget=words(3),
    )
    default_clause = forms.CharField(
        label=_("违约约定"),
        required=False,
        max_length=3000,
        help_text=_("不按约定履行时怎么办，例如违约金、全部到期。"),
        widget=words(2),
    )
    confidentiality = forms.CharField(
        label=_("保密约定"),
        required=False,
        max_length=3000,
        help_text=_("不填就用通常的写法：调解过程不公开，不透露他人隐私和商业秘密。"),
        widget=words(2),
    )
    accelerates = forms.BooleanField(
        label=_("约定：一期逾期不付，权利人可以要求余款全部立即付清"),
        required=False,
        help_text=_("分期付款时才需要。会写进协议文字。"),
    )
    wants_confirmation = forms.BooleanField(label=_("约定生效后三十日内共同申请司法确认"), required=False)


class SplitForm(forms.Form):
    """One item with a sum becomes several, a month apart."""

    item = forms.IntegerField(label=_("把第几项"), min_value=1, max_value=MOST, initial=1)
    parts = forms.IntegerField(label=_("分成几期"), min_value=2, max_value=MOST, initial=3)
    first_on = day_field(label=_("第一期在哪天之前"))

    def __init__(self, data=None, **kwargs):
        super().__init__(data, prefix="split", use_required_attribute=False, **kwargs)

    def rows(self, posted, *, parties):
        """The posted rows with the item split, as a bound formset that has only been reshaped; None with an error."""
        if not self.is_valid():
            return None
        given = self.cleaned_data
        index, parts = given["item"] - 1, given["parts"]
        found = [re.fullmatch(rf"{PREFIX}-([0-9]{{1,4}})-who", key) for key in posted]
        numbers = sorted(int(match[1]) for match in found if match)[:MOST]
        if index >= len(numbers):
            self.add_error("item", _("没有这一项。"))
            return None
        if len(numbers) - 1 + parts > MOST:
            self.add_error("parts", _("一共最多二十项，请少分几期。"))
            return None
        amount = _sum(posted.get(f"{PREFIX}-{numbers[index]}-amount", ""))
        if amount is None or amount < parts:
            self.add_error("item", _("请先在这一项写明要分期的总金额。"))
            return None
        shaped = self._split(posted, numbers, index, amount, parts, given["first_on"])
        rows = term_rows(shaped, parties=parties)
        rows.is_reshaped = True
        return rows

    def _split(self, posted, numbers, index, amount, parts, first_on):
        rest = posted.copy()
        kept = [
            {
                key.split("-", 2)[2]: rest.pop(key)
                for key in list(rest)
                if key.startswith(f"{PREFIX}-{number}-")
            }
            for number in numbers
        ]
        whole = kept[index]
        pieces = [
            {**whole, "amount": [f"{part:.2f}"], "due_on": [day.isoformat()]}
            for part, day in zip(shares(amount, parts), months_from(first_on, parts), strict=True)
        ]
        rows = [*kept[:index], *pieces, *kept[index + 1 :]]
        for number, row in enumerate(rows):
            for name, values in row.items():
                rest.setlist(f"{PREFIX}-{number}-{name}", values)
        rest[f"{PREFIX}-TOTAL_FORMS"], rest[f"{PREFIX}-INITIAL_FORMS"] = str(len(rows)), "0"
        return rest


def shares(amount, parts):
    """Equal parts to the cent; the last one takes what is left over."""
    each = (amount / parts).quantize(Decimal("0.01"), ROUND_DOWN)
    return [*[each] * (parts - 1), amount - each * (parts - 1)]


def months_from(first: date, parts: int):
    """The same day of every month, or its last day where it has no such day."""
    for n in range(parts):
        months = first.year * 12 + first.month - 1 + n
        year, month = months // 12, months % 12 + 1
        yield date(year, month, min(first.day, calendar.monthrange(year, month)[1]))


def _sum(text):
    try:
        return parse_yuan(text) or None
    except NotASum:
        return None
