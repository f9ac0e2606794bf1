"""Wang has paid in the meantime: Li takes the complaint back, and nobody has anything left to do."""

from disputes.models import Dispute
from disputes.states import Outcome, State
from tests import stories
from tests.journeys.people import Party, expect_closed


def test_complaint_is_withdrawn(site, cast, visitor):
    reference = stories.negotiating(cast).reference
    li, wang = Party(visitor(cast.complainant)), Party(visitor(cast.respondent))
    wang.opens_offers(reference)

    li.withdraws(reference, "对方已经满足诉求")

    wang.writes_offer("2000", message="最多两千，分两次付，月底之前付清。").presses("发给对方")
    wang.sees("现在不能做这一步", "最多两千，分两次付，月底之前付清。")  # nothing typed is lost
    for person in (li, wang):
        expect_closed(person, reference, "撤回")
    dispute = Dispute.objects.get(reference=reference)
    assert (dispute.state, dispute.outcome) == (State.CLOSED, Outcome.WITHDRAWN)
    assert not dispute.offers.exists()
