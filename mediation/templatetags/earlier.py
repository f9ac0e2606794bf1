"""The card on the pages of a talk: a new mediator may ask, a side is asked."""

from typing import Any

from django import template
from django.template import Context

from rulebook.selectors import live_deadlines

from ..policies import spoken_for
from ..selectors.earlier import earlier_talk_request, may_ask_for_earlier_talk, parties_to_answer_earlier
from ..states import EarlierTalkState, MediationState

register = template.Library()


@register.inclusion_tag("mediation/parts/earlier_card.html", takes_context=True)
def earlier_card(context: Context) -> dict[str, Any]:
    """Nothing where nothing is open and nothing can be asked for."""
    mediation, user = context["mediation"], context["person"]
    if mediation.state != MediationState.MEDIATING:
        return {}
    asked = earlier_talk_request(mediation)
    is_open = asked is not None and asked.state == EarlierTalkState.OPEN
    return {
        "mediation": mediation,
        "asked": asked if is_open else None,
        "deadline": live_deadlines(asked).first() if asked is not None and is_open else None,
        "waits_for_me": bool(set(spoken_for(user, mediation)) & set(parties_to_answer_earlier(mediation))),
        "may_ask": may_ask_for_earlier_talk(mediation, user),
    }
