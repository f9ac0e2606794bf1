"""Offers across the mediator's table: taken term by term, countered, reopened, and turned into a draft."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.models import Claim, Offer, Turn
from docket.models import Entry
from mediation.models import OfferedTerm, PrivateRange
from mediation.selectors import issues, terms_to_begin_with
from mediation.services import (
    OnIssue,
    answer_offer,
    leave_mediation,
    make_proposal,
    offer_terms,
    reopen_term,
    reply_to_proposal,
    resign_as_mediator,
    tell_range,
    withdraw_table_offer,
)
from rulebook.selectors import live_deadlines
from tests.cast import login
from tests.mediation.cases import Case
from tests.mediation.test_bidding import both_bid, lines, opened
from tests.mediation.test_secrecy import everything_but_messages


@pytest.fixture
def talk(case: Case) -> Case:
    Claim.objects.create(dispute=case.dispute, remedy="apology", detail="在群里说明", position=1)
    return case.mediating()


def pay(case: Case) -> Claim:
    return case.dispute.claims.get(position=0)


def apology(case: Case) -> Claim:
    return case.dispute.claims.get(position=1)


def sorry(case: Case):
    due_on = case.term().due_on
    return case.term().__class__(case.wang.pk, case.li.pk, "apologise", "在群里道歉", due_on=due_on)


def offered(case: Case, amount: int = 2800, *, by=None, **more):
    items = [OnIssue(case.term(amount), pay(case)), OnIssue(sorry(case), apology(case))]
    return offer_terms(case.mediation, by=by or case.cast.complainant, items=items, **more)


def again(offer):
    offer.refresh_from_db()
    return offer


def test_an_offer_taken_as_a_whole_becomes_the_draft_and_settles_nothing_by_itself(talk: Case):
    offer = offered(talk)
    answer_offer(offer, by=talk.cast.respondent, accepted=[1, 2])
    assert again(offer).state == "accepted"
    assert terms_to_begin_with(talk.mediation) == [talk.term(2800), sorry(talk)]
    assert (talk.state, talk.dispute_state) == ("mediating", "in_mediation")
    assert not talk.dispute.settlements.exists() and not Offer.objects.exists()
    assert all(issue.is_agreed for issue in issues(talk.mediation))


def test_some_terms_are_taken_and_the_others_go_back_as_a_counter_offer(talk: Case):
    offer = offered(talk)
    answer_offer(
        offer, by=talk.cast.respondent, accepted=[2], changed={1: talk.term(2300)}, message="最多这些"
    )
    assert again(offer).state == "countered"
    counter = talk.mediation.offers.last()
    assert (counter.by_party, counter.to_party, counter.counters) == (talk.wang, talk.li, offer)
    assert [item.term for item in counter.items.all()] == [talk.term(2300)]
    money, words = issues(talk.mediation)
    assert (money.is_agreed, words.is_agreed) == (False, True)
    assert [stand.item and stand.item.term.amount for stand in money.stands] == [Decimal(2800), Decimal(2300)]
    answer_offer(counter, by=talk.cast.complainant, accepted=[1])
    assert terms_to_begin_with(talk.mediation) == [talk.term(2300), sorry(talk)]


def test_two_instalments_on_one_issue_are_both_shown_and_both_there_to_begin_with(talk: Case):
    items = [OnIssue(talk.term(amount), pay(talk)) for amount in (1700, 900)]
    offer_terms(talk.mediation, by=talk.cast.respondent, items=items)
    [his] = [stand for stand in issues(talk.mediation)[0].stands if stand.party == talk.wang]
    assert [item.term.amount for item in his.items] == [1700, 900]
    client = login(Client(), talk.cast.complainant)
    shown = client.get(reverse("mediation:issues", args=[talk.mediation.pk])).content.decode()
    table = shown[shown.index('class="issues"') : shown.index("</dl>")]
    assert "1,700.00" in table and "900.00" in table
    begun = client.get(reverse("mediation:offer", args=[talk.mediation.pk])).context["rows"]
    assert [form.initial["amount"] for form in begun if form.initial.get("amount")] == [1700, 900]


@pytest.mark.parametrize(("accepted", "state"), [([], "rejected"), ([1], "partly"), ([1, 2], "accepted")])
def test_what_is_not_taken_is_refused(talk: Case, accepted, state):
    offer = offered(talk)
    answer_offer(offer, by=talk.cast.respondent, accepted=accepted)
    assert again(offer).state == state
    with pytest.raises(NotLawfulNow):
        answer_offer(offer, by=talk.cast.respondent, accepted=[1, 2])


def test_a_new_offer_takes_the_place_of_the_last_and_pressing_twice_makes_one(talk: Case):
    first = offered(talk)
    assert offered(talk) == first
    second = offered(talk, 2700)
    assert (again(first).state, again(second).state) == ("withdrawn", "open")
    with pytest.raises(NotLawfulNow):
        answer_offer(first, by=talk.cast.respondent, accepted=[1])


def test_what_was_agreed_is_reopened_by_either_side_until_all_sign(talk: Case):
    offer = offered(talk)
    answer_offer(offer, by=talk.cast.respondent, accepted=[1, 2])
    item = OfferedTerm.objects.get(position=1)
    for person in (talk.cast.mediator, talk.cast.outsider, talk.cast.secretary):
        with pytest.raises(NotPermitted):
            reopen_term(item, by=person)
    reopen_term(item, by=talk.cast.complainant)
    assert terms_to_begin_with(talk.mediation) == [sorry(talk)]
    with pytest.raises(NotLawfulNow):
        reopen_term(item, by=talk.cast.respondent)


def test_what_is_agreed_later_on_an_issue_takes_the_place_of_what_was_agreed_before(talk: Case):
    answer_offer(offered(talk), by=talk.cast.respondent, accepted=[1, 2])
    later = offer_terms(talk.mediation, by=talk.cast.respondent, items=[OnIssue(talk.term(2600), pay(talk))])
    answer_offer(later, by=talk.cast.complainant, accepted=[1])
    assert terms_to_begin_with(talk.mediation) == [talk.term(2600), sorry(talk)]


def test_a_sum_found_by_bids_stands_beside_what_was_agreed_otherwise(talk: Case):
    answer_offer(offered(talk), by=talk.cast.respondent, accepted=[2])
    both_bid(talk, opened(talk, claims=[pay(talk)]), least="2400", most="2600")
    money, words = terms_to_begin_with(talk.mediation)
    assert (money.amount, money.due_on, words) == (Decimal("2500.00"), None, sorry(talk))


def test_the_draft_begins_with_whatever_is_newest(talk: Case):
    answer_offer(offered(talk), by=talk.cast.respondent, accepted=[1, 2])
    proposal = make_proposal(talk.mediation, by=talk.cast.mediator, terms=[talk.term(2500)])
    for person in (talk.cast.complainant, talk.cast.respondent):
        reply_to_proposal(proposal, by=person, is_accepted=True)
    assert terms_to_begin_with(talk.mediation) == [talk.term(2500)]
    talk.draft(terms=[talk.term(2450)])
    assert terms_to_begin_with(talk.mediation) == [talk.term(2450)]


def test_only_the_sides_offer_and_only_the_one_addressed_answers(talk: Case):
    for person in (talk.cast.mediator, talk.cast.secretary, talk.cast.outsider, talk.cast.handler):
        with pytest.raises(NotPermitted):
            offered(talk, by=person)
    offer = offered(talk)
    for person in (talk.cast.complainant, talk.cast.mediator, talk.cast.outsider):
        with pytest.raises(NotPermitted):
            answer_offer(offer, by=person, accepted=[1])
    with pytest.raises(NotPermitted):
        withdraw_table_offer(offer, by=talk.cast.respondent)
    withdraw_table_offer(offer, by=talk.cast.complainant)
    assert again(offer).state == "withdrawn"


@pytest.mark.parametrize("answer", [{"accepted": [3]}, {"accepted": [1], "changed": {1: None}}])
def test_an_answer_names_each_term_once(talk: Case, answer):
    with pytest.raises(NotValid):
        answer_offer(offered(talk), by=talk.cast.respondent, **answer)


def test_an_offer_waits_for_its_answer_and_lapses_in_silence(talk: Case, travel, tick):
    offer = offered(talk)
    turn = Turn.objects.open().get(dispute=talk.dispute)
    assert [holder.party for holder in turn.holders.exclude(party=None)] == [talk.wang]
    travel.to(live_deadlines(offer).first().due_at)
    travel.by(minutes=1)
    tick()
    assert again(offer).state == "lapsed"
    assert "已经失效" in lines(talk)[-1]
    assert not turn.holders.exclude(party=None).exists()


def test_a_proposal_nobody_answers_fails_like_any_other(talk: Case, travel, tick):
    proposal = make_proposal(talk.mediation, by=talk.cast.mediator, terms=[talk.term()])
    reply_to_proposal(proposal, by=talk.cast.complainant, is_accepted=True)
    travel.to(live_deadlines(proposal).first().due_at)
    travel.by(minutes=1)
    tick()
    proposal.refresh_from_db()
    assert proposal.state == "failed"
    assert set(proposal.replies.values_list("is_accepted", flat=True)) == {None}
    assert not live_deadlines(proposal).exists()


PRIVATE = "心里的底线紫罗兰"


def told(case: Case) -> None:
    tell_range(
        case.mediation,
        by=case.cast.respondent,
        party=case.wang,
        claim=pay(case),
        amount=Decimal("2617.53"),
        remark=PRIVATE,
    )


def test_a_word_in_private_is_seen_by_its_side_and_the_mediator_alone(talk: Case):
    entries = Entry.objects.count()
    told(talk)
    assert Entry.objects.count() == entries  # not even that something was told
    page = reverse("mediation:issues", args=[talk.mediation.pk])
    for name, sees in (("respondent", True), ("mediator", True), ("complainant", False)):
        shown = login(Client(), getattr(talk.cast, name)).get(page).content.decode()
        assert (PRIVATE in shown, "2,617.53" in shown) == (sees, sees), name
    desk = login(Client(), talk.cast.mediator).get(reverse("mediation:desk", args=[talk.mediation.pk]))
    assert "2,617.53" in desk.content.decode()
    with pytest.raises(NotPermitted):
        tell_range(talk.mediation, by=talk.cast.complainant, party=talk.wang, claim=pay(talk), amount=None)


@pytest.mark.parametrize("end", ["left", "resigned"])
def test_a_word_in_private_is_deleted_when_mediation_or_mediator_ends(talk: Case, end):
    told(talk)
    if end == "left":
        leave_mediation(talk.mediation, by=talk.cast.complainant)
    else:
        resign_as_mediator(talk.mediation, by=talk.cast.mediator, reason="生病。")
    assert not PrivateRange.objects.exists()
    assert PRIVATE not in everything_but_messages() and "2617.53" not in everything_but_messages()


def test_a_word_in_private_is_sealed_at_rest_and_taken_back_by_clearing_it(talk: Case):
    from django.db import connection

    told(talk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM mediation_privaterange")
        (stored,) = cursor.fetchone()
    assert PRIVATE not in stored and "2617.53" not in stored
    tell_range(talk.mediation, by=talk.cast.respondent, party=talk.wang, claim=pay(talk), amount=None)
    assert not PrivateRange.objects.exists()


def test_by_page_the_form_is_filled_with_what_is_open_and_one_number_makes_an_offer(talk: Case):
    her = login(Client(), talk.cast.complainant)
    page = reverse("mediation:offer", args=[talk.mediation.pk])
    rows = her.get(page).context["rows"]
    assert [row["issue"].value() for row in rows] == [str(pay(talk).pk), str(apology(talk).pk)]
    assert rows[0]["amount"].value() == Decimal("3000.00")
    data = {"terms-TOTAL_FORMS": "2", "terms-INITIAL_FORMS": "0", "message": ""}
    for number, row in enumerate(rows):
        data |= {f"terms-{number}-{name}": row[name].value() or "" for name in row.fields}
        data[f"terms-{number}-due_on"] = row["due_on"].value().isoformat()
    answer = her.post(page, {**data, "terms-0-amount": "2700"})
    assert answer.status_code == 302, answer.content.decode()
    offer = talk.mediation.offers.get()
    assert [(item.claim, item.term.amount) for item in offer.items.all()] == [
        (pay(talk), Decimal(2700)),
        (apology(talk), None),
    ]
    his = login(Client(), talk.cast.respondent)
    reply = reverse("mediation:answer_offer", args=[talk.mediation.pk, 1])
    half = his.post(reply, {"item1-answer": "accept"})
    assert half.status_code == 422  # each term is answered
    soon = talk.term().due_on.isoformat()
    both = {"item1-answer": "change", "item1-amount": "2300", "item1-due_on": soon, "item2-answer": "accept"}
    assert his.post(reply, both).status_code == 302
    shown = her.get(reverse("mediation:issues", args=[talk.mediation.pk])).content.decode()
    assert "2,300.00" in shown and "谈拢" in shown and "逐项回应" in shown


def test_offers_in_mediation_are_in_no_case_file(talk: Case):
    from casefiles.documents.words import CLOSED

    offer = offered(talk, message="这句话不进案卷")
    answer_offer(offer, by=talk.cast.respondent, accepted=[1])
    verbs = set(talk.dispute.chain.entries.values_list("verb", flat=True))
    assert {verb for verb in verbs if "offer" in verb} == {"mediation.offer_made", "mediation.offer_answered"}
    assert all(verb.startswith(CLOSED) for verb in verbs if "mediation.offer" in verb)
