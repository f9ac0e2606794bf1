"""Codes as words, and terms as sentences, for pages and papers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from rulebook import selectors as rulebook
from rulebook.exceptions import NoSuchTerm

from ..models import Party
from ..states import Action
from ..terms import Term, from_json

register = template.Library()


def _label(find: Any, code: str) -> str:
    if not code:
        return ""
    try:
        return str(find(code))
    except NoSuchTerm:
        return code


@register.filter
def remedy_label(code: str) -> str:
    return _label(rulebook.remedy, code)


@register.filter
def category_label(code: str) -> str:
    return _label(rulebook.category, code)


@register.filter
def region_label(code: str) -> str:
    return _label(rulebook.region, code)


@register.filter
def ground_label(code: str) -> str:
    return _label(rulebook.ground, code)


@register.filter
def road_labels(codes: Iterable[str]) -> list[str]:
    return [_label(rulebook.road, code) for code in codes]


@register.filter
def masked(number: str) -> str:
    """An identity number in a paper that the other side reads."""
    return (
        f"{number[:3]}{'*' * max(len(number) - 7, 4)}{number[-4:]}" if len(number) > 7 else "*" * len(number)
    )


@register.filter
def sentences(terms: list[Any], parties: Iterable[Party]) -> list[str]:
    """Terms, stored or in hand, each as one plain sentence: who does what for whom by when."""
    names = {party.pk: party.name for party in parties}
    known = terms if terms and isinstance(terms[0], Term) else from_json(terms)
    return [term_sentence(term, names) for term in known]


def term_sentence(term: Term, names: dict[int, str]) -> str:
    data = {
        "one": names.get(term.obligor, ""),
        "other": names.get(term.creditor, ""),
        "day": date_format(term.due_on) if term.due_on else "",
        "action": str(Action(term.action).label),
        "amount": f"¥{term.amount:,.2f}" if term.amount is not None else "",
        "detail": term.detail,
    }
    if term.amount is not None:
        told = _("%(one)s在%(day)s前向%(other)s%(action)s %(amount)s") % data
    else:
        told = _("%(one)s在%(day)s前向%(other)s履行：%(action)s") % data
    return (
        _("%(told)s（%(detail)s）。") % {"told": told, "detail": term.detail}
        if term.detail
        else f"{told}{_('。')}"
    )


@register.filter
def obligation_sentence(obligation: Any) -> str:
    term = Term(
        obligor=obligation.obligor_id,
        creditor=obligation.creditor_id,
        action=obligation.action,
        detail=obligation.detail,
        amount=obligation.amount,
        due_on=obligation.due_on,
    )
    names = {obligation.obligor_id: obligation.obligor.name, obligation.creditor_id: obligation.creditor.name}
    return term_sentence(term, names)


@register.filter
def paragraphs(text: str) -> SafeString:
    """Text as typed, escaped, its line breaks kept."""
    return mark_safe(linebreaks(str(text or ""), autoescape=True))
