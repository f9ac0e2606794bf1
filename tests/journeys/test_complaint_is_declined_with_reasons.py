"""The desk looks at what the complainant will read, declines, and the complainant sees where else to go."""

from disputes.models import Dispute
from disputes.states import Outcome, State
from tests.journeys.people import Desk, Party, expect_closed

GROUND = "法院、仲裁机构或者监管部门已经受理同一纠纷"
REASONS = "同一笔报酬，法院已经立案。"


def test_complaint_is_declined_with_reasons(site, cast, visitor):
    li, zhou = Party(visitor(cast.complainant, phone=True)), Desk(visitor(cast.handler))

    reference = li.files()
    zhou.declines(reference, GROUND, REASONS)

    expect_closed(li, reference, "不予受理")
    li.reads_paper(reference, "不予受理").sees(GROUND, REASONS, "向人民法院起诉", "12333")
    li.hears_of(reference)
    zhou.opens("proceedings:inbox").does_not_see(reference)

    dispute = Dispute.objects.get(reference=reference)
    assert (dispute.state, dispute.outcome) == (State.CLOSED, Outcome.DECLINED)
