"""From HTML to PDF. Nothing is fetched: what a page shows is in it, and users' text can reach no file and no host."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.template.loader import get_template, render_to_string
from django.utils import translation

logger = logging.getLogger(__name__)
#: One at a time: the fonts are shared, and two at once gain nothing on a small machine.
_press = threading.Lock()
#: A heading, a text and a table: every font a paper needs.
WARMING = (
    '<!doctype html><html lang="zh-Hans"><h1>调解协议书</h1><p>当事人 ABC 123</p><h2>签署</h2>'
    '<table><tr><th>时间</th><td class="mono">0f</td></tr></table></html>'
)


@dataclass(frozen=True)
class Printed:
    pdf: bytes
    pages: int
    anchors: Mapping[str, int] = field(default_factory=dict)  # id → page, from 1
    missing: tuple[str, ...] = ()  # characters no font of this machine has


def print_template(template: str, context: Mapping[str, Any], *, language: str = "zh-hans") -> Printed:
    with translation.override(language):
        return print_html(render_to_string(template, {**context, "css": ""}), sheets=[_sheet])


def count_pages(template: str, context: Mapping[str, Any]) -> int:
    """How many pages it would take: laid out, not printed."""
    html = render_to_string(template, {**context, "css": ""})
    with _press:
        return len(_laid_out(html, [_sheet]).pages)


def print_html(html: str, *, sheets: Sequence[Callable[[], Any]] = ()) -> Printed:
    with _press, _missing_glyphs() as missing:
        document = _laid_out(html, sheets)
        pdf = document.write_pdf()
    if missing:
        logger.warning(
            "no font has: %s", " ".join(f"U+{ord(character):04X}" for character in sorted(missing))
        )
    anchors: dict[str, int] = {}
    for number, page in enumerate(document.pages, start=1):
        for name in page.anchors:
            anchors.setdefault(name, number)  # an element that runs over pages stands on each of them
    return Printed(pdf, len(document.pages), anchors, tuple(sorted(missing)))


def warm_up() -> None:
    """Load the engine and its fonts beside what is going on: whoever prints next need not wait seconds for them."""
    if _fonts.cache_info().currsize == 0:
        threading.Thread(target=_warm, name="press").start()


def _warm() -> None:
    with _press:
        _laid_out(WARMING, [_sheet]).write_pdf()


def _laid_out(html: str, sheets: Sequence[Callable[[], Any]] = ()) -> Any:
    """WeasyPrint takes a second to import and 150 MB to work, so it is only loaded where something is printed."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    source = HTML(string=html, base_url=None, url_fetcher=URLFetcher(allowed_protocols={"data"}))
    return source.render(font_config=_fonts(), stylesheets=[sheet() for sheet in sheets])


@lru_cache(maxsize=1)
def stylesheet() -> str:
    return get_template("print/print.css").render()


@lru_cache(maxsize=1)
def _sheet() -> Any:
    """Kept: reading the rules anew costs a quarter of a second a document."""
    from weasyprint import CSS

    return CSS(string=stylesheet(), font_config=_fonts())


@lru_cache(maxsize=1)
def _fonts() -> Any:
    """Kept: reading the fonts anew costs a third of a second a document."""
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.missing: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        if "notdef" in record.msg and record.args:
            self.missing.add(str(record.args[0]))  # type: ignore[index]


@contextmanager
def _missing_glyphs() -> Iterator[set[str]]:
    listener, log = _Listener(), logging.getLogger("weasyprint")
    level, propagates = log.level, log.propagate
    log.addHandler(listener)
    log.setLevel(logging.WARNING)  # it is told to be quiet, but of this we want to hear
    log.propagate = False
    try:
        yield listener.missing
    finally:
        log.removeHandler(listener)
        log.setLevel(level)
        log.propagate = propagates
