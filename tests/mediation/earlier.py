"""A mediation in which the talk has begun and another mediator comes."""

from __future__ import annotations

from chat.services import post_message
from mediation import services
from mediation.models import EarlierTalkRequest
from tests.mediation.cases import Case, further
from tests.rigs.retold import retold

JOINT, OWN = "三张海报都改过两遍", "我的底线是两千二"


@retold(again=further)
def replaced(case: Case) -> Case:
    """Both sides have talked, one of them alone too; then another mediator comes."""
    case.mediating()
    c = case.cast
    post_message(case.room(), by=c.complainant, text=JOINT, client_id="a")
    post_message(case.room(case.wang), by=c.respondent, text=OWN, client_id="b")
    another_comes(case)
    return case


def another_comes(case: Case) -> None:
    c = case.cast
    services.resign_as_mediator(case.mediation, by=case.mediation.mediator, reason="生病。")
    services.appoint_mediator(case.mediation, by=c.secretary, entry=case.entries[1])
    services.accept_appointment(case.mediation, by=c.second_mediator, has_interest=False)
    for person in (c.complainant, c.respondent):
        services.accept_mediator(case.mediation, by=person)


def _asked(request: EarlierTalkRequest, case: Case) -> EarlierTalkRequest:
    further(case, case)
    return EarlierTalkRequest.objects.get(pk=request.pk)


@retold(again=_asked)
def asked(case: Case) -> EarlierTalkRequest:
    replaced(case)
    return services.ask_for_earlier_talk(case.mediation, by=case.cast.second_mediator)
