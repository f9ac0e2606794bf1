"""Times of a session: put forward, answered, fixed, moved; and who came."""

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..moments import in_words
from ..states import MOST_OWN_TIMES, MOST_TIMES, SessionState, SessionWay, Suits
from .requesting import words

S = SessionState
JOINT = "joint"
LENGTHS = [
    (30, _("30 分钟")),
    (60, _("1 小时")),
    (90, _("1 小时半")),
    (120, _("2 小时")),
    (180, _("3 小时")),
    (240, _("4 小时")),
]


class TimeForm(forms.Form):
    """One time in Beijing. An empty one is no time; half of one is a mistake."""

    on = forms.DateField(
        label=_("日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    at = forms.TimeField(
        label=_("开始"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    minutes = forms.TypedChoiceField(
        label=_("多长"), choices=LENGTHS, coerce=int, initial=60, required=False, empty_value=60
    )

    def __init__(self, *args, is_required=False, **kwargs):
        super().__init__(*args, use_required_attribute=is_required, **kwargs)
        for name in ("on", "at"):
            self.fields[name].required = is_required

    def clean(self):
        cleaned = super().clean()
        given = [name for name in ("on", "at") if cleaned.get(name) is not None]
        if len(given) == 1 and not self.errors:
            raise forms.ValidationError(_("日期和开始时间要一起填。"), code="half_a_time")
        return cleaned

    @property
    def span(self):
        """From when to when; None where nothing is written."""
        cleaned = self.cleaned_data
        if not cleaned.get("on") or cleaned.get("at") is None:
            return None
        starts_at = timezone.make_aware(
            datetime.combine(cleaned["on"], cleaned["at"]), timezone.get_default_timezone()
        )
        return starts_at, starts_at + timedelta(minutes=cleaned["minutes"])


def time_rows(data, *, prefix="times", count=MOST_TIMES, initial=(), first_is_required=True):
    return [
        TimeForm(
            data,
            prefix=f"{prefix}-{n}",
            is_required=first_is_required and n == 0,
            initial=initial_of(*initial[n]) if n < len(initial) else {"minutes": 60},
        )
        for n in range(count)
    ]


def own_time_rows(data):
    return time_rows(data, prefix="own", count=MOST_OWN_TIMES, first_is_required=False)


def initial_of(starts_at, ends_at):
    local = timezone.localtime(starts_at)
    return {
        "on": local.date(),
        "at": local.time(),
        "minutes": int((ends_at - starts_at).total_seconds() // 60),
    }


def spans_of(rows):
    return [row.span for row in rows if row.span is not None]


class WayForm(forms.Form):
    way = forms.ChoiceField(
        label=_("怎么开"), choices=SessionWay, initial=SessionWay.ROOM, widget=forms.RadioSelect
    )
    place = forms.CharField(
        label=_("地址或者视频链接"),
        required=False,
        max_length=300,
        help_text=_("当面开会写详细地址和门牌；视频会议写 https:// 开头的链接。在本平台开就不用填。"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["way"].explanations = {
            SessionWay.ROOM: _("到时间打开案件页面就能说话，不用装软件。"),
            SessionWay.VIDEO: _("用您自己的视频会议，把链接发给大家。"),
            SessionWay.PLACE: _("约在一个地方见面。"),
        }


class SessionForm(WayForm):
    whom = forms.ChoiceField(label=_("和谁开"), initial=JOINT, widget=forms.RadioSelect)
    message = forms.CharField(label=_("说明"), required=False, max_length=1000, widget=words(2))
    fixes_at_once = forms.BooleanField(
        label=_("各方都答“可以”的时间，马上定下来，不用再等我"), required=False, initial=True
    )
    field_order = ["whom", "way", "place", "message", "fixes_at_once"]

    def __init__(self, *args, parties, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["whom"].choices = [(JOINT, _("各方一起"))] + [
            (str(party.pk), _("只和%(name)s单独谈") % {"name": party.name}) for party in parties
        ]
        alone = _("另一方看不到有这次会谈，也看不到时间。")
        self.fields["whom"].explanations = {str(party.pk): alone for party in parties}
        self.parties = {str(party.pk): party for party in parties}

    @property
    def party(self):
        return self.parties.get(self.cleaned_data["whom"])


class AnswerTimesForm(forms.Form):
    """One row of three for each time, and a word to the mediator."""

    note = forms.CharField(label=_("给调解员的话"), required=False, max_length=300, widget=words(2))

    def __init__(self, *args, times, **kwargs):
        super().__init__(*args, **kwargs)
        self.times = times
        for time in times:
            self.fields[f"tick-{time.pk}"] = forms.ChoiceField(
                label=in_words(time.starts_at, time.ends_at),
                choices=Suits,
                widget=forms.RadioSelect,
                error_messages={"required": _("请选一项。")},
            )

    @property
    def rows(self):
        return [(time, self[f"tick-{time.pk}"]) for time in self.times]

    @property
    def ticks(self):
        return {time.pk: self.cleaned_data[f"tick-{time.pk}"] for time in self.times}


class FixForm(forms.Form):
    time = forms.ChoiceField(label=_("定哪个时间"), widget=forms.RadioSelect)

    def __init__(self, *args, weighed, **kwargs):
        super().__init__(*args, **kwargs)
        self.weighed = {str(one.time.pk): one for one in weighed if one.can_be_fixed}
        self.fields["time"].choices = [
            (pk, in_words(one.time.starts_at, one.time.ends_at)) for pk, one in self.weighed.items()
        ]
        labels = {None: _("没有答复"), **dict(Suits.choices)}
        self.fields["time"].explanations = {
            pk: "；".join(f"{party.name}：{labels[suits]}" for party, suits in one.answers)
            for pk, one in self.weighed.items()
        }


class MoveForm(WayForm):
    reason = forms.CharField(
        label=_("改期的原因"), max_length=300, help_text=_("各方都会读到。"), widget=words(2)
    )


CAME, ABSENT, EXCUSED = "came", "absent", "excused"


class AttendanceForm(forms.Form):
    """What came of the session, and each party in turn; what the room saw is filled in already."""

    outcome = forms.ChoiceField(
        label=_("会议结果"),
        choices=[(one, SessionState(one).label) for one in (S.HELD, S.ADJOURNED, S.NOT_HELD)],
        widget=forms.RadioSelect,
    )
    began = forms.TimeField(
        label=_("实际开始"),
        required=False,
        help_text=_("没有开成的不用填。"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    ended = forms.TimeField(
        label=_("实际结束"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def __init__(self, *args, session, parties, seen, **kwargs):
        super().__init__(*args, **kwargs)
        self.session, self.parties = session, parties
        self.fields["outcome"].explanations = {
            S.ADJOURNED: _("开了，没有谈完，另约时间继续。"),
            S.NOT_HELD: _("有人没有到场，没法开。"),
        }
        self.fields["began"].initial = timezone.localtime(session.starts_at).time()
        self.fields["ended"].initial = timezone.localtime(min(session.ends_at, timezone.now())).time()
        for party in parties:
            self.fields[f"party-{party.pk}"] = forms.ChoiceField(
                label=party.name,
                choices=[
                    (CAME, _("到场")),
                    (EXCUSED, _("没有到场，有正当理由")),
                    (ABSENT, _("没有到场，没有正当理由")),
                ],
                initial=CAME if party.pk in seen else None,
                widget=forms.RadioSelect,
                help_text=_("会谈室里看到过。") if party.pk in seen else "",
            )
        self.order_fields(["outcome", *(f"party-{party.pk}" for party in parties), "began", "ended"])

    def _moment(self, name):
        at = self.cleaned_data.get(name)
        if at is None:
            return None
        day = timezone.localtime(self.session.starts_at).date()
        found = timezone.make_aware(datetime.combine(day, at), timezone.get_default_timezone())
        began = self.cleaned_data.get("began")
        if name == "ended" and began is not None and at < began:
            found += timedelta(days=1)  # past midnight
        return found

    @property
    def record(self):
        said = {party.pk: self.cleaned_data[f"party-{party.pk}"] for party in self.parties}
        return {
            "outcome": self.cleaned_data["outcome"],
            "came": {pk: one == CAME for pk, one in said.items()},
            "excused": [pk for pk, one in said.items() if one == EXCUSED],
            "began_at": self._moment("began"),
            "ended_at": self._moment("ended"),
        }
