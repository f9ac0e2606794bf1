"""A name written by hand: lines of points on a sheet of 600 by 200, checked, and drawn as SVG.

A paper is text and structure only, so its template leaves a place, `<span class="paper-drawing drawing-1"></span>`, and
the strokes lie under `drawings` in the paper's facts: hashed with them, and drawn whenever the paper is shown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 600, 200
MOST_LINES, MOST_POINTS, MOST_LETTERS = 80, 3000, 40_000
#: A slip of the finger is no signature.
LEAST_POINTS, LEAST_WIDTH = 8, 40
DRAWINGS = "drawings"

Strokes = list[list[list[int]]]


class NotADrawing(ValueError):
    """Not lines of points, out of bounds, or too little to be a name."""


def strokes_of(text: str) -> Strokes:
    """Read what a page sends. Raises `NotADrawing`."""
    if len(text) > MOST_LETTERS:
        raise NotADrawing("too long")
    try:
        return checked(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise NotADrawing("no JSON") from error


def checked(given: Any) -> Strokes:
    if not isinstance(given, list) or not 0 < len(given) <= MOST_LINES:
        raise NotADrawing("no lines")
    if not all(isinstance(line, list) and line for line in given):
        raise NotADrawing("no line")
    points = [point for line in given for point in line]
    if not LEAST_POINTS <= len(points) <= MOST_POINTS or not all(_is_point(point) for point in points):
        raise NotADrawing("no points")
    across = [x for x, _y in points]
    if max(across) - min(across) < LEAST_WIDTH:
        raise NotADrawing("a dot")
    return given


def _is_point(given: Any) -> bool:
    if not isinstance(given, list) or len(given) != 2 or not all(type(number) is int for number in given):
        return False
    return 0 <= given[0] <= WIDTH and 0 <= given[1] <= HEIGHT


def drawing_svg(strokes: Strokes, label: str = "") -> SafeString:
    return format_html(
        '<svg class="drawing" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<path d="{}" fill="none" stroke="currentColor" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"/>'
        "</svg>",
        WIDTH,
        HEIGHT,
        label,
        " ".join(_path(line) for line in strokes),
    )


def _path(line: Sequence[Sequence[int]]) -> str:
    """Through the middles of neighbouring points, so that a hand looks like a hand."""
    (x, y), *rest = line
    if not rest:
        return f"M{x} {y}h.1"
    drawn = [f"M{x} {y}"]
    for (x, y), (next_x, next_y) in zip(line, rest, strict=False):
        drawn.append(f"Q{x} {y} {(x + next_x) / 2:g} {(y + next_y) / 2:g}")
    return "".join([*drawn, f"L{line[-1][0]} {line[-1][1]}"])


def with_drawings(html: str, facts: Mapping[str, Any]) -> str:
    """The frozen markup of a paper with its drawings in their places. What is no drawing is left out."""
    drawings = facts.get(DRAWINGS)
    for key, strokes in drawings.items() if isinstance(drawings, dict) else ():
        try:
            drawn = drawing_svg(checked(strokes))
        except NotADrawing:
            continue
        html = html.replace(f'<span class="paper-drawing drawing-{key}"></span>', drawn, 1)
    return html
