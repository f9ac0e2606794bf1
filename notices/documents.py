"""From template to frozen paper: rendered once, in the addressee's language, and cleaned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import nh3
from django.template.loader import render_to_string
from django.utils import translation

TAGS = {
    *("article", "section", "header", "footer", "div", "span", "p", "br", "hr", "blockquote", "pre"),
    *(
        "h1",
        "h2",
        "h3",
        "h4",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "strong",
        "em",
        "b",
        "i",
        "u",
        "s",
        "small",
    ),
    *(
        "sub",
        "sup",
        "code",
        "time",
        "table",
        "caption",
        "colgroup",
        "col",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
    ),
}
ATTRIBUTES = {
    "*": {"class", "lang"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "col": {"span"},
    "ol": {"start", "type"},
    "time": {"datetime"},
}


def clean(html: str) -> str:
    """Text and structure only: no links, pictures, styles or scripts, so a paper looks the same for ever."""
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=set(), link_rel=None).strip()


def render_paper(template: str, context: Mapping[str, Any], *, language: str) -> str:
    with translation.override(language):
        return clean(render_to_string(template, dict(context)))
