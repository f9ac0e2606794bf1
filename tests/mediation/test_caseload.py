"""A mediator's day: one list, the next deadline first, as cheap for thirty cases as for one."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from chat.services import post_message
from disputes.models import Claim
from mediation.models import Mediation
from mediation.selectors import caseload, summary
from mediation.services import (
    OnIssue,
    answer_offer,
    make_proposal,
    name_co_mediator,
    offer_terms,
    reply_to_proposal,
    request_mediation,
    tell_range,
    withdraw_table_offer,
)
from tests.cast import login
from tests.mediation.cases import Case, make_case, negotiating_dispute

FAR = ("complainant", "respondent")


def line_for(case: Case, person):
    return next(line for line in caseload(person) if line.mediation == case.mediation)


def test_it_says_what_is_mine_and_for_whom_i_wait(case: Case):
    case.appointed()
    chen = case.cast.mediator
    assert [task.text for task in line_for(case, chen).mine] == ["接受指定并披露利害关系"]
    case2 = make_case(case.cast).disclosed()
    assert line_for(case2, chen).mine == []
    assert line_for(case2, chen).waits_for == ["李小雨", "王强"]


def test_a_proposal_on_the_table_is_waited_for_and_then_it_is_mine_again(case: Case):
    case.mediating()
    chen = case.cast.mediator
    assert [task.text for task in line_for(case, chen).mine] == ["进行调解"]
    proposal = make_proposal(case.mediation, by=chen, terms=[case.term()])
    line = line_for(case, chen)
    assert (line.mine, line.waits_for) == ([], ["李小雨", "王强"])
    for name in FAR:
        reply_to_proposal(proposal, by=getattr(case.cast, name), is_accepted=True)
    assert line_for(case, chen).mine


def test_unread_is_of_ones_own_rooms_only(case: Case):
    case.mediating()
    before = line_for(case, case.cast.mediator).unread
    post_message(case.room(case.wang), by=case.cast.respondent, text="一", client_id="a")
    post_message(case.room(), by=case.cast.complainant, text="二", client_id="b")
    assert line_for(case, case.cast.mediator).unread == before + 2
    assert line_for(case, case.cast.secretary).unread == 0


def test_who_is_named_beside_finds_it_in_the_list(case: Case):
    case.mediating()
    name_co_mediator(case.mediation, by=case.cast.secretary, entry=case.entries[1], reason="专家。")
    line = line_for(case, case.cast.second_mediator)
    assert line.is_co
    assert [task.text for task in line.mine] == ["接受协同调解的指定"]


def test_the_nearest_deadline_comes_first(case: Case):
    case.mediating()
    near = make_case(case.cast).appointed()
    lines = caseload(case.cast.mediator)
    assert [line.mediation for line in lines] == [near.mediation, case.mediation]
    assert lines[0].due_at < lines[1].due_at


def test_the_filters_show_what_they_say(case: Case):
    case.appointed()
    client = login(Client(), case.cast.mediator)
    page = reverse("mediation:caseload")
    title = case.dispute.title
    assert title in client.get(page, {"show": "mine"}).content.decode()
    assert title not in client.get(page, {"show": "waiting"}).content.decode()
    assert title in client.get(page, {"show": "what is this"}).content.decode()


def open_many(case: Case, n: int) -> None:
    """By the quickest road there is: the body is asked, and each case waits for its secretary."""
    for _number in range(n):
        dispute = negotiating_dispute(case.cast)
        asked = request_mediation(dispute, by=case.cast.complainant, body=case.cast.mediation_body)
        Mediation.objects.filter(pk=asked.pk).update(accepted_at=timezone.now())
        asked.proceeding.body = case.cast.mediation_body
        asked.proceeding.save()


@pytest.mark.battery("caseload")
def test_thirty_cases_ask_as_much_as_one(case: Case, battery):
    """By sample five: what asks once a case asks four times more."""
    many = battery.size(sample=5, full=30)
    open_many(case, 1)
    client = login(Client(), case.cast.secretary)
    page = reverse("mediation:caseload")
    client.get(page)
    with CaptureQueriesContext(connection) as one:
        assert client.get(page).content.decode().count("JF-") == 1
    open_many(case, many - 1)
    with CaptureQueriesContext(connection) as all_of_them:
        assert client.get(page).content.decode().count("JF-") == many
    assert len(all_of_them) == len(one)
    battery.count("cases in a list that asked as much as one", many)


def test_a_case_in_a_line(case: Case):
    case.mediating()
    found = summary(case.mediation, case.cast.mediator)
    assert (found.claimed, found.distance, found.turn) == (3000, None, "轮到您")
    page = login(Client(), case.cast.mediator).get(reverse("mediation:desk", args=[case.mediation.pk]))
    assert "争议金额" in page.content.decode()


def test_what_is_put_on_the_table_brings_them_closer_and_what_is_told_in_private_does_not(case: Case):
    case.mediating()
    claim = case.dispute.claims.get()

    def apart() -> Decimal | None:
        return summary(case.mediation, case.cast.mediator).distance

    offer_terms(case.mediation, by=case.cast.respondent, items=[OnIssue(case.term(1200), claim)])
    assert apart() == 1800
    offer = offer_terms(case.mediation, by=case.cast.complainant, items=[OnIssue(case.term(2500), claim)])
    assert apart() == 1300
    told = {"party": case.wang, "claim": claim, "amount": Decimal(2400)}
    tell_range(case.mediation, by=case.cast.respondent, **told)
    assert apart() == 1300
    answer_offer(offer, by=case.cast.respondent, accepted=[1])
    assert apart() == 0


def test_instalments_count_together_what_goes_back_is_taken_off_and_what_was_withdrawn_does_not_count(
    case: Case,
):
    case.mediating()
    claim = case.dispute.claims.get()
    back = replace(case.term(100), obligor=case.li.pk, creditor=case.wang.pk)
    items = [OnIssue(term, claim) for term in (case.term(800), case.term(600), back)]
    offer = offer_terms(case.mediation, by=case.cast.respondent, items=items)
    assert summary(case.mediation, case.cast.mediator).distance == 3000 - 1300
    withdraw_table_offer(offer, by=case.cast.respondent)
    assert summary(case.mediation, case.cast.mediator).distance is None


def test_a_claim_nobody_answered_is_wholly_apart_once_the_other_side_has_spoken_on_another(case: Case):
    case.mediating()
    second = Claim.objects.create(
        dispute=case.dispute, remedy="pay_remuneration", amount=Decimal(500), detail="改稿", position=1
    )
    offer_terms(case.mediation, by=case.cast.respondent, items=[OnIssue(case.term(200), second)])
    assert summary(case.mediation, case.cast.mediator).distance == 3000 + 300
