"""A plan of three instalments: paid in parts, contested, put off, called due as a whole; with receipts."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django_fsm import can_proceed

from disputes import services
from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.models import Dispute, Obligation, Payment
from disputes.states import ObligationState as O
from disputes.states import Outcome, State
from disputes.states import PaymentState as P
from docket.selectors import verify_chain
from notices.models import Happening
from tests import stories
from tests.casefiles.samples import picture
from tests.cast import Cast
from tests.rigs.retold import retold

TABLE = {
    "confirm": ({P.REPORTED, P.CONTESTED}, P.CONFIRMED),
    "contest": ({P.REPORTED}, P.CONTESTED),
    "withdraw": ({P.REPORTED, P.CONTESTED}, P.WITHDRAWN),
}


@pytest.mark.parametrize("verb", TABLE)
def test_a_payment_moves_from_exactly_these_states(verb):
    sources, target = TABLE[verb]
    assert {state for state in P if can_proceed(getattr(Payment(state=state), verb))} == sources
    found = list(Payment._meta.get_field("state").get_all_transitions(Payment))
    assert {each.name for each in found} == set(TABLE)
    assert {each.target for each in found if each.name == verb} == {target}


@retold(again=lambda dispute, *_cast: stories.fresh(dispute))
def three_instalments(cast: Cast, *, accelerates: bool = False, first: int = 10) -> Dispute:
    """1000 each, thirty days apart."""
    dispute = stories.negotiating(cast)
    terms = [stories.pays(dispute, "1000.00", days=days) for days in (first, first + 30, first + 60)]
    offer = services.make_offer(dispute, by=cast.respondent, terms=terms, accelerates=accelerates)
    services.accept_offer(offer, by=cast.complainant)
    return stories.fresh(dispute)


def plan(dispute: Dispute) -> list[Obligation]:
    return list(dispute.settlements.get().obligations.prefetch_related("payments"))


def pays(owed: Obligation, cast: Cast, amount: str, **more) -> list[Payment]:
    given = {"paid_on": timezone.localdate(), "method": "bank", **more}
    return services.report_payment(owed, by=cast.respondent, amount=Decimal(amount), **given)


def states(dispute: Dispute) -> list[str]:
    return [owed.state for owed in plan(dispute)]


def test_an_instalment_is_done_when_confirmed_parts_reach_the_sum(cast):
    dispute = three_instalments(cast)
    first = plan(dispute)[0]
    [part] = pays(first, cast, "400")
    assert states(dispute) == [O.DUE, O.DUE, O.DUE]
    services.confirm_payment(part, by=cast.complainant)
    assert plan(dispute)[0].left == Decimal("600.00")
    [rest] = pays(first, cast, "600")
    assert states(dispute) == [O.CLAIMED, O.DUE, O.DUE]
    services.confirm_payment(rest, by=cast.complainant)
    assert states(dispute) == [O.PERFORMED, O.DUE, O.DUE]
    assert stories.fresh(dispute).state == State.PERFORMING
    receipts = dispute.chain.papers.filter(kind="payment_receipt")
    assert [("400.00" in paper.html, "600.00" in paper.html) for paper in receipts] == [
        (True, True),  # 400 paid, 600 still to come
        (False, True),
    ]
    assert verify_chain(dispute.chain) == []


def test_what_is_paid_beyond_an_instalment_counts_for_the_next_and_beyond_all_is_surplus(cast):
    dispute = three_instalments(cast)
    made = pays(plan(dispute)[0], cast, "3050", pays_more=True)
    assert [(each.amount, each.surplus) for each in made] == [
        (Decimal(1000), 0),
        (Decimal(1000), 0),
        (Decimal(1000), Decimal(50)),
    ]
    for payment in made:
        services.confirm_payment(payment, by=cast.complainant)
    closed = stories.fresh(dispute)
    assert (closed.state, closed.outcome) == (State.CLOSED, Outcome.SETTLED)
    assert "3050" not in closed.chain.papers.get(kind="performance").html
    assert closed.chain.papers.get(kind="performance").html.count("付款1,000.00元") == 3


@pytest.mark.parametrize("amount", ["3000.01", "99999999999"])
def test_more_than_is_owed_is_questioned_and_marks_nothing(cast, amount):
    dispute = three_instalments(cast)
    with pytest.raises(NotValid) as refusal:
        pays(plan(dispute)[0], cast, amount)
    assert refusal.value.code == "more_than_owed"
    assert "¥3,000.00" in str(refusal.value.message)
    assert not Payment.objects.exists()
    pays(plan(dispute)[0], cast, "2700")
    with pytest.raises(NotValid):  # 300 are left
        pays(plan(dispute)[2], cast, "301")


def test_the_page_asks_before_it_takes_more_than_is_owed(cast, client):
    dispute = three_instalments(cast)
    client.force_login(cast.respondent)
    url = reverse("disputes:obligation_act", args=[dispute.reference, plan(dispute)[0].pk, "done"])
    assert "确实付得比欠的多" not in client.get(url).content.decode()
    given = {"amount": "9,999", "paid_on": f"{timezone.localdate()}", "method": "bank"}
    asked = client.post(url, given)
    assert asked.status_code == 422 and "确实付得比欠的多" in asked.content.decode()
    assert not Payment.objects.exists()
    client.post(url, {**given, "pays_more": "on"})
    assert sum(payment.amount + payment.surplus for payment in Payment.objects.all()) == 9999


def test_pressing_twice_enters_one_payment(cast):
    dispute = three_instalments(cast)
    for _twice in range(2):
        pays(plan(dispute)[0], cast, "400", note_text="流水号 1")
    assert Payment.objects.count() == 1


@pytest.mark.parametrize(
    ("amount", "days"), [("0", 0), ("-5", 0), ("1.005", 0), ("5", 1), ("1000000000000", 0)]
)
def test_what_cannot_have_been_paid_is_refused(cast, amount, days):
    dispute = three_instalments(cast)
    with pytest.raises(NotValid):
        pays(plan(dispute)[0], cast, amount, paid_on=timezone.localdate() + timedelta(days=days))


def test_each_side_does_its_own_part_only(cast):
    dispute = three_instalments(cast)
    first = plan(dispute)[0]
    with pytest.raises(NotPermitted):
        services.report_payment(
            first, by=cast.complainant, amount=Decimal(5), paid_on=timezone.localdate(), method="bank"
        )
    [part] = pays(first, cast, "400")
    for act in (services.confirm_payment, services.contest_payment):
        with pytest.raises(NotPermitted):
            act(part, by=cast.respondent)
    with pytest.raises(NotPermitted):
        services.withdraw_payment(part, by=cast.complainant)
    services.withdraw_payment(part, by=cast.respondent)
    with pytest.raises(NotLawfulNow):
        services.confirm_payment(part, by=cast.complainant)


def test_a_contested_payment_makes_the_instalment_due_again_and_late_ones_breached(cast, travel):
    dispute = three_instalments(cast)
    [whole] = pays(plan(dispute)[0], cast, "1000")
    travel.by(days=3)
    services.contest_payment(whole, by=cast.complainant, reason="账户里没有。")
    assert states(dispute)[0] == O.DUE
    [again] = pays(plan(dispute)[0], cast, "1000", note_text="补了回单")
    travel.by(days=10)
    services.contest_payment(again, by=cast.complainant)
    assert states(dispute)[0] == O.BREACHED
    assert stories.fresh(dispute).state == State.BREACHED
    services.confirm_payment(again, by=cast.complainant)  # found after all
    assert states(dispute)[0] == O.PERFORMED
    assert stories.fresh(dispute).state == State.PERFORMING


def test_the_creditors_silence_counts_each_part(cast, travel, tick):
    dispute = three_instalments(cast, first=60)
    pays(plan(dispute)[0], cast, "400")
    travel.by(days=14)
    tick()
    assert plan(dispute)[0].paid == Decimal("400.00")
    pays(plan(dispute)[0], cast, "600")
    travel.by(days=14)
    tick()
    assert states(dispute) == [O.PERFORMED, O.DUE, O.DUE]
    assert not dispute.chain.papers.filter(kind="payment_receipt").exists(), "silence signs no receipt"


def test_a_part_does_not_hold_up_the_day(cast, travel, tick):
    dispute = three_instalments(cast)
    pays(plan(dispute)[0], cast, "999")
    travel.by(days=11)
    tick()
    assert states(dispute) == [O.BREACHED, O.DUE, O.DUE]
    assert stories.fresh(dispute).state == State.BREACHED
    pays(plan(dispute)[0], cast, "1")
    assert states(dispute)[0] == O.CLAIMED
    assert stories.fresh(dispute).state == State.PERFORMING


def test_who_owes_is_reminded_three_days_and_one_day_before_and_on_the_day(cast, travel, tick):
    dispute = three_instalments(cast)
    pays(plan(dispute)[0], cast, "400")
    Happening.objects.all().delete()
    for _half_day in range(21):
        travel.by(hours=12)
        tick()
    told = Happening.objects.filter(text__contains="还差").order_by("pk").values_list("user", "text")
    day = plan(dispute)[0].due_on
    assert list(told) == [(cast.respondent.pk, f"{day} 前要付给李小雨，还差 ¥600.00")] * 3


def test_more_time_is_a_question_until_the_creditor_agrees(cast, travel, tick):
    dispute = three_instalments(cast)
    first = plan(dispute)[0]
    later = first.due_on + timedelta(days=20)
    with pytest.raises(NotValid):
        services.ask_for_time(first, by=cast.respondent, due_on=first.due_on)
    for _twice in range(2):
        services.ask_for_time(first, by=cast.respondent, due_on=later, reason="月底发工资。")
    assert plan(dispute)[0].due_on == first.due_on
    with pytest.raises(NotPermitted):
        services.answer_for_time(first, by=cast.respondent, agrees=True)
    services.answer_for_time(first, by=cast.complainant, agrees=False)
    services.ask_for_time(first, by=cast.respondent, due_on=later)
    services.answer_for_time(first, by=cast.complainant, agrees=True)
    moved = plan(dispute)[0]
    assert (moved.due_on, moved.first_due_on, moved.state) == (later, first.due_on, O.DUE)
    travel.by(days=12)
    tick()
    assert states(dispute)[0] == O.DUE


def test_a_missed_instalment_lets_the_creditor_call_the_whole_sum_when_that_was_agreed(cast, travel, tick):
    dispute = three_instalments(cast, accelerates=True)
    with pytest.raises(NotLawfulNow):
        services.call_whole_sum(dispute, by=cast.complainant)
    travel.by(days=11)
    tick()
    with pytest.raises(NotLawfulNow):
        services.call_whole_sum(dispute, by=cast.respondent)
    called = services.call_whole_sum(dispute, by=cast.complainant)
    assert len(called) == 2
    assert all(owed.due_on <= timezone.localdate() + timedelta(days=6) for owed in plan(dispute))
    with pytest.raises(NotLawfulNow):
        services.call_whole_sum(dispute, by=cast.complainant)
    travel.by(days=7)
    tick()
    assert states(dispute) == [O.BREACHED] * 3
    assert verify_chain(dispute.chain) == []


def test_without_such_a_clause_the_other_instalments_keep_their_days(cast, travel, tick):
    dispute = three_instalments(cast)
    travel.by(days=11)
    tick()
    with pytest.raises(NotLawfulNow):
        services.call_whole_sum(dispute, by=cast.complainant)


def test_a_receipt_uploaded_with_the_payment_is_evidence_both_may_see(cast):
    dispute = three_instalments(cast)
    file = SimpleUploadedFile("回单.png", picture("PNG"))
    [part] = pays(plan(dispute)[0], cast, "400", receipt=file)
    piece = dispute.evidence.get(pk=part.proof)
    assert piece.audience == "all_parties"
    assert type(piece).objects.visible_to(cast.complainant).filter(pk=piece.pk).exists()
    with pytest.raises(NotValid):
        pays(plan(dispute)[0], cast, "5", receipt=SimpleUploadedFile("a.png", b"MZ90"))
    assert Payment.objects.count() == 1


def test_saying_that_all_is_done_enters_what_was_left(cast):
    dispute = three_instalments(cast)
    pays(plan(dispute)[0], cast, "400")
    services.claim_performance(plan(dispute)[0], by=cast.respondent, note_text="一次付清")
    assert [each.amount for each in Payment.objects.all()] == [Decimal(400), Decimal(600)]
    services.contest_performance(plan(dispute)[0], by=cast.complainant)
    assert set(Payment.objects.values_list("state", flat=True)) == {P.CONTESTED}
    assert states(dispute)[0] == O.DUE
