"""Moments out of kept JSON, days of clocks, grounds in words."""

import re
from datetime import date, datetime
from typing import Any

from django import template
from django.db.models import Model
from django.utils.dateparse import parse_datetime
from django.utils.dates import WEEKDAYS
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from disputes.models import Dispute
from notices.drawings import Strokes, drawing_svg
from rulebook.exceptions import NoSuchTerm
from rulebook.models import Deadline
from rulebook.selectors import ground, live_deadlines

from ..models import CoMediator, Confirmation
from ..selectors import HOW, agreement_in_force
from ..selectors.compass import Spread, Step
from ..selectors.figures import Row
from ..states import CO_SILENCE, MediationState

register = template.Library()

HEADING = re.compile(r"[一二三四五六七八九十]+、|[IVX]+\. ")


@register.filter
def moment(text: str | None) -> datetime | None:
    found = parse_datetime(text) if text else None
    return localtime(found) if found else None


@register.filter
def due_on(subject: Model) -> date | None:
    """When the nearest clock of a mediation runs out, or of an offer, a proposal in it."""
    nearest = live_deadlines(subject).first()
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
def drawing(strokes: Strokes) -> SafeString:
    """A name written by hand."""
    return drawing_svg(strokes, _("手写签名"))


@register.filter
def step_label(code: str) -> str:
    """How similar cases were chosen."""
    return str(Step(code).label)


@register.inclusion_tag("mediation/parts/scale.html")
def scale(spread: Spread, unit: str) -> dict[str, object]:
    """The middle half as a bar from nothing to whatever is most, in hundredths of its length."""
    most = max(100 if unit == "%" else 30, spread.ninetieth or spread.high)
    per = 600 / most
    return {
        "spread": spread,
        "unit": unit,
        "most": most,
        "low": round(spread.low * per),
        "middle": round(spread.middle * per),
        "length": max(round((spread.high - spread.low) * per), 4),
        "tenth": round(spread.tenth * per) if spread.tenth is not None else None,
        "tail": round((spread.ninetieth - spread.tenth) * per)
        if spread.ninetieth is not None and spread.tenth is not None
        else None,
    }


@register.inclusion_tag("mediation/parts/confirmation_card.html")
def confirmation_card(dispute: Dispute) -> dict[str, Any]:
    """The road to the court beside an agreement of this case; nothing where there is no mediated agreement."""
    found = (
        Confirmation.objects.filter(mediation__dispute=dispute, settlement__replaced_at=None)
        .select_related("mediation")
        .last()
    )
    if found is not None:
        return {
            "confirmation": found,
            "mediation": found.mediation,
            "deadline": live_deadlines(found).first(),
        }
    agreed = dispute.mediations.filter(state=MediationState.AGREED).last()
    return {"mediation": agreed if agreed and agreement_in_force(agreed) else None}


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
