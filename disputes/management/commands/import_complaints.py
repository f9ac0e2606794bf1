"""Load complaints published elsewhere as closed history."""

import csv
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from disputes.services.history import HistoryReport, import_history
from disputes.services.history_rows import HistoryMap, history_map, map_names
from disputes.states import Outcome
from inputs.words import plain_cell

#: A narrative may be longer than the csv module expects.
LONGEST_FIELD = 10 * 1024 * 1024
SHOWN = 10


class Command(BaseCommand):
    help = "Load complaints published elsewhere as closed history; safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV with a header, UTF-8")
        parser.add_argument("--map", required=True, choices=map_names(), help="which table reads the columns")
        parser.add_argument("--report", type=Path, help="write the refused rows here, as CSV")

    def handle(self, *, file: Path, map: str, report: Path | None, **options: Any) -> None:
        history = history_map(map)
        if not file.is_file():
            raise CommandError(_("没有这个文件：%(file)s") % {"file": file})
        self._require_columns(file, history)
        began = time.monotonic()
        with tqdm(total=sum(1 for _row in _rows(file)), unit=" rows", desc=map) as bar:
            result = import_history(_watched(_rows(file), bar), history=history)
        if report:
            _write_report(report, result)
        self._summarise(result, time.monotonic() - began, report)

    def _require_columns(self, file: Path, history: HistoryMap) -> None:
        with _opened(file) as lines:
            header = set(next(csv.reader(lines), []))
        if missing := sorted(history.columns - header):
            raise CommandError(_("文件缺少这些列：%(columns)s") % {"columns": ", ".join(missing)})

    def _summarise(self, result: HistoryReport, seconds: float, report: Path | None) -> None:
        self.stdout.write(
            _(
                "读取 %(read)d 行：载入 %(loaded)d 件，此前已有 %(known)d 件，拒绝 %(refused)d 行，用时 %(seconds).1f 秒。"
            )
            % {
                "read": result.read,
                "loaded": result.loaded,
                "known": result.known,
                "refused": len(result.refused),
                "seconds": seconds,
            }
        )
        if result.platforms:
            self.stdout.write(_("涉及 %(count)d 个平台。") % {"count": len(result.platforms)})
        for outcome, count in result.outcomes.most_common():
            self.stdout.write(f"  {Outcome(outcome).label}: {count}")
        for bad in result.refused[:SHOWN]:
            self.stdout.write(_("第 %(line)d 行 %(field)s：%(reason)s") % vars(bad))
        if len(result.refused) > SHOWN:
            self.stdout.write(_("……还有 %(count)d 行。") % {"count": len(result.refused) - SHOWN})
        if report:
            self.stdout.write(_("被拒绝的行写在 %(file)s。") % {"file": report})


def _opened(file: Path) -> TextIO:
    # a byte that is no UTF-8 becomes half a character, and the row that has it is refused alone
    return file.open(encoding="utf-8-sig", errors="surrogateescape", newline="")


def _rows(file: Path) -> Iterator[tuple[int, dict[Any, Any]]]:
    """Each row with the line it begins on; a field may run over several."""
    csv.field_size_limit(LONGEST_FIELD)
    with _opened(file) as lines:
        reader = csv.DictReader(lines)
        _header = reader.fieldnames
        begins = reader.line_num + 1
        for row in reader:
            yield begins, row
            begins = reader.line_num + 1


def _watched(rows: Iterator[Any], bar: tqdm) -> Iterator[Any]:
    for row in rows:
        yield row
        bar.update()


def _write_report(file: Path, result: HistoryReport) -> None:
    """For a spreadsheet: with a byte order mark, and nothing that it would compute."""
    with file.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow([_("行"), _("字段"), _("内容"), _("原因")])
        for bad in result.refused:
            value = bad.value.replace("\x00", "\\0")[:200]
            writer.writerow([plain_cell(each) for each in (bad.line, bad.field, value, bad.reason)])
