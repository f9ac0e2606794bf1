"""What is done to a complaint: at the desk, between both sides, to what is owed, and on the ways out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from disputes import services
from disputes.models import Dispute, Obligation, Payment
from tests import stories
from tests.cast import Cast
from tests.disputes.test_access import completing, offered
from tests.disputes.test_instalments import three_instalments
from tests.pages.acts.act import Act, sends, the_dispute, with_term


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


def automated(cast: Cast) -> Dispute:
    return stories.opinion_issued(cast, is_automated=True)


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


def _answer() -> dict[str, Any]:
    claim = the_dispute().claims.get()
    return {"text": "只同意付一半。", f"claim-{claim.pk}-stance": "denies", f"claim-{claim.pk}-note": "迟了"}


OPINION = {
    "facts_found": "已经验收。",
    "rule_name": "规则第18条",
    "rule_version": "2",
    "reasons": "应当付款。",
}

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
}
