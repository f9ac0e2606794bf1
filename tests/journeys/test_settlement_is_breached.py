"""The day to pay goes by. Both hear of it, and Li is shown which roads are open now."""

from disputes.models import Dispute
from disputes.states import ObligationState, State
from tests import stories
from tests.journeys.people import Party, in_days


def test_settlement_is_breached(site, cast, visitor, travel, tick):
    reference = stories.settled(cast, days=2).reference
    li, wang = Party(visitor(cast.complainant)), Party(visitor(cast.respondent))
    wang.opens_case(reference).sees("履行中")

    travel.by(days=4)
    tick()

    for person in (li, wang):
        person.opens_case(reference).sees("未按约履行")
    li.hears_of(reference).takes_turn(reference, "处理未履行").sees("有约定逾期没有履行")
    li.presses("看看有哪些途径").sees("第三方调解", "向监管部门投诉", "仲裁", "起诉", "12333")

    li.opens_case(reference).presses("履行情况").presses("延长期限")
    li.writes(due_on=in_days(5)).presses("确定").sees("期限已经延长")
    wang.performs(reference, "流水号 778")

    dispute = Dispute.objects.get(reference=reference)
    assert dispute.state == State.PERFORMING
    assert dispute.settlements.get().obligations.get().state == ObligationState.CLAIMED
