"""Codes of the rulebook as words, in templates: `{{ claim.remedy|remedy_label }}`."""

from __future__ import annotations

from collections.abc import Callable

from django import template

from rulebook import selectors
from rulebook.exceptions import NoSuchTerm

register = template.Library()


def _label(find: Callable[[str], object], code: str) -> str:
    """An unknown code shows as itself: a page must not break over a word that was retired."""
    try:
        return str(find(code)) if code else ""
    except NoSuchTerm:
        return code


@register.filter
def remedy_label(code: str) -> str:
    return _label(selectors.remedy, code)


@register.filter
def category_label(code: str) -> str:
    return _label(selectors.category, code)


@register.filter
def ground_label(code: str) -> str:
    return _label(selectors.ground, code)


@register.filter
def region_label(code: str) -> str:
    return _label(selectors.region, code)
