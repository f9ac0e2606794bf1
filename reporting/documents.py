"""The figures and the de-identified cases as CSV and as a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

import xlsxwriter
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.models import Dispute
from disputes.states import Origin, Outcome, State
from inputs.words import plain_cell

from .definitions import definitions
from .selectors import label_of
from .states import NONE, Dimension
from .tables import Cell, Table

Line = list[Any]
BOM = "\ufeff"
CHUNK = 2000


def case_columns() -> list[str]:
    """De-identified: no name, no words of anybody, no day a person could be known by but those of the office."""
    return [
        _("编号"),
        _("领域"),
        _("类别"),
        _("地区"),
        _("平台"),
        _("来源"),
        _("提交日期"),
        _("结案日期"),
        _("状态"),
        _("结果"),
    ]


def case_lines(cases: QuerySet[Dispute]) -> Iterator[Line]:
    words = Words()
    columns = ["reference", "sector", "category", "region", "platform__name", "origin"]
    columns += ["filed_at", "closed_at", "has_closing_day", "state", "outcome"]
    rows = cases.order_by("-filed_at", "-pk").values_list(*columns)
    for (
        reference,
        sector,
        kind,
        place,
        platform,
        origin,
        filed,
        closed,
        is_known,
        state,
        outcome,
    ) in rows.iterator(chunk_size=CHUNK):
        yield [
            reference,
            words.of(Dimension.SECTOR, sector),
            words.of(Dimension.CATEGORY, kind),
            words.of(Dimension.REGION, place),
            platform or "",
            words.choice(Origin, origin),
            f"{timezone.localtime(filed):%Y-%m-%d}",
            f"{timezone.localtime(closed):%Y-%m-%d}" if closed and is_known else "",
            words.choice(State, state),
            words.choice(Outcome, outcome) if outcome else "",
        ]


class Words:
    """Labels, each looked up once: there are a hundred thousand lines and sixty words."""

    def __init__(self) -> None:
        self.known: dict[tuple[Any, str], str] = {}

    def of(self, dimension: str, key: str) -> str:
        if (dimension, key) not in self.known:
            self.known[dimension, key] = label_of(dimension, key or NONE)
        return self.known[dimension, key]

    def choice(self, choices: Any, value: str) -> str:
        if (choices, value) not in self.known:
            self.known[choices, value] = str(choices(value).label)
        return self.known[choices, value]


def table_lines(table: Table) -> Iterator[Line]:
    """With a header; a column that has shares is followed by them."""
    header = [table.head]
    for index, column in enumerate(table.columns):
        header += (
            [column, _("%(column)s（占比）") % {"column": column}] if index in table.shares else [column]
        )
    yield header
    for row in table.rows:
        line: Line = [row.label]
        for index, cell in enumerate(row.cells):
            line += _numbers(cell, index in table.shares)
        yield line


def _numbers(cell: Cell, with_share: bool) -> Line:
    value = float(cell.value) if isinstance(cell.value, Fraction) else cell.value
    if not with_share:
        return [value]
    return [value, None if cell.share is None else round(float(cell.share), 6)]


def definition_lines() -> Iterator[Line]:
    yield [_("指标"), _("定义"), _("分子"), _("分母")]
    for definition in definitions():
        yield [definition.name, definition.meaning, definition.numerator, definition.denominator]


def as_csv(lines: Iterable[Line]) -> Iterator[str]:
    """For spreadsheets: a byte order mark, and nothing that would be computed on opening."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield BOM
    for line in lines:
        writer.writerow([plain_cell(value) for value in line])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def as_workbook(sheets: Iterable[tuple[str, Iterable[Line]]]) -> bytes:
    """One sheet each; text stays text."""
    kept = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(kept, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for name, lines in sheets:
            sheet = book.add_worksheet(name[:31])
            sheet.freeze_panes(1, 1)
            sheet.set_column(0, 0, 24)
            sheet.set_column(1, 12, 16)
            for number, line in enumerate(lines):
                for column, value in enumerate(line):
                    if value not in (None, ""):
                        sheet.write(number, column, value, *([bold] if number == 0 else []))
    return kept.getvalue()
