"""An entry on the roster: what somebody knows, holds, speaks, and when they are there."""

from datetime import time

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from accounts.selectors import staff_of
from accounts.states import Role
from rulebook.selectors import categories

from ..models import RosterEntry
from ..states import Language
from .requesting import words


def day():
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class RosterForm(forms.ModelForm):
    categories = forms.MultipleChoiceField(
        label=_("擅长的纠纷类别"), required=False, widget=forms.SelectMultiple(attrs={"size": 8})
    )
    speaks = forms.MultipleChoiceField(
        label=_("语言"),
        required=False,
        choices=Language.choices,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )

    class Meta:
        model = RosterEntry
        fields = [
            "mediator",
            "bio",
            "categories",
            "speaks",
            "practised_since",
            "most_cases",
            "is_available",
        ]
        labels = {"mediator": _("调解员")}
        help_texts = {"most_cases": _("不填的，按平台规则的上限。"), "speaks": "", "categories": ""}
        widgets = {"bio": words(3), "practised_since": day()}

    def __init__(self, *args, body, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["categories"].choices = [(found.code, found.label) for found in categories()]
        self.fields["most_cases"].max_value = 200
        if self.instance.pk:
            del self.fields["mediator"]
        else:
            self.fields["mediator"].queryset = staff_of(body, Role.MEDIATOR)


class CertificateForm(forms.Form):
    number = forms.CharField(label=_("证书编号"), max_length=60)
    issuer = forms.CharField(label=_("发证机关"), max_length=120, required=False)
    expires_on = forms.DateField(
        label=_("有效期至"),
        required=False,
        widget=day(),
        help_text=_("到期前会提醒；到期以后，更新之前不能再被指定。"),
    )


class AvailabilityForm(forms.Form):
    """For each weekday one stretch of time, or none."""

    is_available = forms.BooleanField(label=_("可以接案"), required=False)
    takes_no_new_until = forms.DateField(label=_("在此日期前不接新案"), required=False, widget=day())

    def __init__(self, *args, entry, **kwargs):
        super().__init__(*args, **kwargs)
        kept = {row[0]: row[1:] for row in entry.hours}
        self.fields["is_available"].initial = entry.is_available
        self.fields["takes_no_new_until"].initial = entry.takes_no_new_until
        for n, name in WEEKDAYS.items():
            begins, ends = kept.get(n, ("", ""))
            for end, label, initial in (("from", _("从"), begins), ("to", _("到"), ends)):
                self.fields[f"day{n}-{end}"] = forms.TimeField(
                    label=f"{name} {label}",
                    required=False,
                    initial=initial,
                    widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                )

    def week(self):
        return [(name, self[f"day{n}-from"], self[f"day{n}-to"]) for n, name in WEEKDAYS.items()]

    def clean(self):
        cleaned = super().clean()
        hours = []
        for n in WEEKDAYS:
            begins, ends = cleaned.get(f"day{n}-from"), cleaned.get(f"day{n}-to")
            if begins and ends and begins < ends:
                hours.append([n, _clock(begins), _clock(ends)])
            elif begins or ends:
                self.add_error(f"day{n}-to", _("要写从几点到几点，后一个时间要晚于前一个。"))
        cleaned["hours"] = hours
        return cleaned


def _clock(at: time) -> str:
    return at.strftime("%H:%M")


class AwayForm(forms.Form):
    starts_on = forms.DateField(label=_("外出从"), widget=day())
    ends_on = forms.DateField(label=_("到"), widget=day())


class RosterFilterForm(forms.Form):
    """On the page of a roster, and where parties choose."""

    skill = forms.ChoiceField(label=_("擅长"), required=False)
    language = forms.ChoiceField(label=_("语言"), required=False)
    free = forms.BooleanField(label=_("只看现在可以指定的"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["skill"].choices = [("", _("不限")), *[(one.code, one.label) for one in categories()]]
        self.fields["language"].choices = [("", _("不限")), *Language.choices]

    def lets_through(self, card):
        """A filter that is none lets everybody through."""
        wanted = self.cleaned_data if self.is_valid() else {}
        skill, language = wanted.get("skill"), wanted.get("language")
        return (
            (not skill or skill in card.entry.categories)
            and (not language or language in card.entry.speaks)
            and (not wanted.get("free") or card.may_be_named)
        )
