"""What anybody may try in a case beside its mediation: each act finds there what it is about, or does nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from arbitration import services as arbitration
from arbitration.models import Referral
from disputes import services
from disputes.models import Dispute, Obligation
from disputes.states import OfferState
from tests import stories
from tests.cast import Cast

Act = Callable[[Dispute, Cast, object], object]
CLAUSE = "因本合同引起的争议，提交示例市仲裁委员会仲裁。"


def offer_of(dispute: Dispute):
    return dispute.offers.filter(state=OfferState.OPEN).last()


def owed_in(dispute: Dispute):
    return Obligation.objects.filter(settlement__dispute=dispute, settlement__replaced_at=None).first()


def payment_in(dispute: Dispute):
    owed = owed_in(dispute)
    return owed and owed.payments.last()


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


ACTS_BESIDE_MEDIATION: dict[str, Act] = {
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
