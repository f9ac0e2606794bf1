"""What may be asked of the figures: the filters of the page, and the cell that was pressed."""

from __future__ import annotations

import re

from django import forms
from django.db.models import Count
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from disputes.models import Dispute
from disputes.states import Origin, Outcome, Sector, State
from rulebook.selectors import categories, regions

from .selectors import REST, Selection, label_of
from .states import NONE, Dimension, Overdue, Result, Satisfied, Span

ALL = ("", _("全部"))
#: So many platforms are offered to choose from; the others are reached by pressing their row.
OFFERED_PLATFORMS = 200
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def _day(label) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


class FilterForm(forms.Form):
    since = _day(_("提交日期从"))
    until = _day(_("到"))
    sector = forms.ChoiceField(label=_("领域"), required=False)
    category = forms.ChoiceField(label=_("类别"), required=False)
    region = forms.ChoiceField(label=_("地区"), required=False)
    platform = forms.ChoiceField(label=_("平台"), required=False)
    origin = forms.ChoiceField(label=_("来源"), required=False, choices=[ALL, *Origin.choices])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sector"].choices = [ALL, *Sector.choices, _nothing(Dimension.SECTOR)]
        self.fields["category"].choices = [ALL, *_categories_by_sector(), _nothing(Dimension.CATEGORY)]
        places = [(place.code, place.label) for place in regions()]
        self.fields["region"].choices = [ALL, *places, _nothing(Dimension.REGION)]
        self.fields["platform"].choices = [ALL, *self._platforms(), _nothing(Dimension.PLATFORM)]
        for name in (Dimension.SECTOR, Dimension.CATEGORY, Dimension.REGION):
            self._offer_stored(name)

    def _offer_stored(self, name: str) -> None:
        """A code that the rulebook has dropped is still in old cases, and their rows can be pressed."""
        field, chosen = self.fields[name], self.data.get(self.add_prefix(name), "")
        if chosen and not field.valid_value(chosen) and Dispute.objects.filter(**{name: chosen}).exists():
            field.choices = [*field.choices, (chosen, chosen)]

    def _platforms(self) -> list[tuple[str, str]]:
        busiest = Dispute.objects.filter(platform__isnull=False).values("platform").annotate(n=Count("pk"))
        offered = {row["platform"] for row in busiest.order_by("-n", "platform")[:OFFERED_PLATFORMS]}
        chosen = self.data.get(self.add_prefix("platform"), "")
        if chosen.isdecimal() and len(chosen) < 19:
            offered.add(int(chosen))
        named = Organisation.objects.filter(pk__in=offered).order_by("name").values_list("pk", "name")
        rest = [(REST, label_of(Dimension.PLATFORM, REST))] if chosen == REST else []
        return [(str(pk), name) for pk, name in named] + rest

    def clean(self):
        given = super().clean()
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _t("结束日期早于开始日期。"))
        return given

    def selection(self) -> Selection:
        return Selection(**self.cleaned_data)

    def chosen(self) -> list[tuple[str, str]]:
        """What was asked for, in words: (what, which)."""
        return [
            (str(field.label), self._word(name, value))
            for name, field in self.fields.items()
            if (value := self.cleaned_data.get(name)) not in (None, "")
        ]

    def _word(self, name: str, value) -> str:
        choices = getattr(self.fields[name], "choices", ())
        flat = [
            pair for key, label in choices for pair in (label if isinstance(label, list) else [(key, label)])
        ]
        return str(dict(flat).get(value, value))


class CellForm(FilterForm):
    """The filters, and one cell of a table."""

    month = forms.CharField(label=_("提交月份"), required=False)
    result = forms.ChoiceField(label=_("结案情况"), required=False, choices=[ALL, *Result.choices])
    outcome = forms.ChoiceField(label=_("结果"), required=False, choices=[ALL, *Outcome.choices])
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[ALL, *State.choices])
    span = forms.ChoiceField(label=_("办理天数"), required=False, choices=[ALL, *Span.choices])
    overdue = forms.ChoiceField(label=_("期限"), required=False, choices=[ALL, *Overdue.choices])
    satisfied = forms.ChoiceField(label=_("评价"), required=False, choices=[ALL, *Satisfied.choices])
    score = forms.IntegerField(label=_("最低一份评价"), required=False, min_value=1, max_value=5)

    def clean_month(self):
        month = self.cleaned_data["month"]
        if month and not MONTH.fullmatch(month):
            raise forms.ValidationError(_t("月份写作 2026-03。"))
        return month


def _nothing(dimension: str) -> tuple[str, str]:
    return NONE, label_of(dimension, NONE)


def _categories_by_sector() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (str(sector.label), [(kind.code, kind.label) for kind in categories(sector.value)])
        for sector in Sector
    ]
