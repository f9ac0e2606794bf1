"""Charts as SVG, drawn on the server. Colours and type come from `static/reporting/figures.css`.

A chart repeats the table beside it for the eye: readers of the screen get the table, so it is hidden from them.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import pygal
from django.utils.safestring import SafeString, mark_safe
from lxml import etree
from lxml.etree import _Element as Element

# pygal looks for map plugins, which are not used, by an import hook of an old form that trips other importers
sys.meta_path[:] = [finder for finder in sys.meta_path if hasattr(finder, "find_spec")]

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"
#: The size of the letters: pygal leaves room for them, the stylesheet sets them.
LABEL = 12


@dataclass(frozen=True)
class Bar:
    """One bar: what it counts, in words, and where the cases behind it are."""

    label: str
    value: int
    title: str
    href: str = ""


def bar_chart(series: list[tuple[str, list[Bar]]], *, width: int, height: int) -> SafeString:
    """Columns, the series on top of each other; each is (css class, bars), all with the same labels."""
    labels = [str(bar.label) for bar in series[0][1]]
    columns = list(zip(*(bars for _name, bars in series), strict=True))
    chart = pygal.StackedBar(
        width=width,
        height=height,
        css=(),
        js=(),
        no_prefix=True,
        explicit_size=False,
        show_legend=False,
        margin=4,
        margin_top=10,
        spacing=6,
        show_minor_x_labels=False,
        truncate_label=-1,
        max_scale=6,
        min_scale=2,
        integer=True,
        value_formatter=lambda value: f"{value:,.0f}",
        style=pygal.style.Style(label_font_size=LABEL, major_label_font_size=LABEL),
    )
    chart.x_labels = labels
    chart.x_labels_major = _marked(labels, width)
    for name, bars in series:
        chart.add(name, [_value(bar) for bar in bars])
    chart.y_labels = _steps(max(sum(bar.value for bar in bars) for bars in columns))
    # lxml, for it keeps the prefixes of a document with the document: in the standard library they belong
    # to the process, and whoever imports WeasyPrint changes them for all
    return _clean(etree.fromstring(chart.render()), series)


def _value(bar: Bar) -> dict:
    link = {"xlink": {"href": bar.href, "target": "_self"}} if bar.href else {}
    return {"value": bar.value, "label": bar.title, **link}


def _marked(labels: list[str], width: int) -> list[str]:
    """As many labels as there is room for; of months that are too many, the Januaries."""
    room = max(1, width // (LABEL * 7))
    if len(labels) <= room:
        return labels
    januaries = [label for label in labels if label.endswith("-01")]
    chosen = januaries or labels
    return chosen[:: -(-len(chosen) // room)]


def _steps(highest: int) -> list[int]:
    """At most five round steps of whole cases from zero, the last at or above the highest bar."""
    if highest <= 0:
        return [0, 1]
    step, power = 1, 1
    while step * 5 < highest:
        for factor in (1, 2, 5):
            step = factor * power
            if step * 5 >= highest:
                break
        else:
            power *= 10
    return list(range(0, -(-highest // step) * step + 1, step))


def _clean(root: Element, series: list[tuple[str, list[Bar]]]) -> SafeString:
    """Without pygal's own styles, scripts and overlays, which the policy against inline code refuses."""
    etree.strip_elements(root, f"{SVG}defs", f"{SVG}desc", f"{SVG}title", etree.Comment, with_tail=False)
    for element in list(root.iter()):
        for name in ("style", "id"):
            element.attrib.pop(name, None)
        if "overlay" in element.get("class", ""):
            element.getparent().remove(element)
    for index, (name, bars) in enumerate(series):
        _finish_series(root, index, name, bars)
    root.attrib.update({"class": "chart", "aria-hidden": "true", "focusable": "false"})
    etree.cleanup_namespaces(root)
    return mark_safe(etree.tostring(root, encoding="unicode"))


def _finish_series(root: Element, index: int, name: str, bars: list[Bar]) -> None:
    """The series takes our class; each bar says in a title what it counts, for whoever points at it."""
    group = next(e for e in root.iter() if f"serie-{index}" in e.get("class", "").split())
    group.set("class", f"series {name}")
    for rect, bar in zip(group.iter(f"{SVG}rect"), bars, strict=True):
        rect.set("class", "rect")
        etree.SubElement(rect, f"{SVG}title").text = bar.title
    for link in group.iter(f"{SVG}a"):
        href = link.attrib[f"{XLINK}href"]
        link.attrib.clear()
        link.attrib.update({"href": href, "tabindex": "-1"})
