"""The figures as tables: the same for the page and for the export. Each number knows the cases behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from django.utils.translation import gettext as _

from disputes.states import Outcome

from .selectors import Figures, Opinion, Selection, Tally, Waiting, share
from .states import RESULT_OF, Dimension, Overdue, Result, Span

Number = int | Fraction | None


@dataclass(frozen=True)
class Cell:
    """A number; what share of which whole it is; and the query that lists its cases (none: it is no count)."""

    value: Number
    query: str = ""
    share: Fraction | None = None

    @property
    def text(self) -> str:
        return number(self.value)

    @property
    def share_text(self) -> str:
        return percent(self.share) if self.share is not None else ""


@dataclass(frozen=True)
class Segment:
    """A piece of a row's bar, in hundredths of its length."""

    name: str
    start: str
    width: str


@dataclass(frozen=True)
class Row:
    key: str
    label: str
    cells: list[Cell]
    segments: list[Segment] = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    code: str
    title: str
    head: str
    columns: list[str]
    rows: list[Row]
    shares: frozenset[int] = frozenset()  # columns whose cells have a share
    has_bars: bool = False

    @property
    def page_rows(self) -> list[Row]:
        """On the page the latest month comes first; in a file time runs on."""
        return self.rows[::-1] if self.code == Dimension.MONTH else self.rows

    @property
    def is_long(self) -> bool:
        return len(self.rows) > 14


def number(value: Number) -> str:
    if value is None:
        return "—"
    if isinstance(value, Fraction) and value.denominator != 1:
        return f"{float(value):,.1f}"
    return f"{int(value):,}"


def percent(value: Fraction | None) -> str:
    """To one decimal, halves up."""
    if value is None:
        return "—"
    tenths = int(value * 1000 + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}%"


def by_dimension(figures: Figures, dimension: str, *, rows: Iterable[Tally] | None = None) -> Table:
    """What became of the cases of each sector, region …: counts, shares of the closed, days."""
    found = list(figures.by(dimension) if rows is None else rows)
    longest = max((row.filed for row in found), default=0)
    return Table(
        code=dimension,
        title={
            Dimension.MONTH: _("按提交月份"),
            Dimension.SECTOR: _("按领域"),
            Dimension.CATEGORY: _("按类别"),
            Dimension.REGION: _("按地区"),
            Dimension.PLATFORM: _("按平台"),
        }[Dimension(dimension)],
        head=str(Dimension(dimension).label),
        columns=[
            _("收到"),
            *(str(result.label) for result in Result),
            _("天数中位数"),
            _("九成在几天内"),
        ],
        rows=[_row(figures.selection, dimension, row, longest) for row in found],
        shares=frozenset({1, 2, 3, 4}),
        has_bars=dimension != Dimension.MONTH,
    )


def _row(selection: Selection, dimension: str, tally: Tally, longest: int) -> Row:
    chosen = selection.narrowed(**{dimension: tally.key})
    results = [
        Cell(
            tally.of(result),
            chosen.narrowed(result=result.value).query,
            share(tally.of(result), tally.closed) if result != Result.OPEN else None,
        )
        for result in Result
    ]
    cells = [Cell(tally.filed, chosen.query), *results, Cell(tally.median), Cell(tally.p90)]
    return Row(tally.key, tally.label, cells, _segments(tally, longest))


def _segments(tally: Tally, longest: int) -> list[Segment]:
    found, start = [], Fraction()
    for result in Result:
        if count := tally.of(result):
            width = Fraction(count * 100, longest)
            found.append(Segment(result.value, f"{float(start):.3f}", f"{float(width):.3f}"))
            start += width
    return found


def outcomes(figures: Figures) -> Table:
    tally = figures.total
    found = [(outcome, tally.outcomes[outcome]) for outcome in Outcome.values if tally.outcomes[outcome]]
    longest = max((count for _outcome, count in found), default=0)
    return Table(
        code="outcome",
        title=_("结案结果"),
        head=_("结果"),
        columns=[_("案件")],
        rows=[
            Row(
                outcome,
                str(Outcome(outcome).label),
                [
                    Cell(
                        count,
                        figures.selection.narrowed(outcome=outcome).query,
                        share(count, tally.closed),
                    )
                ],
                [Segment(RESULT_OF[outcome], "0", f"{count * 100 / longest:.3f}")],
            )
            for outcome, count in sorted(found, key=lambda pair: -pair[1])
        ],
        shares=frozenset({0}),
        has_bars=True,
    )


def spans(figures: Figures) -> Table:
    tally = figures.total
    return Table(
        code="span",
        title=_("从提交到结案的天数"),
        head=_("天数"),
        columns=[_("案件")],
        rows=[
            Row(
                span.value,
                str(span.label),
                [
                    Cell(
                        tally.within(span),
                        figures.selection.narrowed(span=span.value).query,
                        share(tally.within(span), tally.timed),
                    )
                ],
            )
            for span in Span
        ],
        shares=frozenset({0}),
    )


def overdue(selection: Selection, waiting: list[Waiting]) -> Table:
    def late(row: Waiting, kind: str, count: int) -> Cell:
        return Cell(count, selection.narrowed(state=row.state, overdue=kind).query)

    return Table(
        code="overdue",
        title=_("现在未结案的案件"),
        head=_("状态"),
        columns=[_("未结案"), *(str(kind.label) for kind in Overdue)],
        rows=[
            Row(
                row.state,
                row.label,
                [
                    Cell(row.open, selection.narrowed(state=row.state).query),
                    late(row, Overdue.DUE.value, row.due),
                    late(row, Overdue.SILENT.value, row.silent),
                ],
            )
            for row in waiting
        ],
    )


def scores(selection: Selection, opinion: Opinion) -> Table:
    return Table(
        code="score",
        title=_("满意度"),
        head=_("最低一份评价"),
        columns=[_("案件")],
        rows=[
            Row(
                str(score),
                _("%(score)d 分") % {"score": score},
                [Cell(count, selection.narrowed(score=score).query, share(count, opinion.answered))],
                [Segment("score", "0", f"{count * 100 / (opinion.answered or 1):.3f}")],
            )
            for score, count in opinion.scores.items()
        ],
        shares=frozenset({0}),
        has_bars=True,
    )
