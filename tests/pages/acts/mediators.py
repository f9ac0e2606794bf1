"""How a mediation comes about and who mediates it: asked for, chosen, disclosed, challenged, complained of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from accounts.models import Organisation
from mediation import services as mediation
from mediation.models import CoMediator, ConductComplaint, Mediation
from tests.cast import Cast
from tests.mediation.cases import Case, make_case
from tests.pages.acts.act import Act, mediating, sends, the_dispute, way


def beside(name: str) -> Callable[[], str]:
    return lambda: reverse(
        f"mediation:{name}", args=[Mediation.objects.get().pk, CoMediator.objects.get().pk]
    )


def complaint(name: str) -> Callable[[], str]:
    return lambda: reverse(f"mediation:{name}", args=[ConductComplaint.objects.get().pk])


def draw_published(cast: Cast) -> None:
    mediation.publish_draw(make_case(cast).left_to_body().mediation, by=cast.secretary)


def named_beside(cast: Cast) -> CoMediator:
    told = make_case(cast).mediating()
    return mediation.name_co_mediator(
        told.mediation, by=cast.secretary, entry=told.entries[1], reason="专家。"
    )


def disclosed_beside(cast: Cast) -> CoMediator:
    return mediation.accept_co_office(named_beside(cast), by=cast.second_mediator, has_interest=False)


def challenged_beside(cast: Cast) -> None:
    mediation.challenge_co_mediator(
        disclosed_beside(cast), by=cast.complainant, ground="recusal.interest", reasons="认识。"
    )


def complained(cast: Cast) -> ConductComplaint:
    told = make_case(cast).mediating().mediation
    return mediation.complain_of_conduct(
        told,
        by=cast.complainant,
        appointment=told.appointment,
        ground="conduct.delay",
        text="十天没有回复。",
    )


def _first_choice() -> dict[str, Any]:
    body = Mediation.objects.get().body
    return {
        f"entry-{entry.pk}": str(place) for place, entry in enumerate(body.roster.order_by("pk"), start=1)
    }


def _body():
    return Organisation.objects.get(kind="mediation_body")


ACTS = {
    "request_mediation": Act(
        way(lambda told: told),
        "complainant",
        lambda: reverse("mediation:request", args=[the_dispute().reference]),
        lambda: {"body": _body().pk, "text": "请居中调解。"},
    ),
    "consent": Act(way(Case.requested), "respondent", mediating("consent"), sends(answer="yes")),
    "take_case": Act(way(Case.put_to_body), "secretary", mediating("decide"), sends(answer="accept")),
    "choose_mediator": Act(way(Case.accepted), "complainant", mediating("choose"), _first_choice),
    "appoint_mediator": Act(
        way(Case.left_to_body),
        "secretary",
        mediating("appoint"),
        lambda: {"entry": _body().roster.first().pk},
    ),
    "publish_draw": Act(way(Case.left_to_body), "secretary", mediating("draw"), sends()),
    "give_word": Act(draw_published, "complainant", mediating("draw_page", 1), sends(word="紫罗兰")),
    "name_co_mediator": Act(
        way(Case.mediating),
        "secretary",
        mediating("name_co_mediator"),
        lambda: {"entry": _body().roster.last().pk, "reason": "懂设计的专家，请来一起看。"},
    ),
    "disclose_beside": Act(named_beside, "second_mediator", beside("co_disclose"), sends(answer="accept")),
    "waive_beside": Act(disclosed_beside, "complainant", beside("co_challenge"), sends(answer="waive")),
    "challenge_beside": Act(
        disclosed_beside,
        "respondent",
        beside("co_challenge"),
        sends(answer="challenge", ground="recusal.interest", reasons="兼职。"),
    ),
    "decide_beside": Act(
        challenged_beside, "secretary", beside("co_decide"), sends(answer="uphold", reasons="属实。")
    ),
    "complain_of_conduct": Act(
        way(Case.mediating),
        "complainant",
        mediating("conduct_add"),
        lambda: {
            "appointment": Mediation.objects.get().appointment.pk,
            "ground": "conduct.delay",
            "text": "十天没有回复，打电话也不接，案子一直拖着。",
        },
    ),
    "answer_conduct": Act(
        complained, "mediator", complaint("conduct_show"), sends(statement="出差在外，已经说明过。")
    ),
    "withdraw_conduct": Act(complained, "complainant", complaint("conduct_withdraw"), sends()),
    "object_to_figure": Act(
        way(Case.mediating),
        "mediator",
        lambda: reverse("mediation:object_to_figure", args=[_body().roster.first().pk, "running"]),
        sends(reason="这一件是代为办理，不应当计入我的在办。"),
    ),
    "leave_beside": Act(named_beside, "second_mediator", beside("co_leave"), sends(reason="生病。")),
    "disclose_more_beside": Act(
        disclosed_beside, "second_mediator", mediating("disclose_more"), sends(text="讲过一次课。")
    ),
    "disclose": Act(way(Case.appointed), "mediator", mediating("disclose"), sends(answer="accept")),
    "disclose_more": Act(
        way(Case.mediating), "mediator", mediating("disclose_more"), sends(text="讲过一次课。")
    ),
    "waive_challenge": Act(way(Case.disclosed), "complainant", mediating("challenge"), sends(answer="waive")),
    "challenge": Act(
        way(Case.disclosed),
        "respondent",
        mediating("challenge"),
        sends(answer="challenge", ground="recusal.interest", reasons="兼职。"),
    ),
    "decide_challenge": Act(
        way(Case.challenged),
        "secretary",
        mediating("decide_challenge"),
        sends(answer="uphold", reasons="属实。"),
    ),
}
