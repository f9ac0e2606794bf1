"""A session's time in words: 11月30日（周一）19:30–20:30. Always Beijing time, as the pages say."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

WEEKDAYS = (
    gettext_lazy("周一"),
    gettext_lazy("周二"),
    gettext_lazy("周三"),
    gettext_lazy("周四"),
    gettext_lazy("周五"),
    gettext_lazy("周六"),
    gettext_lazy("周日"),
)


def day_in_words(moment: datetime, *, with_year: bool = False) -> str:
    """The year is said where it is another one than now, and on papers."""
    local = timezone.localtime(moment)
    if local.year == timezone.localdate().year and not with_year:
        pattern = pgettext("a date format of Django: month and day", "n月j日")
    else:
        pattern = pgettext("a date format of Django: year, month and day", "Y年n月j日")
    words = {"day": date_format(local, pattern), "weekday": WEEKDAYS[local.weekday()]}
    return _("%(day)s（%(weekday)s）") % words


def time_in_words(starts_at: datetime, ends_at: datetime) -> str:
    starts, ends = timezone.localtime(starts_at), timezone.localtime(ends_at)
    until = f"{ends:%H:%M}"
    if ends.date() != starts.date():
        until = _("次日%(time)s") % {"time": until}
    return f"{starts:%H:%M}–{until}"


def in_words(starts_at: datetime, ends_at: datetime, *, with_year: bool = False) -> str:
    words = {"day": day_in_words(starts_at, with_year=with_year), "time": time_in_words(starts_at, ends_at)}
    return _("%(day)s%(time)s") % words


class When:
    """The same, worded only when it is read: by each in their own language."""

    def __init__(
        self, starts_at: datetime | None, ends_at: datetime | None, *, with_year: bool = False
    ) -> None:
        assert starts_at is not None and ends_at is not None, "a time that is fixed"
        self.starts_at, self.ends_at, self.with_year = starts_at, ends_at, with_year

    def __str__(self) -> str:
        return in_words(self.starts_at, self.ends_at, with_year=self.with_year)

    def __format__(self, spec: str) -> str:
        return str(self)
