"""The big numbers at the top of the overview."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .selectors import Figures, Opinion, Waiting, share
from .states import Overdue, Result, Satisfied
from .tables import number, percent


@dataclass(frozen=True)
class Headline:
    """A number, what it is of, and the query that lists its cases."""

    code: str
    label: str
    text: str
    note: str
    query: str = ""
    count: int | None = None


def headlines(figures: Figures, waiting: list[Waiting], opinion: Opinion) -> list[Headline]:
    tally, chosen = figures.total, figures.selection

    def part(code: str, label: str, count: int, whole: int, query: str, of: str) -> Headline:
        note = _("%(count)s 件，占%(of)s %(whole)s 件") % {
            "count": number(count),
            "of": of,
            "whole": number(whole),
        }
        return Headline(code, label, percent(share(count, whole)), note, query, count)

    late = sum(row.due for row in waiting)
    timed = _("按 %(count)s 件计算") % {"count": number(tally.timed)}
    closed = tally.closed
    return [
        Headline(
            "filed",
            _("收到的案件"),
            number(tally.filed),
            _("已结案 %(closed)s 件，未结案 %(open)s 件")
            % {"closed": number(closed), "open": number(tally.open)},
            chosen.query,
            tally.filed,
        ),
        *(
            part(
                result,
                label,
                tally.of(result),
                closed,
                chosen.narrowed(result=result.value).query,
                _("已结案"),
            )
            for result, label in (
                (Result.SETTLED, _("和解率")),
                (Result.DECLINED, _("不予受理率")),
                (Result.WITHDRAWN, _("撤回率")),
            )
        ),
        Headline("median", _("办理天数的中位数"), number(tally.median), timed),
        Headline("p90", _("九成案件的办理天数"), number(tally.p90), timed),
        Headline(
            "overdue",
            _("现在逾期"),
            number(late),
            _("未结案 %(open)s 件中") % {"open": number(tally.open)},
            chosen.narrowed(overdue=Overdue.DUE.value).query,
            late,
        ),
        part(
            "satisfied",
            _("满意率"),
            opinion.satisfied,
            opinion.answered,
            chosen.narrowed(satisfied=Satisfied.YES.value).query,
            _("有评价的"),
        ),
    ]
