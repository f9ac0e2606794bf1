"""Moments out of kept JSON, days of clocks, grounds in words."""

import re
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.dateparse import parse_datetime
from django.utils.dates import WEEKDAYS
from django.utils.timezone import localtime

from rulebook.exceptions import NoSuchTerm
from rulebook.models import Deadline
from rulebook.selectors import ground, live_deadlines

from ..models import CoMediator, Mediation
from ..selectors import HOW
from ..selectors.figures import Row
from ..states import CO_SILENCE

register = template.Library()

HEADING = re.compile(r"[一二三四五六七八九十]+、|[IVX]+\. ")


@register.filter
def moment(text: str | None) -> datetime | None:
    found = parse_datetime(text) if text else None
    return localtime(found) if found else None


@register.filter
def due_on(mediation: Mediation) -> date | None:
    """When the nearest clock of a mediation runs out."""
    nearest = live_deadlines(mediation).first()
    return nearest.due_on if nearest else None


@register.filter
def termination_label(code: str) -> str:
    try:
        return ground(code).label
    except NoSuchTerm:
        return code


@register.filter
def worded(text: str) -> list[tuple[str, bool]]:
    """The lines of an agreement, each with whether it heads a section."""
    return [(line, bool(HEADING.match(line))) for line in text.splitlines() if line]


@register.filter
def clock_of(co: CoMediator) -> Deadline | None:
    """What runs on somebody who is to sit beside the mediator."""
    return live_deadlines(co).first()


@register.filter
def silence_of(co: CoMediator) -> str:
    return str(CO_SILENCE.get(co.state, ""))


@register.filter
def weekday_name(n: int) -> str:
    return str(WEEKDAYS.get(n, ""))


@register.filter
def figure(row: Row, code: str) -> Any:
    return getattr(row, code)


@register.filter
def figure_name(code: str) -> str:
    return str(HOW[code][0]) if code in HOW else code


@register.filter
def two_places(number: float | None) -> str:
    return "" if number is None else f"{number:.2f}"
