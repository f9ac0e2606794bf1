"""Sessions on pages: their time in words, days off, and the card on the pages of a mediation."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext_lazy

from disputes.policies import speaks_for
from rulebook.selectors import days_ahead, holiday_name

from ..models import Session, SessionTime
from ..moments import day_in_words, in_words, time_in_words
from ..policies import is_mediator
from ..selectors import absent_too_often, clock_of, parties_of, parties_to_answer_times, sessions_in
from ..states import MediationState, SessionState

register = template.Library()
S = SessionState
CHANGES = {
    "proposed": gettext_lazy("提出时间"),
    "answered": gettext_lazy("有人答复"),
    "answers_closed": gettext_lazy("征求完毕"),
    "fixed": gettext_lazy("定下时间"),
    "moved": gettext_lazy("改期"),
    "cancelled": gettext_lazy("取消"),
    "held": gettext_lazy("已经举行"),
    "adjourned": gettext_lazy("休会，另日继续"),
    "not_held": gettext_lazy("没有开成"),
    "absence_explained": gettext_lazy("有人说明了理由"),
    "absence_excused": gettext_lazy("认可理由，不算缺席"),
}


@register.filter
def when(one: Session | SessionTime) -> str:
    """11月30日（周一）19:30–20:30"""
    return in_words(one.starts_at, one.ends_at) if one.starts_at and one.ends_at else ""


@register.filter
def change_label(what: str) -> str:
    return str(CHANGES.get(what, what))


@register.filter
def clock_time(one: Session) -> str:
    return time_in_words(one.starts_at, one.ends_at) if one.starts_at and one.ends_at else ""


@register.filter
def on_day(moment: datetime) -> str:
    return day_in_words(moment)


@register.filter
def day_off(moment: datetime) -> str:
    """周末, 元旦 …; empty on an ordinary working day."""
    day = days_ahead(timezone.localtime(moment).date(), 1)[0]
    return "" if day.is_working else holiday_name(day)


@register.inclusion_tag("mediation/parts/session_card.html", takes_context=True)
def session_card(context: dict[str, Any]) -> dict[str, Any]:
    """The card 会议: what is fixed or sought, whose answer is missing, what this person can do about it."""
    user, mediation = context["request"].user, context["mediation"]
    in_office = is_mediator(user, mediation)
    found = list(sessions_in(mediation, user))
    rows = [
        {
            "session": session,
            "deadline": clock_of(session),
            "awaited": (awaited := parties_to_answer_times(session)),
            "awaits_me": any(speaks_for(user, party) for party in awaited),
            "is_mine": any(speaks_for(user, party) for party in parties_of(session)),
            "has_begun": session.starts_at is not None and session.starts_at <= timezone.now(),
        }
        for session in found
        if session.is_open
    ]
    is_mediating = mediation.state == MediationState.MEDIATING
    return {
        "mediation": mediation,
        "rows": rows,
        "past": [session for session in reversed(found) if not session.is_open],
        "is_in_office": in_office,
        "can_propose": in_office and is_mediating,
        "has_joint": any(session.is_open and session.is_joint for session in found),
        "too_often": absent_too_often(mediation) if in_office and is_mediating else [],
    }
