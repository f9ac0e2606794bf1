"""Words of the figures: by what they are split, and into which results cases fall."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from disputes.states import SETTLED_OUTCOMES, Outcome, State


class Dimension(models.TextChoices):
    MONTH = "month", _("月份")
    SECTOR = "sector", _("领域")
    CATEGORY = "category", _("类别")
    REGION = "region", _("地区")
    PLATFORM = "platform", _("平台")


class Result(models.TextChoices):
    """Every filed case is in exactly one: open, or closed in one of four ways."""

    SETTLED = "settled", _("达成和解")
    DECLINED = "declined", _("不予受理")
    WITHDRAWN = "withdrawn", _("撤回")
    OTHERWISE = "otherwise", _("其他方式结案")
    OPEN = "open", _("尚未结案")


#: Which outcomes make up each way of being closed: together all of them, none twice.
OUTCOMES_OF: dict[str, frozenset[str]] = {
    Result.SETTLED: frozenset(SETTLED_OUTCOMES),
    Result.DECLINED: frozenset({Outcome.DECLINED}),
    Result.WITHDRAWN: frozenset({Outcome.WITHDRAWN}),
}
OUTCOMES_OF[Result.OTHERWISE] = frozenset(Outcome.values).difference(*OUTCOMES_OF.values())

RESULT_OF: dict[str, str] = {
    outcome: result for result, outcomes in OUTCOMES_OF.items() for outcome in outcomes
}


class Span(models.TextChoices):
    """How long a closed case took, in days of the calendar; the value holds the bounds, both included."""

    WEEK = "0-7", _("7 天以内")
    FORTNIGHT = "8-15", _("8 至 15 天")
    MONTH = "16-30", _("16 至 30 天")
    TWO_MONTHS = "31-60", _("31 至 60 天")
    THREE_MONTHS = "61-90", _("61 至 90 天")
    LONGER = "91-", _("超过 90 天")

    @property
    def bounds(self) -> tuple[int, int | None]:
        first, _dash, last = self.value.partition("-")
        return int(first), int(last) if last else None

    def holds(self, days: int) -> bool:
        first, last = self.bounds
        return first <= days and (last is None or days <= last)


class Overdue(models.TextChoices):
    """Late is what a running clock has passed. That the clock made the last step is told apart: it is not late."""

    DUE = "due", _("期限已过，仍未处理")
    SILENT = "silent", _("最近一步因期限届满由系统作出")


class Satisfied(models.TextChoices):
    ANSWERED = "answered", _("有评价")
    YES = "yes", _("满意")


#: Named one by one, and not as "anything but closed": so an index can find them.
OPEN_STATES = tuple(state for state in State.values if state not in (State.DRAFT, State.CLOSED))
#: The value of a filter for "nothing stands there": no region, no platform.
NONE = "none"
#: From which score (one to five) an answer counts as satisfied.
SATISFIED_FROM = 4
#: On the public page nothing under this number is shown.
SMALLEST_PUBLIC = 5
#: So many platforms are listed one by one; the rest together.
LISTED_PLATFORMS = 12
