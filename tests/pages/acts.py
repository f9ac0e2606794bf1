"""Every act a page can post: the story that leads to it, who does it, where, and what they send."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from arbitration.models import Referral
from chat.models import Room
from disputes import services
from disputes.models import Dispute, Obligation
from mediation import services as mediation
from mediation.models import Agreement, CoMediator, ConductComplaint, Mediation
from tests import stories
from tests.arbitration import stories as referrals
from tests.arbitration.stories import CLAUSE
from tests.cast import PASSWORD, Cast
from tests.disputes.test_access import completing, offered
from tests.disputes.test_journeys_by_page import term
from tests.mediation.cases import Case, make_case


@dataclass(frozen=True)
class Act:
    story: Callable[[Cast], Any]
    who: str
    url: Callable[[], str]
    data: Callable[[], dict[str, Any]]


def case(name: str, *args: object) -> Callable[[], str]:
    return lambda: reverse(f"disputes:{name}", args=[the_dispute().reference, *args])


def obligation(act: str) -> Callable[[], str]:
    return lambda: reverse(
        "disputes:obligation_act", args=[the_dispute().reference, Obligation.objects.get().pk, act]
    )


def mediating(name: str, *args: object) -> Callable[[], str]:
    return lambda: reverse(f"mediation:{name}", args=[Mediation.objects.get().pk, *args])


def beside(name: str) -> Callable[[], str]:
    return lambda: reverse(
        f"mediation:{name}", args=[Mediation.objects.get().pk, CoMediator.objects.get().pk]
    )


def complaint(name: str) -> Callable[[], str]:
    return lambda: reverse(f"mediation:{name}", args=[ConductComplaint.objects.get().pk])


def referred(name: str) -> Callable[[], str]:
    return lambda: reverse(f"arbitration:{name}", args=[Referral.objects.get().pk])


def the_dispute() -> Dispute:
    return Dispute.objects.get()


def sends(**data: Any) -> Callable[[], dict[str, Any]]:
    return lambda: data


def with_term(**data: Any) -> Callable[[], dict[str, Any]]:
    return lambda: {**term(the_dispute()), **data}


def way(stage: Callable[[Case], Case]) -> Callable[[Cast], Case]:
    def story(cast: Cast) -> Case:
        return stage(make_case(cast))

    return story


def claimed(cast: Cast) -> None:
    services.claim_performance(_owed(stories.settled(cast)), by=cast.respondent)


def breached(cast: Cast) -> None:
    services.settlement.breach_obligation(_owed(stories.settled(cast)), by=None)


def _owed(dispute: Dispute) -> Obligation:
    return dispute.settlements.get().obligations.get()


def automated(cast: Cast) -> Dispute:
    return stories.opinion_issued(cast, is_automated=True)


def proposed(cast: Cast) -> None:
    told = make_case(cast).mediating()
    mediation.make_proposal(told.mediation, by=cast.mediator, terms=[told.term()])


def drafted(cast: Cast) -> None:
    make_case(cast).mediating().draft()


def recorded(cast: Cast) -> None:
    mediation.draw_up_record(make_case(cast).mediating().mediation, by=cast.mediator, summary="各自陈述。")


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


def taken_by_commission(cast: Cast) -> Referral:
    return referrals.accepted(cast)


def _application() -> dict[str, Any]:
    referral = Referral.objects.get()
    party = f"party{referral.applicant_id}"
    other = f"party{referral.dispute.parties.get(role='respondent').pk}"
    return {
        "requests": "支付报酬3000元。",
        "facts": "交稿验收，没有付款。",
        f"{party}-name": "李小雨",
        f"{party}-domicile": "示例市东区和平路1号",
        f"{party}-phone": "13800000001",
        f"{other}-name": "王强",
        "do": "send",
    }


def _answer() -> dict[str, Any]:
    claim = the_dispute().claims.get()
    return {"text": "只同意付一半。", f"claim-{claim.pk}-stance": "denies", f"claim-{claim.pk}-note": "迟了"}


def _first_choice() -> dict[str, Any]:
    body = Mediation.objects.get().body
    return {
        f"entry-{entry.pk}": str(place) for place, entry in enumerate(body.roster.order_by("pk"), start=1)
    }


OPINION = {
    "facts_found": "已经验收。",
    "rule_name": "规则第18条",
    "rule_version": "2",
    "reasons": "应当付款。",
}
AGREEMENT = {"facts": "已经交付。", "disputed_items": "数额。", "performance": "转账至尾号1234的账户。"}

ACTS = {
    # the desk
    "admit": Act(stories.filed, "handler", case("admit"), sends(decision="admit")),
    "decline": Act(
        stories.filed,
        "handler",
        case("admit"),
        sends(decision="decline", ground="decline.duplicate", reasons="与另一件投诉是同一件事。"),
    ),
    "ask_completion": Act(
        stories.filed, "handler", case("admit"), sends(decision="complete", more="请附聊天记录")
    ),
    "complete": Act(completing, "complainant", case("complete"), sends(reply="已补聊天记录。")),
    "add_party": Act(
        stories.negotiating,
        "handler",
        case("parties"),
        sends(role="third_party", kind="person", name="孙某", phone="13800000007"),
    ),
    "opinion": Act(stories.reviewing, "handler", case("opinion"), with_term(**OPINION)),
    # both sides
    "answer": Act(stories.answering, "respondent", case("answer"), _answer),
    "offer": Act(stories.negotiating, "complainant", case("negotiate"), with_term(message="一次付清")),
    "counter": Act(offered, "complainant", case("negotiate"), with_term(counter="1")),
    "accept_offer": Act(offered, "complainant", case("offer_act", 1, "accept"), sends()),
    "reject_offer": Act(offered, "complainant", case("offer_act", 1, "reject"), sends(reason="太少")),
    "withdraw_offer": Act(offered, "respondent", case("offer_act", 1, "withdraw"), sends()),
    "end_negotiation": Act(
        stories.negotiating, "respondent", case("end_negotiation"), sends(reason="差太远")
    ),
    "appoint_representative": Act(
        stories.negotiating,
        "complainant",
        case("representatives"),
        sends(name="孙代理", contact="13800000008", mandate="general", agrees="on"),
    ),
    "accept_opinion": Act(stories.opinion_issued, "complainant", case("reply"), sends(answer="accept")),
    "ask_review": Act(automated, "respondent", case("reply"), sends(answer="review")),
    # performance
    "perform": Act(stories.settled, "respondent", obligation("done"), sends(note="流水号 1")),
    "confirm": Act(claimed, "complainant", obligation("confirm"), sends()),
    "contest": Act(claimed, "complainant", obligation("contest"), sends()),
    "waive": Act(stories.settled, "complainant", obligation("waive"), sends()),
    "extend": Act(
        breached, "complainant", obligation("extend"), lambda: {"due_on": timezone.localdate().isoformat()}
    ),
    # ways out
    "take_road": Act(
        stories.choosing_road,
        "complainant",
        case("take_road", "litigation"),
        sends(body_name="杭州互联网法院", agrees="on"),
    ),
    "let_rest": Act(stories.choosing_road, "complainant", case("let_rest"), sends()),
    "withdraw": Act(stories.negotiating, "complainant", case("withdraw"), sends(why="withdrawal.no_reason")),
    "satisfaction": Act(stories.closed, "complainant", case("satisfaction"), sends(score="5")),
    # mediation
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
    "propose": Act(way(Case.mediating), "mediator", mediating("propose"), with_term(message="各让一步")),
    "reply_to_proposal": Act(proposed, "complainant", mediating("reply", 1), sends(answer="accept")),
    "withdraw_proposal": Act(proposed, "mediator", mediating("withdraw_proposal", 1), sends()),
    "draft_agreement": Act(way(Case.mediating), "mediator", mediating("draft"), with_term(**AGREEMENT)),
    "accept_wording": Act(
        drafted, "complainant", mediating("accept"), lambda: {"sha256": Agreement.objects.get().sha256}
    ),
    "redraft": Act(way(Case.signing), "mediator", mediating("redraft"), sends(reason="日期写错。")),
    "sign": Act(
        way(Case.signing),
        "complainant",
        mediating("sign"),
        sends(typed_name="李小雨", password=PASSWORD, has_read="on"),
    ),
    "draw_up_record": Act(way(Case.mediating), "mediator", mediating("record"), sends(summary="各自陈述。")),
    "confirm_record": Act(
        recorded,
        "respondent",
        mediating("record"),
        lambda: {"sha256": Mediation.objects.get().records.get().sha256, "objection": "时间不对"},
    ),
    "extend_mediation": Act(way(Case.mediating), "complainant", mediating("extend"), sends()),
    "leave_mediation": Act(way(Case.mediating), "complainant", mediating("leave"), sends(reason="算了")),
    "terminate_mediation": Act(
        way(Case.mediating),
        "mediator",
        mediating("terminate"),
        sends(ground="termination.far_apart", reason="差太远。"),
    ),
    "resign": Act(way(Case.mediating), "mediator", mediating("resign"), sends(reason="生病。")),
    # arbitration
    "request_arbitration": Act(
        stories.choosing_road,
        "complainant",
        lambda: reverse("arbitration:request", args=[the_dispute().reference]),
        lambda: {"commission": _commission().pk, "agreement_form": "clause", "agreement_text": CLAUSE},
    ),
    "propose_arbitration": Act(
        stories.choosing_road,
        "complainant",
        lambda: reverse("arbitration:propose", args=[the_dispute().reference]),
        lambda: {
            "commission": _commission().pk,
            "matters": "报酬争议",
            "name": "李小雨",
            "agrees": "on",
            "do": "send",
        },
    ),
    "accept_submission": Act(
        referrals.agreeing, "respondent", referred("submission"), sends(name="王强", agrees="on", do="accept")
    ),
    "send_application": Act(referrals.preparing, "complainant", referred("prepare"), _application),
    "withdraw_application": Act(referrals.sent, "complainant", referred("withdraw"), sends(reason="另选")),
    "register": Act(referrals.sent, "registrar", referred("register"), sends(do="accept", case_number="1号")),
    "award": Act(
        taken_by_commission,
        "registrar",
        referred("result"),
        lambda: {
            "do": "award",
            "number": "2号",
            "awarded_on": timezone.localdate().isoformat(),
            "summary": "付款。",
        },
    ),
    # the rest
    "say": Act(
        stories.negotiating,
        "complainant",
        lambda: reverse("chat:say", args=[Room.objects.get().pk]),
        sends(text="您好", client_id="page-1"),
    ),
    "order_case_file": Act(
        stories.negotiating,
        "complainant",
        lambda: reverse("casefiles:case_files", args=[the_dispute().reference]),
        sends(),
    ),
}


def _body():
    from accounts.models import Organisation

    return Organisation.objects.get(kind="mediation_body")


def _commission():
    from accounts.models import Organisation

    return Organisation.objects.get(kind="arbitration_commission")
