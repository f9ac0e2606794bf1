"""Any sequence of acts by anybody: lawful ones are done, the others refused, and the case stays whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from arbitration import services as arbitration
from arbitration.models import Referral
from disputes import services
from disputes.exceptions import Refusal
from disputes.models import Dispute, Obligation, Turn
from disputes.states import CLOCKS, OfferState, State
from docket.selectors import verify_chain
from mediation import services as mediation
from mediation.models import CoMediator, Confirmation, Fact, Mediation, MediationRecord, RosterEntry
from mediation.selectors import current_agreement
from proceedings.selectors import deadline_now
from proceedings.services import called_for
from rulebook import clock
from tests import stories
from tests.cast import PASSWORD, Cast, make_cast
from tests.mediation.sessions import evening, says

Act = Callable[[Dispute, Cast, object], object]
CLAUSE = "因本合同引起的争议，提交示例市仲裁委员会仲裁。"


def offer_of(dispute: Dispute):
    return dispute.offers.filter(state=OfferState.OPEN).last()


def owed_in(dispute: Dispute):
    return Obligation.objects.filter(settlement__dispute=dispute, settlement__replaced_at=None).first()


def payment_in(dispute: Dispute):
    owed = owed_in(dispute)
    return owed and owed.payments.last()


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


def referral_of(dispute: Dispute):
    return Referral.objects.filter(dispute=dispute).last()


def opinion(d: Dispute, c: Cast, by):
    return services.issue_opinion(
        d,
        by=by,
        facts_found="查明",
        evidence_accepted="",
        rule_name="规则",
        rule_version="1",
        reasons="理由",
        terms=[stories.pays(d, "100.00")],
        is_automated=by == c.handler,
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


#: Everything anybody may try. Each is tried by whoever the test draws, lawful or not.
ACTS: dict[str, Act] = {
    "admit": lambda d, c, by: services.admit_dispute(d, by=by),
    "ask_completion": lambda d, c, by: services.ask_completion(d, by=by, defects=["身份证明"]),
    "supply_completion": lambda d, c, by: services.supply_completion(d, by=by, reply="补上了"),
    "decline": lambda d, c, by: services.decline_dispute(
        d, by=by, ground="decline.out_of_scope", reasons="不属于"
    ),
    "answer": lambda d, c, by: services.answer_complaint(d, by=by, text="不同意"),
    "offer": lambda d, c, by: services.make_offer(d, by=by, terms=[stories.pays(d, "500.00")]),
    "accept_offer": lambda d, c, by: offer_of(d) and services.accept_offer(offer_of(d), by=by),
    "counter_offer": lambda d, c, by: (
        offer_of(d) and services.counter_offer(offer_of(d), by=by, terms=[stories.pays(d, "800.00")])
    ),
    "reject_offer": lambda d, c, by: offer_of(d) and services.reject_offer(offer_of(d), by=by),
    "end_negotiation": lambda d, c, by: services.end_negotiation(d, by=by),
    "opinion": opinion,
    "accept_opinion": lambda d, c, by: services.reply_to_opinion(d, by=by, is_accepted=True),
    "reject_opinion": lambda d, c, by: services.reply_to_opinion(d, by=by, is_accepted=False),
    "human_review": lambda d, c, by: services.ask_human_review(d, by=by),
    "take_elsewhere": lambda d, c, by: services.take_elsewhere(d, by=by, channel="litigation"),
    "withdraw": lambda d, c, by: services.withdraw_dispute(d, by=by),
    "close": lambda d, c, by: services.close_unresolved(d, by=by),
    "claim_done": lambda d, c, by: owed_in(d) and services.claim_performance(owed_in(d), by=by),
    "confirm": lambda d, c, by: owed_in(d) and services.confirm_performance(owed_in(d), by=by),
    "contest": lambda d, c, by: owed_in(d) and services.contest_performance(owed_in(d), by=by),
    "waive": lambda d, c, by: owed_in(d) and services.waive_obligation(owed_in(d), by=by),
    "extend": lambda d, c, by: (
        owed_in(d)
        and services.extend_obligation(owed_in(d), by=by, due_on=timezone.localdate() + timedelta(days=9))
    ),
    "pay_a_part": lambda d, c, by: (
        owed_in(d)
        and services.report_payment(
            owed_in(d), by=by, amount=Decimal("7.00"), paid_on=timezone.localdate(), method="cash"
        )
    ),
    "confirm_part": lambda d, c, by: payment_in(d) and services.confirm_payment(payment_in(d), by=by),
    "contest_part": lambda d, c, by: payment_in(d) and services.contest_payment(payment_in(d), by=by),
    "ask_for_time": lambda d, c, by: (
        owed_in(d) and services.ask_for_time(owed_in(d), by=by, due_on=owed_in(d).due_on + timedelta(days=30))
    ),
    "give_time": lambda d, c, by: owed_in(d) and services.answer_for_time(owed_in(d), by=by, agrees=True),
    "rate": lambda d, c, by: services.give_satisfaction(d, by=by, score=4),
    "prepare_arbitration": lambda d, c, by: arbitration.prepare_referral(
        d, by=by, commission=c.arbitration_commission, agreement_form="clause", agreement_text=CLAUSE
    ),
    "propose_arbitration": lambda d, c, by: arbitration.propose_submission(
        d, by=by, commission=c.arbitration_commission, name="李小雨"
    ),
    "agree_to_arbitrate": lambda d, c, by: (
        referral_of(d) and arbitration.accept_submission(referral_of(d), by=by, name="王强")
    ),
    "refuse_to_arbitrate": lambda d, c, by: (
        referral_of(d) and arbitration.refuse_submission(referral_of(d), by=by)
    ),
    "still_arbitrating": lambda d, c, by: (
        referral_of(d) and arbitration.report_pending(referral_of(d), by=by)
    ),
    "send_arbitration": lambda d, c, by: referral_of(d) and arbitration.send_referral(referral_of(d), by=by),
    "withdraw_arbitration": lambda d, c, by: (
        referral_of(d) and arbitration.withdraw_referral(referral_of(d), by=by)
    ),
    "accept_referral": lambda d, c, by: (
        referral_of(d)
        and arbitration.accept_referral(referral_of(d), by=by, case_number="（2026）示仲字第1号")
    ),
    "refuse_referral": lambda d, c, by: (
        referral_of(d) and arbitration.refuse_referral(referral_of(d), by=by, reason="无协议")
    ),
    "award": lambda d, c, by: (
        referral_of(d)
        and arbitration.record_award(
            referral_of(d), by=by, number="1", summary="支付三千元", awarded_on=timezone.localdate()
        )
    ),
}
ACTS |= MEDIATION_ACTS
EVERYBODY = (
    "complainant",
    "respondent",
    "handler",
    "supervisor",
    "registrar",
    "secretary",
    "mediator",
    "second_mediator",
    "outsider",
)
WHOEVER = "whoever"
ACTORS = (*EVERYBODY, *[WHOEVER] * len(EVERYBODY))
SILENCE = "silence"

steps = st.lists(
    st.one_of(st.just((SILENCE, "")), st.tuples(st.sampled_from(sorted(ACTS)), st.sampled_from(ACTORS))),
    min_size=4,
    max_size=25,
)
beginnings = st.sampled_from(
    ["filed", "answering", "negotiating", "opinion_issued", "choosing_road", "settled"]
)


class RandomActs(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = make_cast()
        stories.list_mediators(cls.cast)

    @settings(
        max_examples=12,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
    )
    @given(beginning=beginnings, steps=steps)
    def test_the_case_stays_whole(self, beginning: str, steps: list[tuple[str, str]]) -> None:
        with time_machine.travel(timezone.now(), tick=True) as machine:
            dispute = getattr(stories, beginning)(self.cast)
            for name, actor in steps:
                dispute = stories.fresh(dispute)
                if name == SILENCE:
                    self.be_silent(dispute, machine)
                else:
                    self.attempt(dispute, name, actor)
                self.assert_whole(stories.fresh(dispute))

    def attempt(self, dispute: Dispute, name: str, actor: str) -> None:
        """By the actor drawn, or by whoever may: most draws are refused, and a case should get somewhere."""
        for one in EVERYBODY if actor == WHOEVER else (actor,):
            self.attempt_by(stories.fresh(dispute), name, one)

    def attempt_by(self, dispute: Dispute, name: str, actor: str) -> None:
        before = (dispute.state, dispute.chain.length)
        try:
            with transaction.atomic():
                ACTS[name](dispute, self.cast, getattr(self.cast, actor))
        except Refusal:
            after = stories.fresh(dispute)
            assert (after.state, after.chain.length) == before, "a refused act leaves no trace"

    def be_silent(self, dispute: Dispute, machine) -> None:
        deadline = deadline_now(dispute)
        if deadline is None:
            return
        machine.move_to(deadline.due_at + timedelta(seconds=1))
        clock.tick()
        deadline.refresh_from_db()
        assert deadline.fired_at is not None, f"{deadline.kind}: {deadline.last_error}"

    def assert_whole(self, dispute: Dispute) -> None:
        turns = list(Turn.objects.open().filter(dispute=dispute))
        assert sorted(turn.kind for turn in turns) == sorted(called_for(dispute))
        assert all(turn.holders.exists() for turn in turns), "every turn has somebody who may take it"
        assert verify_chain(dispute.chain) == []
        if dispute.state == State.CLOSED:
            assert dispute.outcome
            assert deadline_now(dispute) is None
            assert not dispute.proceedings.filter(closed_at=None).exists()
        else:
            assert turns, "an open case waits for somebody"
            assert deadline_now(dispute) is not None, "and not for ever"
        if dispute.state in CLOCKS:
            # after a breach a part may be paid, and waits for its own answer
            kinds = {f"disputes.dispute.{dispute.state}", "disputes.payment.reported"}
            assert deadline_now(dispute).kind in kinds
