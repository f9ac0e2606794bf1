"""Reads back a workbook with nothing but the standard library: what is in each cell, and whether it computes."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree
from zipfile import ZipFile

NS = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def sheets(content: bytes) -> dict[str, list[list[str | float | None]]]:
    with ZipFile(io.BytesIO(content)) as book:
        names = [
            e.get("name")
            for e in ElementTree.fromstring(book.read("xl/workbook.xml")).iter()
            if e.tag.endswith("}sheet")
        ]
        return {
            name: _rows(book.read(f"xl/worksheets/sheet{n}.xml")) for n, name in enumerate(names, start=1)
        }


def _rows(sheet: bytes) -> list[list[str | float | None]]:
    rows = []
    for row in ElementTree.fromstring(sheet).iterfind(".//s:row", NS):
        cells: dict[int, str | float] = {}
        for cell in row.iterfind("s:c", NS):
            assert cell.find("s:f", NS) is None, "a formula"
            text = "".join(cell.itertext())
            cells[_column(cell.get("r"))] = text if cell.get("t") == "inlineStr" else float(text)
        rows.append([cells.get(index) for index in range(max(cells, default=-1) + 1)])
    return rows


def _column(place: str) -> int:
    number = 0
    for letter in re.match("[A-Z]+", place)[0]:
        number = number * 26 + ord(letter) - 64
    return number - 1
