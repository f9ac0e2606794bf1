"""Both write a sum in secret; the first time they do not meet, the second time they do, and that is what is signed."""

from disputes.models import Dispute
from disputes.states import State
from docket.selectors import verify_chain
from mediation.models import Bid, BiddingKey
from tests.journeys.mediation_people import Chair, Mediating, Secretary
from tests.mediation.cases import make_case


def test_mediation_settles_by_blind_bidding(site, cast, visitor):
    case = make_case(cast).mediating()
    reference = case.dispute.reference
    li, wang = Mediating(visitor(cast.complainant, phone=True)), Mediating(visitor(cast.respondent))
    chen, qin = Chair(visitor(cast.mediator)), Secretary(visitor(cast.secretary))

    chen.starts_bidding(reference)
    li.agrees_to_bid(reference).sees("您的答复已收到")
    chen.opens_mediation(reference).sees("待双方同意").does_not_see("第 1 轮")
    wang.takes_turn(reference, "进行调解").presses("去看双盲报价").presses("同意规则，参加").sees("第 1 轮")

    li.bids(reference, "2817.53").sees("您的报价已密封").does_not_see("2817", "2,817")
    for person in (wang, chen):
        person.opens_mediation(reference).does_not_see("2817", "2,817")
    wang.bids(reference, "2040.11").sees("第 2 轮", "请报价")
    li.opens_mediation(reference).sees("没有成交，双方的报价已经销毁").does_not_see("2040", "2,040")
    wang.opens_mediation(reference).does_not_see("2817", "2,817")
    assert not Bid.objects.exists()

    wang.bids(reference, "2600").sees("您的报价已密封")
    li.bids(reference, "2500").sees("成交", "2,550.00").does_not_see("2,600")
    assert not BiddingKey.objects.exists()

    chen.drafts(reference, disputed="第三张是否按要求修改，双方各让一步。", days=10)
    for party in (li, wang):
        party.accepts_wording(reference)
    li.signs(reference, "李小雨")
    wang.signs(reference, "王强")
    chen.signs(reference, "陈静")
    qin.seals(reference, "秦兰")

    li.opens_case(reference).sees("履行中", "2,550.00")
    li.reads_paper(reference, "调解协议书").sees("2550")
    dispute = Dispute.objects.get(reference=reference)
    assert dispute.state == State.PERFORMING
    assert verify_chain(dispute.chain) == []
