"""Two sealed sums: what comes of them, and that nothing else of them is left."""

from decimal import Decimal

import pytest

from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from mediation.models import Bid, BiddingKey
from mediation.selectors import terms_to_draft
from mediation.services import answer_bidding, offer_bidding, place_bid, stop_bidding
from tests.mediation.cases import Case


def bidding_in(case: Case, *, by=None, **more):
    given = {"debtor": case.wang, "creditor": case.li, "claims": list(case.dispute.claims.all()), "rounds": 3}
    return offer_bidding(case.mediation, by=by or case.cast.mediator, **{**given, **more})


def opened(case: Case, **more):
    bidding = bidding_in(case, **more)
    for person in (case.cast.complainant, case.cast.respondent):
        answer_bidding(bidding, by=person, is_willing=True)
    bidding.refresh_from_db()
    return bidding


def both_bid(case: Case, bidding, *, least: str, most: str):
    bidding.refresh_from_db()
    place_bid(bidding, by=case.cast.complainant, amount=Decimal(least), round=bidding.round)
    place_bid(bidding, by=case.cast.respondent, amount=Decimal(most), round=bidding.round)
    bidding.refresh_from_db()
    return bidding


@pytest.fixture
def talk(case: Case) -> Case:
    return case.mediating()


def test_bids_that_overlap_make_the_sum_in_the_middle_and_the_draft_begins_with_it(talk: Case):
    bidding = both_bid(talk, opened(talk), least="2400", most="2600.01")
    assert (bidding.state, bidding.result) == ("matched", Decimal("2500.01"))
    (term,) = terms_to_draft(talk.mediation)
    assert (term.obligor, term.creditor, term.action, term.amount, term.due_on) == (
        talk.wang.pk,
        talk.li.pk,
        "pay",
        Decimal("2500.01"),
        None,
    )
    assert not Bid.objects.exists() and not BiddingKey.objects.exists()
