"""What anybody may try in the mediation of a case: each act finds there what it is about, or does nothing."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone

from disputes.models import Dispute
from mediation import services as mediation
from mediation.models import CoMediator, Confirmation, Fact, Mediation, MediationRecord, RosterEntry
from mediation.selectors import current_agreement
from tests import stories
from tests.cast import PASSWORD, Cast
from tests.mediation.sessions import evening, says
from tests.proceedings.acts import Act


def confirmation_in(dispute: Dispute):
    return Confirmation.objects.filter(mediation__dispute=dispute).last()


def hand_in(confirmation, by):
    return mediation.hand_in(
        confirmation,
        by=by,
        court_choice="body_place",
        court_name="某法院",
        method="post",
        on=timezone.localdate(),
    )


def mediation_in(dispute: Dispute):
    return Mediation.objects.filter(dispute=dispute).last()


def session_in(dispute: Dispute):
    running = mediation_in(dispute)
    return running and running.sessions.last()


def draw_in(dispute: Dispute):
    return mediation_in(dispute) and mediation_in(dispute).draws.last()


def beside(dispute: Dispute):
    return CoMediator.objects.filter(appointment__mediation__dispute=dispute).last()


def agreement_in(dispute: Dispute):
    running = mediation_in(dispute)
    return running and current_agreement(running)


def fact_in(dispute: Dispute):
    return Fact.objects.filter(list__mediation__dispute=dispute, withdrawn_at=None).last()


def record_in(dispute: Dispute):
    return MediationRecord.objects.filter(mediation__dispute=dispute).last()


def draft_in(d: Dispute, by):
    return mediation_in(d) and mediation.draft_agreement(
        mediation_in(d),
        by=by,
        facts="任务已完成并验收。",
        disputed_items="报酬数额。",
        terms=[stories.pays(d, "2600.00")],
        performance="转账至投诉人账户。",
        default_clause="逾期按日万分之三支付违约金。",
    )


def table_offer_in(d: Dispute):
    running = mediation_in(d)
    return running and running.offers.filter(state="open").last()


def offer_at_table_in(d: Dispute, by):
    item = mediation.OnIssue(stories.pays(d, "700.00"), d.claims.first())
    return mediation_in(d) and mediation.offer_terms(mediation_in(d), by=by, items=[item])


def earlier_talk_in(d: Dispute):
    running = mediation_in(d)
    return running and running.earlier_talk_requests.last()


def bidding_in(d: Dispute):
    running = mediation_in(d)
    return running and running.biddings.last()


def start_bidding_in(d: Dispute, by):
    li, wang = d.parties.get(role="complainant"), d.parties.get(role="respondent")
    return mediation_in(d) and mediation.offer_bidding(mediation_in(d), by=by, debtor=wang, creditor=li)


def bid_in(d: Dispute, c: Cast, by):
    """The two miss each other or meet, by whose key is even."""
    amount = Decimal(500 if by == c.complainant else 400 + d.pk % 2 * 200)
    found = bidding_in(d)
    return found and mediation.place_bid(found, by=by, amount=amount, round=max(found.round, 1))


def entry_of(person) -> list[int]:
    return list(RosterEntry.objects.filter(mediator=person).values_list("pk", flat=True))


MEDIATION_ACTS: dict[str, Act] = {
    "request_mediation": lambda d, c, by: mediation.request_mediation(d, by=by, body=c.mediation_body),
    "consent": lambda d, c, by: mediation_in(d) and mediation.consent_to_mediation(mediation_in(d), by=by),
    "refuse_mediation": lambda d, c, by: (
        mediation_in(d) and mediation.refuse_mediation(mediation_in(d), by=by)
    ),
    "take_mediation": lambda d, c, by: mediation_in(d) and mediation.accept_case(mediation_in(d), by=by),
    "choose": lambda d, c, by: (
        mediation_in(d) and mediation.choose_mediator(mediation_in(d), by=by, ranking=entry_of(c.mediator))
    ),
    "draw": lambda d, c, by: mediation_in(d) and mediation.publish_draw(mediation_in(d), by=by),
    "draw_word": lambda d, c, by: draw_in(d) and mediation.give_word(draw_in(d), by=by, word="七"),
    "name_beside": lambda d, c, by: (
        mediation_in(d)
        and mediation.name_co_mediator(
            mediation_in(d), by=by, entry=RosterEntry.objects.get(mediator=c.second_mediator), reason="专家"
        )
    ),
    "disclose_beside": lambda d, c, by: (
        beside(d) and mediation.accept_co_office(beside(d), by=by, has_interest=False)
    ),
    "waive_beside": lambda d, c, by: beside(d) and mediation.accept_co_mediator(beside(d), by=by),
    "challenge_beside": lambda d, c, by: (
        beside(d)
        and mediation.challenge_co_mediator(beside(d), by=by, ground="recusal.interest", reasons="认识")
    ),
    "leave_beside": lambda d, c, by: beside(d) and mediation.leave_co_office(beside(d), by=by, reason="忙"),
    "disclose": lambda d, c, by: (
        mediation_in(d) and mediation.accept_appointment(mediation_in(d), by=by, has_interest=False)
    ),
    "waive_challenge": lambda d, c, by: mediation_in(d) and mediation.accept_mediator(mediation_in(d), by=by),
    "challenge": lambda d, c, by: (
        mediation_in(d)
        and mediation.challenge_mediator(
            mediation_in(d), by=by, ground="recusal.interest", reasons="认识对方"
        )
    ),
    "uphold": lambda d, c, by: (
        mediation_in(d) and mediation.decide_challenge(mediation_in(d), by=by, is_upheld=True, reasons="成立")
    ),
    "draft": lambda d, c, by: draft_in(d, by),
    "offer_at_table": lambda d, c, by: offer_at_table_in(d, by),
    "answer_at_table": lambda d, c, by: (
        table_offer_in(d) and mediation.answer_offer(table_offer_in(d), by=by, accepted=[1])
    ),
    "ask_for_earlier_talk": lambda d, c, by: (
        mediation_in(d) and mediation.ask_for_earlier_talk(mediation_in(d), by=by)
    ),
    "answer_earlier_talk": lambda d, c, by: (
        earlier_talk_in(d) and mediation.answer_earlier_talk(earlier_talk_in(d), by=by, is_willing=True)
    ),
    "decline_earlier_talk": lambda d, c, by: (
        earlier_talk_in(d)
        and mediation.answer_earlier_talk(earlier_talk_in(d), by=by, is_willing=False, shows_caucus=True)
    ),
    "start_bidding": lambda d, c, by: start_bidding_in(d, by),
    "agree_to_bid": lambda d, c, by: (
        bidding_in(d) and mediation.answer_bidding(bidding_in(d), by=by, is_willing=True)
    ),
    "bid": bid_in,
    "stop_bidding": lambda d, c, by: bidding_in(d) and mediation.stop_bidding(bidding_in(d), by=by),
    "accept_draft": lambda d, c, by: agreement_in(d) and mediation.accept_draft(agreement_in(d), by=by),
    "take_back_acceptance": lambda d, c, by: (
        agreement_in(d) and mediation.take_back_acceptance(agreement_in(d), by=by)
    ),
    "state_fact": lambda d, c, by: (
        mediation_in(d)
        and mediation.state_facts(mediation_in(d), by=by, facts=[(f"{by.name}说任务已完成。", "talk")])
    ),
    "tick_fact": lambda d, c, by: fact_in(d) and mediation.reply_to_fact(fact_in(d), by=by, answer="agree"),
    "close_facts": lambda d, c, by: mediation_in(d) and mediation.close_facts(mediation_in(d), by=by),
    "confirm_facts": lambda d, c, by: (
        fact_in(d) and mediation.confirm_facts(fact_in(d).list, by=by, typed_name=by.name)
    ),
    "draw_up_record": lambda d, c, by: (
        mediation_in(d) and mediation.draw_up_record(mediation_in(d), by=by, summary="各自陈述。")
    ),
    "confirm_record": lambda d, c, by: (
        record_in(d) and mediation.confirm_record(record_in(d), by=by, typed_name=by.name)
    ),
    "sign": lambda d, c, by: (
        agreement_in(d)
        and mediation.sign_agreement(agreement_in(d), by=by, typed_name=by.name, password=PASSWORD)
    ),
    "propose_session": lambda d, c, by: (
        mediation_in(d) and mediation.propose_session(mediation_in(d), by=by, times=[evening(4), evening(5)])
    ),
    "answer_times": lambda d, c, by: (
        session_in(d) and says(session_in(d), by, *["yes"] * session_in(d).times.count())
    ),
    "fix_session": lambda d, c, by: (
        session_in(d) and mediation.fix_session(session_in(d), by=by, time=session_in(d).times.first())
    ),
    "cancel_session": lambda d, c, by: (
        session_in(d) and mediation.cancel_session(session_in(d), by=by, reason="另约")
    ),
    "leave_mediation": lambda d, c, by: mediation_in(d) and mediation.leave_mediation(mediation_in(d), by=by),
    "want_confirmation": lambda d, c, by: (
        confirmation_in(d) and mediation.say_whether_to_apply(confirmation_in(d), by=by, is_willing=True)
    ),
    "decline_confirmation": lambda d, c, by: (
        confirmation_in(d) and mediation.say_whether_to_apply(confirmation_in(d), by=by, is_willing=False)
    ),
    "hand_in": lambda d, c, by: confirmation_in(d) and hand_in(confirmation_in(d), by),
    "ruling": lambda d, c, by: (
        confirmation_in(d)
        and mediation.record_ruling(confirmation_in(d), by=by, ruling="confirmed", on=timezone.localdate())
    ),
    "terminate": lambda d, c, by: (
        mediation_in(d)
        and mediation.terminate_mediation(
            mediation_in(d), by=by, ground="termination.far_apart", reason="差距过大"
        )
    ),
}
