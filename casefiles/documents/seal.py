"""A round seal as SVG. Characters are placed one by one: PDF engines set text on a path wrongly."""

from __future__ import annotations

from math import cos, pi, sin

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

RADIUS = 100


def seal_svg(name: str, caption: str = "") -> SafeString:
    """公章: the body's name around, the star in the middle, a caption below."""
    characters = [character for character in name if not character.isspace()][:26]
    size = min(30.0, 520 / max(len(characters), 12))
    spread = min(270.0, 26.0 * len(characters))
    step = spread / max(len(characters) - 1, 1)
    first = -spread / 2 if len(characters) > 1 else 0.0
    placed = [(character, first + step * place) for place, character in enumerate(characters)]
    around = format_html_join(
        "",
        '<text transform="rotate({}) translate(0 {})" font-size="{}" text-anchor="middle">{}</text>',
        (
            (f"{angle:.2f}", f"{-(RADIUS - 14 - size * 0.82):.2f}", f"{size:.1f}", character)
            for character, angle in placed
        ),
    )
    below = (
        format_html('<text y="58" font-size="19" text-anchor="middle">{}</text>', caption) if caption else ""
    )
    return format_html(
        '<svg class="seal" xmlns="http://www.w3.org/2000/svg" viewBox="-104 -104 208 208" role="img" aria-label="{}">'
        '<g fill="#c8161d" font-family="Noto Serif CJK SC, Songti SC, SimSun, serif" font-weight="bold">'
        '<circle r="99" fill="none" stroke="#c8161d" stroke-width="4.5"/><path d="{}"/>{}{}</g></svg>',
        name,
        _star(30),
        around,
        below,
    )


def _star(radius: float) -> str:
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.382
        angle = -pi / 2 + corner * pi / 5
        points.append(f"{reach * cos(angle):.2f} {reach * sin(angle):.2f}")
    return "M" + "L".join(points) + "Z"
