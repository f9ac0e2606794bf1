"""What is offered, bid, agreed and written down in a mediation, until it ends."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from mediation import services as mediation
from mediation.models import Agreement, Bidding, Fact, FactList, Mediation
from tests.cast import PASSWORD, Cast
from tests.disputes.test_journeys_by_page import term
from tests.mediation.cases import Case, make_case
from tests.mediation.earlier import asked as asked_for_earlier_talk
from tests.mediation.earlier import replaced
from tests.pages.acts.act import Act, mediating, sends, the_dispute, way, with_term


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


AGREEMENT = {"facts": "已经交付。", "disputed_items": "数额。", "performance": "转账至尾号1234的账户。"}

ACTS = {
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
}
