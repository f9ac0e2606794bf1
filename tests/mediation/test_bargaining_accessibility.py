"""No page on which people bargain has a barrier that axe can find, on a phone or a desk, light or dark."""

from decimal import Decimal

from django.urls import reverse

from mediation.services import OnIssue, answer_bidding, answer_offer, offer_bidding, offer_terms, place_bid
from tests.mediation.cases import make_case


def test_no_page_of_bargaining_has_a_barrier(site, cast, visitor, axe):
    case = make_case(cast).mediating()
    mediation, claim = case.mediation, case.dispute.claims.get()
    li, wang = visitor(cast.complainant, phone=True), visitor(cast.respondent, dark=True)
    chen = visitor(cast.mediator)

    def look(page, name, *args):
        page.goto(reverse(f"mediation:{name}", args=[mediation.pk, *args]), timeout=60_000)
        axe(page)

    for page in ("issues", "offer", "private", "bidding_start"):
        look(li, page)
    offer = offer_terms(mediation, by=cast.complainant, items=[OnIssue(case.term(2800), claim)])
    for page in ("room", "issues"):
        look(wang, page)
    look(wang, "answer_offer", 1)
    answer_offer(offer, by=cast.respondent, changed={1: case.term(2200)})
    answer_offer(mediation.offers.last(), by=cast.complainant, accepted=[1])
    look(li, "issues")
    look(chen, "desk")
    bidding = offer_bidding(
        mediation, by=cast.mediator, debtor=case.wang, creditor=case.li, rule="gap_percent", gap=Decimal(5)
    )
    look(li, "bidding")
    look(li, "room")
    for person in (cast.complainant, cast.respondent):
        answer_bidding(bidding, by=person, is_willing=True)
    for page in (li, wang, chen):
        look(page, "bidding")
    for person in (cast.complainant, cast.respondent):
        place_bid(bidding, by=person, amount=Decimal(2500), round=1)
    look(wang, "bidding")
    look(chen, "draft")
