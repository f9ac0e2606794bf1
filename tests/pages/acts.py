"""Every act a page can post: the story that leads to it, who does it, where, and what they send."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from arbitration.models import Referral
from chat.models import Room, RoomFile
from chat.services import post_file
from disputes import services
from disputes.models import Dispute, Obligation, Payment
from mediation import services as mediation
from mediation.models import (
    Agreement,
    Bidding,
    CoMediator,
    ConductComplaint,
    Fact,
    FactList,
    Mediation,
    Session,
    SessionTime,
)
from tests import stories
from tests.arbitration import stories as referrals
from tests.arbitration.stories import CLAUSE
from tests.casefiles.samples import pdf
from tests.cast import PASSWORD, Cast
from tests.disputes.test_access import completing, offered
from tests.disputes.test_instalments import three_instalments
from tests.disputes.test_journeys_by_page import term
from tests.mediation import confirmations
from tests.mediation.cases import Case, make_case
from tests.mediation.earlier import asked as asked_for_earlier_talk
from tests.mediation.earlier import replaced
from tests.mediation.sessions import evening, fixed, says
from tests.mediation.sessions import proposed as proposed_session


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


def payment(act: str) -> Callable[[], str]:
    return lambda: reverse(
        "disputes:payment_act", args=[the_dispute().reference, Payment.objects.get().pk, act]
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


def instalment_missed(cast: Cast) -> None:
    dispute = three_instalments(cast, accelerates=True)
    services.settlement.breach_obligation(dispute.settlements.get().obligations.first(), by=None)


def breached(cast: Cast) -> None:
    services.settlement.breach_obligation(_owed(stories.settled(cast)), by=None)


def _owed(dispute: Dispute) -> Obligation:
    return dispute.settlements.get().obligations.get()


def part_paid(cast: Cast) -> None:
    services.report_payment(
        _owed(stories.settled(cast)),
        by=cast.respondent,
        amount=Decimal("5.00"),
        paid_on=timezone.localdate(),
        method="cash",
    )


def time_asked(cast: Cast) -> None:
    owed = _owed(stories.settled(cast))
    services.ask_for_time(owed, by=cast.respondent, due_on=owed.due_on + timedelta(days=60))


def confirmable(stage: Callable[[Case], Any]) -> Callable[[Cast], None]:
    def story(cast: Cast) -> None:
        stage(make_case(cast))

    return story


def ready_for_court(told: Case) -> None:
    confirmations.packed(told, is_bound=False)


def confirming(name: str) -> Callable[[], str]:
    return lambda: reverse(f"mediation:confirmation_{name}", args=[Mediation.objects.get().pk])


def _own_sheet() -> str:
    party = the_dispute().parties.get(role="complainant")
    return reverse("mediation:confirmation_particulars", args=[Mediation.objects.get().pk, party.pk])


def _today(**more: Any) -> Callable[[], dict[str, Any]]:
    return lambda: {"on": timezone.localdate().isoformat(), **more}


def automated(cast: Cast) -> Dispute:
    return stories.opinion_issued(cast, is_automated=True)


def proposed(cast: Cast) -> None:
    told = make_case(cast).mediating()
    mediation.make_proposal(told.mediation, by=cast.mediator, terms=[told.term()])


def on_the_table(cast: Cast, *, by: str = "complainant") -> Case:
    told = make_case(cast).mediating()
    item = mediation.OnIssue(told.term(2800), told.dispute.claims.get())
    mediation.offer_terms(told.mediation, by=getattr(cast, by), items=[item])
    return told


def half_agreed(cast: Cast) -> None:
    told = on_the_table(cast, by="respondent")
    mediation.answer_offer(told.mediation.offers.get(), by=cast.complainant, accepted=[1])


def another_mediator(cast: Cast) -> Case:
    return replaced(make_case(cast))


def earlier_talk_asked(cast: Cast) -> None:
    asked_for_earlier_talk(make_case(cast))


def bidding_offered(cast: Cast) -> Bidding:
    told = make_case(cast).mediating()
    return mediation.offer_bidding(told.mediation, by=cast.mediator, debtor=told.wang, creditor=told.li)


def bidding_open(cast: Cast) -> None:
    bidding = bidding_offered(cast)
    for person in (cast.complainant, cast.respondent):
        mediation.answer_bidding(bidding, by=person, is_willing=True)


def _offered() -> dict[str, Any]:
    return {**term(the_dispute()), "terms-0-issue": "other", "message": "各让一步"}


def _bidding() -> dict[str, Any]:
    parties = the_dispute().parties
    who = f"{parties.get(role='respondent').pk}-{parties.get(role='complainant').pk}"
    return {"who": who, "action": "pay", "rule": "gap_yuan", "gap": "200", "rounds": "2", "about": "设计费"}


def drafted(cast: Cast) -> None:
    make_case(cast).mediating().draft()


def recorded(cast: Cast) -> None:
    mediation.draw_up_record(make_case(cast).mediating().mediation, by=cast.mediator, summary="各自陈述。")


def accepted_wording(cast: Cast) -> None:
    told = make_case(cast).mediating()
    mediation.accept_draft(told.draft(), by=cast.complainant)


def fact_stated(cast: Cast) -> Case:
    told = make_case(cast).mediating()
    mediation.state_facts(told.mediation, by=cast.complainant, facts=[("三张海报已经交付。", "talk")])
    return told


def fact_reworded(cast: Cast) -> None:
    fact_stated(cast)
    mediation.reply_to_fact(Fact.objects.get(), by=cast.respondent, answer="change", change="两张已经交付。")


def fact_agreed(cast: Cast) -> Case:
    told = fact_stated(cast)
    mediation.reply_to_fact(Fact.objects.get(), by=cast.respondent, answer="agree")
    return told


def facts_closed(cast: Cast) -> None:
    mediation.close_facts(fact_agreed(cast).mediation, by=cast.mediator)


def joined(cast: Cast) -> None:
    """A representative has come into the talk late."""
    told = make_case(cast).mediating()
    services.appoint_representative(
        told.dispute, by=cast.respondent, name="孙代理", mandate="general", user=cast.outsider
    )


def filed_in_room(cast: Cast) -> None:
    make_case(cast).mediating()
    file = SimpleUploadedFile("合同.pdf", pdf())
    post_file(_joint(), by=cast.complainant, file=file, client_id="file-1")


def _joint() -> Room:
    return Room.objects.get(kind="joint")


def _newest_seat() -> int:
    return _joint().members.latest("pk").pk


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


def asked_for_times(cast: Cast) -> None:
    proposed_session(make_case(cast).mediating(), days=(5,))


def times_answered(cast: Cast) -> None:
    session = proposed_session(make_case(cast).mediating(), days=(5,))
    for person in (cast.complainant, cast.respondent):
        says(session, person, "if")


def session_fixed(cast: Cast) -> None:
    fixed(make_case(cast).mediating())


def session_begun(cast: Cast) -> None:
    """As if the time had come."""
    session_fixed(cast)
    began = timezone.now() - timedelta(minutes=50)
    Session.objects.update(starts_at=began, ends_at=timezone.now() + timedelta(minutes=10))


def of_session(name: str) -> Callable[[], str]:
    return lambda: reverse(f"mediation:{name}", args=[Session.objects.get().key])


def _time(prefix: str, days: int) -> dict[str, Any]:
    starts_at, _ends_at = evening(days)
    return {f"{prefix}-on": f"{starts_at:%Y-%m-%d}", f"{prefix}-at": "19:30", f"{prefix}-minutes": "60"}


def _attendance() -> dict[str, Any]:
    parties = {party.role: party.pk for party in the_dispute().parties.all()}
    return {
        "outcome": "not_held",
        "began": "",
        "ended": "",
        f"party-{parties['complainant']}": "came",
        f"party-{parties['respondent']}": "absent",
    }


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
    "perform": Act(
        stories.settled,
        "respondent",
        obligation("done"),
        lambda: {
            "amount": "2400.00",
            "paid_on": timezone.localdate().isoformat(),
            "method": "bank",
            "note": "流水号 1",
        },
    ),
    "pay_a_part": Act(
        stories.settled,
        "respondent",
        obligation("done"),
        lambda: {
            "amount": "5",
            "paid_on": timezone.localdate().isoformat(),
            "method": "cash",
            "note": "首付",
        },
    ),
    "confirm_payment": Act(part_paid, "complainant", payment("confirm"), sends()),
    "contest_payment": Act(part_paid, "complainant", payment("contest"), sends(reason="账户里没有。")),
    "withdraw_payment": Act(part_paid, "respondent", payment("withdraw"), sends()),
    "ask_for_time": Act(
        stories.settled,
        "respondent",
        obligation("ask"),
        lambda: {
            "due_on": (timezone.localdate() + timedelta(days=60)).isoformat(),
            "reason": "月底才发工资。",
        },
    ),
    "agree_to_time": Act(time_asked, "complainant", obligation("agree"), sends()),
    "keep_the_day": Act(time_asked, "complainant", obligation("keep"), sends()),
    "confirm": Act(claimed, "complainant", obligation("confirm"), sends()),
    "contest": Act(claimed, "complainant", obligation("contest"), sends()),
    "waive": Act(stories.settled, "complainant", obligation("waive"), sends()),
    "extend": Act(
        breached, "complainant", obligation("extend"), lambda: {"due_on": timezone.localdate().isoformat()}
    ),
    "call_whole": Act(instalment_missed, "complainant", case("call_whole"), sends()),
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
    "propose": Act(way(Case.mediating), "mediator", mediating("propose"), with_term(message="各让一步")),
    "reply_to_proposal": Act(proposed, "complainant", mediating("reply", 1), sends(answer="accept")),
    "withdraw_proposal": Act(proposed, "mediator", mediating("withdraw_proposal", 1), sends()),
    "offer_at_table": Act(way(Case.mediating), "complainant", mediating("offer"), _offered),
    "answer_at_table": Act(
        lambda cast: on_the_table(cast, by="respondent"),
        "complainant",
        mediating("answer_offer", 1),
        lambda: {
            "item1-answer": "change",
            "item1-amount": "2900",
            "item1-due_on": timezone.localdate().isoformat(),
        },
    ),
    "withdraw_at_table": Act(on_the_table, "complainant", mediating("withdraw_offer", 1), sends()),
    "reopen_term": Act(half_agreed, "complainant", mediating("reopen_term", 1, 1), sends()),
    "tell_privately": Act(
        way(Case.mediating),
        "complainant",
        mediating("private"),
        lambda: {f"claim{the_dispute().claims.get().pk}-amount": "2400"},
    ),
    "start_bidding": Act(way(Case.mediating), "complainant", mediating("bidding_start"), _bidding),
    "agree_to_bid": Act(
        bidding_offered, "complainant", mediating("bidding_consent", 1), sends(answer="agree")
    ),
    "bid": Act(
        bidding_open, "complainant", mediating("bid", 1), sends(amount="2400", round="1", is_sure="on")
    ),
    "stop_bidding": Act(bidding_open, "complainant", mediating("bidding_stop", 1), sends()),
    "draft_agreement": Act(way(Case.mediating), "mediator", mediating("draft"), with_term(**AGREEMENT)),
    "accept_wording": Act(
        drafted, "complainant", mediating("accept"), lambda: {"sha256": Agreement.objects.get().sha256}
    ),
    "take_back_acceptance": Act(
        accepted_wording,
        "complainant",
        mediating("take_back"),
        lambda: {"sha256": Agreement.objects.get().sha256},
    ),
    "state_fact": Act(
        way(Case.mediating),
        "complainant",
        mediating("facts"),
        sends(text="三张海报已经交付。", source="talk"),
    ),
    "tick_fact": Act(fact_stated, "respondent", mediating("fact_act", 1, "reply"), sends(answer="agree")),
    "reword_fact": Act(
        fact_stated,
        "respondent",
        mediating("fact_act", 1, "reply"),
        sends(answer="change", change="两张已经交付。"),
    ),
    "adopt_change": Act(
        fact_reworded,
        "complainant",
        mediating("fact_act", 1, "adopt"),
        lambda: {"party": the_dispute().parties.get(role="respondent").pk},
    ),
    "withdraw_fact": Act(fact_stated, "complainant", mediating("fact_act", 1, "withdraw"), sends()),
    "close_facts": Act(fact_agreed, "mediator", mediating("facts_act", "close"), sends()),
    "reopen_facts": Act(facts_closed, "mediator", mediating("facts_act", "reopen"), sends()),
    "confirm_facts": Act(
        facts_closed,
        "respondent",
        mediating("facts_act", "confirm"),
        lambda: {"sha256": FactList.objects.get().sha256, "typed_name": "王强", "may_be_used": "on"},
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
    "ask_for_earlier_talk": Act(another_mediator, "second_mediator", mediating("earlier_talk_ask"), sends()),
    "answer_earlier_talk": Act(
        earlier_talk_asked, "respondent", mediating("earlier_talk"), sends(answer="agree", shows_caucus="on")
    ),
    "leave_mediation": Act(way(Case.mediating), "complainant", mediating("leave"), sends(reason="算了")),
    "terminate_mediation": Act(
        way(Case.mediating),
        "mediator",
        mediating("terminate"),
        sends(ground="termination.far_apart", reason="差太远。"),
    ),
    "resign": Act(way(Case.mediating), "mediator", mediating("resign"), sends(reason="生病。")),
    # sessions
    "propose_session": Act(
        way(Case.mediating),
        "mediator",
        mediating("propose_session"),
        lambda: {
            "whom": "joint",
            "way": "place",
            "place": "示例市东区和平路1号",
            "message": "带上合同。",
            "fixes_at_once": "on",
            **_time("times-0", 5),
            **_time("times-1", 6),
        },
    ),
    "answer_times": Act(
        asked_for_times,
        "respondent",
        of_session("answer_times"),
        lambda: {
            f"tick-{SessionTime.objects.get(party=None).pk}": "no",
            "note": "晚上才有空。",
            **_time("own-0", 8),
        },
    ),
    "fix_session": Act(
        times_answered, "mediator", of_session("fix_session"), lambda: {"time": SessionTime.objects.get().pk}
    ),
    "move_session": Act(
        session_fixed,
        "mediator",
        of_session("move_session"),
        lambda: {"way": "room", "place": "", "reason": "出差。", **_time("times-0", 9)},
    ),
    "cancel_session": Act(session_fixed, "mediator", of_session("cancel_session"), sends(reason="停电。")),
    "record_attendance": Act(session_begun, "mediator", of_session("attendance"), _attendance),
    "explain_absence": Act(
        session_fixed, "respondent", of_session("explain_absence"), sends(reason="值夜班。")
    ),
    "open_feed": Act(stories.negotiating, "complainant", lambda: reverse("mediation:feed"), sends(do="open")),
    # judicial confirmation
    "want_confirmation": Act(
        confirmable(confirmations.opened), "complainant", confirming("answer"), sends(answer="yes")
    ),
    "decline_confirmation": Act(
        confirmable(confirmations.opened), "respondent", confirming("answer"), sends(answer="no")
    ),
    "give_particulars": Act(
        confirmable(confirmations.preparing),
        "complainant",
        _own_sheet,
        sends(**confirmations.values("李小雨"), pledges="on", pledged_name="李小雨"),
    ),
    "certify": Act(confirmable(confirmations.preparing), "secretary", confirming("certify"), sends()),
    "hand_in": Act(
        confirmable(ready_for_court),
        "complainant",
        confirming("hand_in"),
        _today(
            court_choice="body_place", court_name="示例市东区人民法院", method="counter", receipt_number="7"
        ),
    ),
    "court_dismisses": Act(
        confirmable(confirmations.with_court),
        "secretary",
        confirming("court"),
        _today(
            answer="dismissed",
            ground="confirmation_dismissed.unclear",
            case_number="（2026）示0101民特1号",
            note="没有写明付款账户。",
            until="",
        ),
    ),
    "supplemented": Act(
        confirmable(confirmations.supplementing), "respondent", confirming("supplemented"), sends()
    ),
    "withdraw_confirmation": Act(
        confirmable(confirmations.with_court), "respondent", confirming("withdraw"), sends()
    ),
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
    "grant_history": Act(
        joined,
        "mediator",
        lambda: reverse("chat:history", args=[_joint().pk, _newest_seat()]),
        sends(what="all"),
    ),
    "hand_in_file": Act(
        filed_in_room,
        "complainant",
        lambda: reverse("chat:as_evidence", args=[RoomFile.objects.get().pk]),
        sends(),
    ),
    "keep_note": Act(
        way(Case.mediating),
        "mediator",
        lambda: reverse("chat:room_note", args=[_joint().pk]),
        sends(text="先谈数额。", version="0"),
    ),
    "add_phrase": Act(
        stories.negotiating,
        "complainant",
        lambda: reverse("chat:phrases"),
        sends(title="附件", text="请看附件。"),
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
