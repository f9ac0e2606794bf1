"""A row of somebody else's complaints, read by a map kept as data: a case of ours, or why not."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone
from django.utils.translation import gettext as _

from inputs.words import clean_name

from ..models import Dispute

MAPS = Path(__file__).parent.parent / "data" / "maps"
#: China had summer time before; nothing older is loaded, so that a Beijing day is eight hours from UTC.
EARLIEST = date(1992, 1, 1)
LONGEST_COMPANY = 120


class BadRow(Exception):
    """A row that cannot become a case: which field, what stood there, why not."""

    def __init__(self, field: str, value: str, reason: str) -> None:
        self.field, self.value, self.reason = field, value, reason
        super().__init__(f"{field}: {reason}")


@dataclass(frozen=True)
class HistoricCase:
    """What a row says, in our words."""

    source_id: str
    filed_on: date
    closed_on: date
    company: str
    sector: str
    category: str
    outcome: str
    title: str
    narrative: str
    score: int | None
    kept: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class HistoryMap:
    source: str
    reference: str
    filed: str
    closed: str
    company: str
    company_required: bool
    title: str
    dates: tuple[str, ...]
    has_closing_day: bool
    channel: str
    body: str
    language: str
    kept: dict[str, str]
    outcome: dict[str, Any]
    categories: tuple[dict[str, Any], ...]
    otherwise: tuple[str, str]
    id: str = ""
    id_pattern: str = ""
    narrative: str = ""
    satisfaction: dict[str, Any] = field(default_factory=dict)

    @property
    def columns(self) -> set[str]:
        """Every column the map reads."""
        named = {self.id, self.filed, self.closed, self.company, self.title, self.narrative}
        named |= {self.outcome["column"], self.satisfaction.get("column", ""), *self.kept.values()}
        for line in self.categories:
            named |= set(line["when"])
        return named - {""}

    def order_number(self, source_id: str) -> str:
        return f"{self.source}:{source_id}"

    def reference_of(self, source_id: str) -> str:
        """In a series of its own: the number is the source's, so no case can be loaded twice."""
        return f"{self.reference}-{source_id}"


def map_names() -> list[str]:
    return sorted(path.stem for path in MAPS.glob("*.yaml"))


@cache
def history_map(name: str) -> HistoryMap:
    data = yaml.safe_load((MAPS / f"{name}.yaml").read_text(encoding="utf-8"))
    lists = {key: tuple(data[key]) for key in ("dates", "categories", "otherwise")}
    return HistoryMap(**{**data, **lists})


class RowReader:
    """Reads rows of one file. Remembers the rows it saw, for sources that give them no number."""

    def __init__(self, history: HistoryMap) -> None:
        self.history = history
        self.alike: Counter[str] = Counter()

    def read(self, row: Mapping[Any, Any]) -> HistoricCase:
        """Raises `BadRow` with the first thing that is wrong."""
        history, cells = self.history, _cells(row)
        source_id = self._source_id(cells)
        filed_on = _day(cells, history.filed, history.dates)
        closed_on = _day(cells, history.closed, history.dates)
        if closed_on < filed_on:
            reason = _("结案日期早于提交日期（%(filed)s）。") % {"filed": f"{filed_on:%Y-%m-%d}"}
            raise BadRow(history.closed, cells[history.closed], reason)
        sector, category = _category(cells, history)
        return HistoricCase(
            source_id=source_id,
            filed_on=filed_on,
            closed_on=closed_on,
            company=_company(cells, history),
            sector=sector,
            category=category,
            outcome=_mapped(cells, history.outcome),
            title=cells[history.title].strip()[: Dispute._meta.get_field("title").max_length],
            narrative=cells.get(history.narrative, "").strip(),
            score=history.satisfaction["is"].get(cells[history.satisfaction["column"]].strip())
            if history.satisfaction
            else None,
            kept={name: cells[column].strip() for name, column in history.kept.items()},
        )

    def _source_id(self, cells: dict[str, str]) -> str:
        history = self.history
        if not history.id:
            digest = hashlib.sha256("\x1f".join(cells.values()).encode()).hexdigest()[:12]
            self.alike[digest] += 1
            count = self.alike[digest]
            return digest if count == 1 else f"{digest}-{count}"
        found = cells[history.id].strip()
        if not found:
            raise BadRow(history.id, "", _("没有编号。"))
        if not re.fullmatch(history.id_pattern, found):
            raise BadRow(history.id, found, _("编号的格式不对。"))
        return found


def _cells(row: Mapping[Any, Any]) -> dict[str, str]:
    if row.get(None):
        raise BadRow("", ",".join(row[None]), _("列数比表头多。"))
    if (short := next((name for name, value in row.items() if value is None), None)) is not None:
        raise BadRow(short, "", _("列数比表头少。"))
    for name, value in row.items():
        if "\x00" in value:
            raise BadRow(name, value, _("含有空字符，无法保存。"))
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise BadRow(name, value, _("不是有效的 UTF-8 文字。"))
    return dict(row)


def _day(cells: dict[str, str], column: str, formats: tuple[str, ...]) -> date:
    text = cells[column].strip()
    if not text:
        raise BadRow(column, "", _("没有日期。"))
    day = next((found for found in (_parsed(text, format) for format in formats) if found), None)
    if day is None:
        raise BadRow(column, text, _("不是能看懂的日期。"))
    if day > timezone.localdate():
        raise BadRow(column, text, _("日期在将来。"))
    if day < EARLIEST:
        raise BadRow(column, text, _("日期早于 1992 年。"))
    return day


def _parsed(text: str, format: str) -> date | None:
    try:
        return datetime.strptime(text, format).date()  # noqa: DTZ007  a day, not a moment
    except ValueError:
        return None


def _company(cells: dict[str, str], history: HistoryMap) -> str:
    name = clean_name(cells[history.company])
    if not name and history.company_required:
        raise BadRow(history.company, "", _("没有写明被投诉的企业。"))
    if len(name) > LONGEST_COMPANY:
        raise BadRow(history.company, name, _("企业名称太长。"))
    return name


def _category(cells: dict[str, str], history: HistoryMap) -> tuple[str, str]:
    for line in history.categories:
        if all(cells[column].strip() in values for column, values in line["when"].items()):
            return tuple(line["to"])
    return history.otherwise


def _mapped(cells: dict[str, str], table: dict[str, Any]) -> str:
    said = cells[table["column"]].strip()
    if said not in table["is"]:
        raise BadRow(table["column"], said, _("对照表中没有这种结果。"))
    return table["is"][said]
