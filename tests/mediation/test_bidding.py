"""Two sealed sums: when they meet and what comes of it, by services and by page."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django_fsm import can_proceed

from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.models import Turn
from mediation.models import Bid, Bidding, BiddingKey
from mediation.overlap import result_of
from mediation.selectors import terms_to_begin_with
from mediation.services import (
    accept_draft,
    answer_bidding,
    challenge_mediator,
    leave_mediation,
    offer_bidding,
    place_bid,
    resign_as_mediator,
    stop_bidding,
)
from mediation.states import BiddingState as B
from proceedings.selectors import errands_of, where_it_stands
from rulebook.selectors import live_deadlines
from tests.cast import login
from tests.mediation.cases import Case

ALLOWED = {
    "open": {B.OFFERED: B.OPEN},
    "go_on": {B.OPEN: B.OPEN},
    "match": {B.OPEN: B.MATCHED},
    "exhaust": {B.OPEN: B.EXHAUSTED},
    "stop": {B.OFFERED: B.STOPPED, B.OPEN: B.STOPPED},
}
GIVEN = {"match": {"result": Decimal(1)}, "stop": {"how": "called_off"}}


@pytest.mark.parametrize("verb", ALLOWED)
@pytest.mark.parametrize("state", B.values)
def test_each_verb_is_lawful_exactly_where_the_table_says(state, verb):
    bidding = Bidding(state=state, round=3 if verb == "exhaust" else 1, rounds=3)
    assert can_proceed(getattr(bidding, verb)) == (state in ALLOWED[verb])
    if state in ALLOWED[verb]:
        getattr(bidding, verb)(**GIVEN.get(verb, {}))
        assert bidding.state == ALLOWED[verb][state]


def test_the_table_names_every_verb():
    found = {t.name for t in Bidding._meta.get_field("state").get_all_transitions(Bidding)}
    assert found == set(ALLOWED)


@pytest.mark.parametrize(("round", "goes_on"), [(1, True), (2, True), (3, False)])
def test_there_is_another_round_or_an_end(round, goes_on):
    bidding = Bidding(state=B.OPEN, round=round, rounds=3)
    assert can_proceed(bidding.go_on) == goes_on
    assert can_proceed(bidding.exhaust) == (not goes_on)


@pytest.mark.parametrize(
    ("rule", "gap", "most", "least", "result"),
    [
        ("overlap", None, "2600", "2400", "2500.00"),
        ("overlap", None, "2500", "2500", "2500.00"),
        ("overlap", None, "2499.99", "2500", None),
        ("overlap", None, "0.02", "0.01", "0.02"),  # half a cent goes up
        ("gap_yuan", "100", "2400", "2500", "2450.00"),
        ("gap_yuan", "100", "2399.99", "2500", None),
        ("gap_percent", "10", "900", "1000", "950.00"),
        ("gap_percent", "10", "899.99", "1000", None),
        ("gap_percent", "10", "999999999999.99", "0.01", "500000000000.00"),
    ],
)
def test_where_two_bids_meet(rule, gap, most, least, result):
    found = result_of(rule, gap and Decimal(gap), most=Decimal(most), least=Decimal(least))
    assert found == (result and Decimal(result))


def offered(case: Case, *, by=None, **more) -> Bidding:
    given = {"debtor": case.wang, "creditor": case.li, "claims": list(case.dispute.claims.all()), "rounds": 3}
    return offer_bidding(case.mediation, by=by or case.cast.mediator, **{**given, **more})


def opened(case: Case, **more) -> Bidding:
    bidding = offered(case, **more)
    for person in (case.cast.complainant, case.cast.respondent):
        answer_bidding(bidding, by=person, is_willing=True)
    return fresh(bidding)


def fresh(bidding: Bidding) -> Bidding:
    return Bidding.objects.get(pk=bidding.pk)


def both_bid(case: Case, bidding: Bidding, *, least: str, most: str) -> Bidding:
    number = fresh(bidding).round
    place_bid(bidding, by=case.cast.complainant, amount=Decimal(least), round=number)
    place_bid(bidding, by=case.cast.respondent, amount=Decimal(most), round=number)
    return fresh(bidding)


def lines(case: Case) -> list[str]:
    return list(case.room().messages.filter(author=None).order_by("seq").values_list("body", flat=True))


@pytest.fixture
def talk(case: Case) -> Case:
    return case.mediating()


def test_bids_that_overlap_make_the_sum_in_the_middle_and_the_draft_begins_with_it(talk: Case):
    bidding = both_bid(talk, opened(talk, about="全部设计费"), least="2400", most="2600.01")
    assert (bidding.state, bidding.result) == (B.MATCHED, Decimal("2500.01"))
    (term,) = terms_to_begin_with(talk.mediation)
    assert (term.obligor, term.creditor, term.action) == (talk.wang.pk, talk.li.pk, "pay")
    assert (term.amount, term.due_on, term.detail) == (Decimal("2500.01"), None, "全部设计费")
    assert not Bid.objects.exists() and not BiddingKey.objects.exists()
    assert "2,500.01" in lines(talk)[-1]


def test_bids_that_do_not_meet_lead_to_another_round_and_at_last_to_none(talk: Case):
    bidding = opened(talk)
    for number in (1, 2):
        bidding = both_bid(talk, bidding, least="2800", most="2000")
        assert (bidding.state, bidding.round) == (B.OPEN, number + 1)
        assert not Bid.objects.exists()
    bidding = both_bid(talk, bidding, least="2800", most="2000")
    assert (bidding.state, bidding.result) == (B.EXHAUSTED, None)
    assert not BiddingKey.objects.exists() and not live_deadlines(bidding).exists()
    assert not terms_to_begin_with(talk.mediation)


def test_nothing_begins_before_both_agree_and_nobody_learns_who_did_not(talk: Case):
    bidding = offered(talk)
    answer_bidding(bidding, by=talk.cast.respondent, is_willing=False)
    assert fresh(bidding).state == B.OFFERED  # no result yet, though it can only fail
    with pytest.raises(NotLawfulNow):
        answer_bidding(bidding, by=talk.cast.respondent, is_willing=True)
    with pytest.raises(NotLawfulNow):
        place_bid(bidding, by=talk.cast.complainant, amount=Decimal(2400), round=1)
    answer_bidding(bidding, by=talk.cast.complainant, is_willing=True)
    bidding = fresh(bidding)
    assert (bidding.state, bidding.ended_how) == (B.STOPPED, "not_agreed")
    assert set(bidding.consents.values_list("is_willing", flat=True)) == {None}


def test_a_side_that_offers_has_agreed(talk: Case):
    bidding = offered(talk, by=talk.cast.complainant)
    answer_bidding(bidding, by=talk.cast.respondent, is_willing=True)
    assert (fresh(bidding).state, fresh(bidding).round) == (B.OPEN, 1)


def test_a_page_left_open_bids_in_no_later_round_and_nobody_bids_twice(talk: Case):
    bidding = opened(talk)
    place_bid(bidding, by=talk.cast.complainant, amount=Decimal(2800), round=1)
    with pytest.raises(NotLawfulNow):
        place_bid(bidding, by=talk.cast.complainant, amount=Decimal(2400), round=1)
    place_bid(bidding, by=talk.cast.respondent, amount=Decimal(2000), round=1)
    with pytest.raises(NotLawfulNow):
        place_bid(bidding, by=talk.cast.respondent, amount=Decimal(2000), round=1)
    assert not Bid.objects.exists()


def test_only_the_two_bid_and_only_they_and_the_mediator_start_or_stop(talk: Case):
    cast = talk.cast
    for person in (cast.outsider, cast.secretary, cast.handler):
        with pytest.raises(NotPermitted):
            offered(talk, by=person)
    bidding = opened(talk)
    for person in (cast.outsider, cast.secretary, cast.mediator):
        with pytest.raises(NotPermitted):
            place_bid(bidding, by=person, amount=Decimal(1), round=1)
    for person in (cast.outsider, cast.secretary):
        with pytest.raises(NotPermitted):
            stop_bidding(bidding, by=person)
    with pytest.raises(NotLawfulNow):
        offered(talk)


@pytest.mark.parametrize(
    "wrong",
    [
        {"rounds": 0},
        {"rounds": 4},
        {"rule": "nearest"},
        {"rule": "gap_yuan"},
        {"rule": "gap_yuan", "gap": Decimal(-1)},
        {"rule": "gap_percent", "gap": Decimal(21)},
        {"action": "apologise"},
    ],
)
def test_a_rule_nobody_could_agree_to_is_refused(talk: Case, wrong):
    with pytest.raises(NotValid):
        offered(talk, **wrong)


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "1000000000000"])
def test_a_bid_is_a_sum_of_money(talk: Case, amount):
    with pytest.raises(NotValid):
        place_bid(opened(talk), by=talk.cast.complainant, amount=Decimal(amount), round=1)


def test_silence_before_the_first_round_leaves_everything_as_it_was(talk: Case, travel, tick):
    bidding = offered(talk)
    answer_bidding(bidding, by=talk.cast.complainant, is_willing=True)
    travel.to(live_deadlines(bidding).first().due_at)
    travel.by(minutes=1)
    tick()
    assert (fresh(bidding).state, fresh(bidding).ended_how) == (B.STOPPED, "not_agreed")


def test_silence_in_a_round_ends_the_bidding_without_a_name(talk: Case, travel, tick):
    bidding = opened(talk)
    place_bid(bidding, by=talk.cast.complainant, amount=Decimal(2400), round=1)
    travel.to(live_deadlines(bidding).first().due_at)
    travel.by(minutes=1)
    tick()
    assert (fresh(bidding).state, fresh(bidding).ended_how) == (B.STOPPED, "not_completed")
    assert not Bid.objects.exists() and not BiddingKey.objects.exists()
    assert not any(name in lines(talk)[-1] for name in ("李小雨", "王强"))


def test_each_round_has_a_time_of_its_own(talk: Case, travel):
    bidding = opened(talk)
    first = live_deadlines(bidding).first().due_on
    travel.by(days=1)
    both_bid(talk, bidding, least="2800", most="2000")
    (clock,) = live_deadlines(bidding).filter(parent=None)
    assert (clock.due_on - first).days >= 1


def interruptions():
    return {
        "left": lambda case: leave_mediation(case.mediation, by=case.cast.complainant),
        "challenged": lambda case: challenge_mediator(
            case.mediation, by=case.cast.respondent, ground="recusal.interest", reasons="听说有来往。"
        ),
        "resigned": lambda case: resign_as_mediator(case.mediation, by=case.cast.mediator, reason="生病。"),
        "signing": lambda case: [
            accept_draft(agreement, by=person)
            for agreement in [case.draft()]
            for person in (case.cast.complainant, case.cast.respondent)
        ],
    }


@pytest.mark.parametrize("how", sorted(interruptions()))
def test_whatever_interrupts_the_talk_destroys_the_bids(talk: Case, how):
    bidding = opened(talk)
    place_bid(bidding, by=talk.cast.complainant, amount=Decimal(2400), round=1)
    interruptions()[how](talk)
    assert (fresh(bidding).state, fresh(bidding).ended_how) == (B.STOPPED, "called_off")
    assert not Bid.objects.exists() and not BiddingKey.objects.exists()
    assert not live_deadlines(bidding).exists()


def test_both_hold_the_turn_until_the_round_is_over_so_that_it_does_not_tell_who_has_bid(talk: Case):
    def holders() -> set[str]:
        turn = Turn.objects.open().get(dispute=talk.dispute)
        return {holder.party.name for holder in turn.holders.exclude(party=None)}

    bidding = opened(talk)
    assert holders() == {"李小雨", "王强"}
    place_bid(bidding, by=talk.cast.complainant, amount=Decimal(2400), round=1)
    assert holders() == {"李小雨", "王强"}
    place_bid(bidding, by=talk.cast.respondent, amount=Decimal(2500), round=1)
    assert holders() == set()


@pytest.mark.parametrize("rule", ["overlap", "gap_yuan", "gap_percent"])
def test_the_rule_is_shown_with_an_example_before_anybody_agrees(talk: Case, rule):
    offered(talk, rule=rule, gap=None if rule == "overlap" else Decimal("10"))
    page = reverse("mediation:bidding", args=[talk.mediation.pk])
    for name in ("complainant", "respondent", "mediator"):
        shown = login(Client(), getattr(talk.cast, name)).get(page).content.decode()
        assert "举个例子" in shown and "1,100.00" in shown
        assert ("同意规则，参加" in shown) == (name != "mediator")


def test_a_bid_by_page_is_never_shown_again(talk: Case):
    bidding = opened(talk)
    her = login(Client(), talk.cast.complainant)
    post = reverse("mediation:bid", args=[talk.mediation.pk, bidding.number])
    unsure = her.post(post, {"amount": "2417.53", "round": "1"})
    assert unsure.status_code == 422 and "2417.53" in unsure.content.decode()
    assert her.post(post, {"amount": "2417.53", "round": "1", "is_sure": "on"}).status_code == 302
    for name in ("complainant", "respondent", "mediator"):
        client = login(Client(), getattr(talk.cast, name))
        for page in ("bidding", "issues", "show"):
            shown = client.get(reverse(f"mediation:{page}", args=[talk.mediation.pk]), follow=True)
            assert "2417" not in shown.content.decode() and "2,417" not in shown.content.decode()
    chen = login(Client(), talk.cast.mediator)
    assert chen.post(post, {}).status_code == 403
    waits = chen.get(reverse("mediation:bidding", args=[talk.mediation.pk]))
    assert "双方都报了才有结果" in waits.content.decode()


def test_everybodys_own_list_says_what_exactly_waits_and_only_there(talk: Case):
    def errands() -> dict[str, str]:
        people = {name: getattr(talk.cast, name) for name in ("complainant", "respondent", "mediator")}
        return {name: errands_of(person)[0].what for name, person in people.items() if errands_of(person)}

    assert errands() == {"mediator": "进行调解"}
    bidding = opened(talk)
    asked = "双盲报价，请报价"
    mediator_waits = "等李小雨、王强回应"
    assert errands() == {"complainant": asked, "respondent": asked, "mediator": mediator_waits}
    place_bid(bidding, by=talk.cast.complainant, amount=Decimal(2400), round=1)
    waits = "已办，等双盲报价的结果"
    assert errands() == {"complainant": waits, "respondent": asked, "mediator": mediator_waits}
    own = where_it_stands(talk.dispute, talk.cast.complainant)
    assert (own.is_mine, own.is_done, own.what) == (False, True, waits)
    inbox = login(Client(), talk.cast.complainant).get(reverse("proceedings:inbox")).context
    assert ([one.what for one in inbox["errands"]], [one.what for one in inbox["done"]]) == ([], [waits])
    seen = where_it_stands(talk.dispute, talk.cast.handler)
    assert (seen.is_mine, seen.what) == (False, "进行调解")
    assert "李小雨" in seen.who and "王强" in seen.who
