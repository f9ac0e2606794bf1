"""A deadline told in words: from when, how long, what was skipped and why, until when."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .calendar import Day
from .computation import BEIJING, local_date
from .models import Deadline
from .states import Certainty, Unit

HOLIDAYS = {
    "New Year's Day": gettext_lazy("元旦"),
    "Spring Festival": gettext_lazy("春节"),
    "Tomb-sweeping Day": gettext_lazy("清明节"),
    "Labour Day": gettext_lazy("劳动节"),
    "Dragon Boat Festival": gettext_lazy("端午节"),
    "Mid-autumn Festival": gettext_lazy("中秋节"),
    "National Day": gettext_lazy("国庆节"),
    "Anti-Fascist 70th Day": gettext_lazy("抗战胜利纪念日"),
}
REASONS = {"weekend": gettext_lazy("周末"), "override": gettext_lazy("放假")}


def sentences(deadline: Deadline) -> list[str]:
    derivation = deadline.derivation
    if "acts" not in derivation:
        return [_("到期前 %(days)s 天提醒。") % {"days": deadline.days_before}]
    told = [*_basis(deadline)]
    legs = iter(derivation["legs"])
    for act in derivation["acts"]:
        leg = None if act["act"] == "pause" else next(legs)
        told += _act(act, leg)
    return [*told, *_end(deadline)]


def _basis(deadline: Deadline) -> Iterator[str]:
    version = deadline.rule_version
    if version is None:
        return
    yield _("依据：%(source)s（规则 %(code)s 第 %(version)s 版）。") % {
        "source": version.source,
        "code": version.rule.code,
        "version": version.version,
    }
    if version.certainty in (Certainty.LIKELY, Certainty.UNSURE):
        yield _("这一期限尚待核对原文。")


def _act(act: dict[str, Any], leg: dict[str, Any] | None) -> Iterator[str]:
    if act["act"] == "start":
        yield _start(act)
    elif act["act"] == "fixed":
        yield _("约定的日期是%(day)s。") % {"day": _day(act["on"])}
    elif act["act"] == "before":
        yield _before(act)
    elif act["act"] == "extend":
        yield _("%(day)s延长%(period)s。") % {"day": _on(act), "period": period(act["n"], act["unit"])}
    elif act["act"] == "pause":
        yield _("%(day)s起中止计算。") % {"day": _on(act)}
    elif act["act"] == "resume":
        yield _("%(day)s恢复计算。") % {"day": _on(act)}
    if leg is not None:
        yield from _skipped(leg)


def _start(act: dict[str, Any]) -> str:
    if act["unit"] == "H":
        at = datetime.fromisoformat(act["at"]).astimezone(BEIJING)
        words = {"moment": date_format(at, "DATETIME_FORMAT"), "period": period(act["n"], "H")}
        return _("从%(moment)s起%(period)s。") % words
    words = {"day": _on(act), "period": period(act["n"], act["unit"])}
    return _("从%(day)s起%(period)s，当天不计入。") % words


def _before(act: dict[str, Any]) -> str:
    at = datetime.fromisoformat(act["moment"]).astimezone(BEIJING)
    words = {"moment": date_format(at, "DATETIME_FORMAT"), "period": period(act["n"], act["unit"])}
    return _("%(moment)s之前%(period)s。") % words


def _skipped(leg: dict[str, Any]) -> Iterator[str]:
    """Days off passed over inside a period of working days, or at the end of one of calendar days."""
    skipped = [(date.fromisoformat(on), reason, name) for on, reason, name in leg["skipped"]]
    if not skipped:
        return
    told = _("、").join(_stretch(days) for days in _stretches(skipped))
    if leg["unit"] == "WD":
        yield _("跳过%(days)s。") % {"days": told}
    else:
        yield _("最后一天遇%(days)s，顺延到%(due)s。") % {"days": told, "due": _day(leg["due_on"])}


def _stretches(skipped: list[tuple[date, str, str]]) -> Iterator[list[tuple[date, str, str]]]:
    """Neighbouring days off for the same reason, told together."""
    numbered = [(day[0] - timedelta(days=n), day) for n, day in enumerate(skipped)]
    for _key, run in groupby(numbered, key=lambda pair: (pair[0], pair[1][1:])):
        yield [day for _anchor, day in run]


def _stretch(days: list[tuple[date, str, str]]) -> str:
    (first, reason, name), last = days[0], days[-1][0]
    why = str(HOLIDAYS.get(name, name)) if reason == "holiday" else str(REASONS.get(reason, reason))
    if first == last:
        return _("%(day)s（%(why)s）") % {"day": _day(first), "why": why}
    words = {"first": _day(first), "last": _day(last), "why": why}
    return _("%(first)s至%(last)s（%(why)s）") % words


def of_day(day: Day) -> str:
    if day.reason == "make_up":
        return _("补班")
    if day.is_working:
        return ""
    return str(HOLIDAYS.get(day.name, day.name) if day.reason == "holiday" else REASONS.get(day.reason, ""))


def _end(deadline: Deadline) -> Iterator[str]:
    if deadline.paused_at is not None:
        yield _("目前中止，恢复后再确定到期日。")
        return
    if deadline.derivation["legs"][-1]["unit"] == "H":
        at = date_format(deadline.due_at.astimezone(BEIJING), "DATETIME_FORMAT")
        yield _("到期：%(moment)s（北京时间）。") % {"moment": at}
    else:
        yield _("到期：%(day)s 24:00（北京时间）。") % {"day": _day(deadline.due_on)}
    if deadline.is_provisional:
        yield _("%(year)s年的放假安排尚未公布，日期为暂定，公布后重新计算。") % {"year": deadline.due_on.year}


def period(n: int, unit: str) -> str:
    """A length of time in words: 3 个工作日."""
    forms = {
        Unit.WORKING_DAY: ngettext("%(n)s 个工作日", "%(n)s 个工作日", n),
        Unit.CALENDAR_DAY: ngettext("%(n)s 日", "%(n)s 日", n),
        Unit.HOUR: ngettext("%(n)s 小时", "%(n)s 小时", n),
        Unit.MONTH: ngettext("%(n)s 个月", "%(n)s 个月", n),
        Unit.YEAR: ngettext("%(n)s 年", "%(n)s 年", n),
    }
    return forms[Unit(unit)] % {"n": n}


def _on(act: dict[str, Any]) -> str:
    return _day(local_date(datetime.fromisoformat(act["at"])))


def _day(on: date | str) -> str:
    return date_format(date.fromisoformat(on) if isinstance(on, str) else on, "DATE_FORMAT")
