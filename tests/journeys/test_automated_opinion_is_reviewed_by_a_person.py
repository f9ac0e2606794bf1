"""A program decided; Wang asks for a person. The supervisor looks anew, and both can live with it."""

from disputes.models import Dispute
from disputes.states import Outcome, State
from tests import stories
from tests.journeys.people import Desk, Party, expect_closed


def test_automated_opinion_is_reviewed_by_a_person(site, cast, visitor):
    reference = stories.negotiating(cast).reference
    li, wang = Party(visitor(cast.complainant)), Party(visitor(cast.respondent, phone=True))
    zhou, wu = Desk(visitor(cast.handler)), Desk(visitor(cast.supervisor))

    li.ends_negotiation(reference)
    zhou.issues_opinion(reference, "3000", is_automated=True)
    wang.takes_turn(reference, "回应处理意见").sees("是，您有权要求人工复核", "本意见不影响当事人申请调解")
    wang.replies_to_opinion(reference, "要求人工复核").sees("已经要求人工复核")

    zhou.waits_in(reference)
    wu.issues_opinion(reference, "2000", title="人工复核")
    for person in (li, wang):
        person.replies_to_opinion(reference, "接受")
    li.waits_in(reference).sees("履行中", "2,000.00")
    wang.performs(reference, "流水号 901")
    li.confirms(reference)
    expect_closed(wang, reference, "接受处理意见")

    dispute = Dispute.objects.get(reference=reference)
    assert (dispute.state, dispute.outcome) == (State.CLOSED, Outcome.OPINION_ACCEPTED)
    assert [opinion.is_automated for opinion in dispute.opinions.all()] == [True, False]
