"""The sides are too far apart: Chen ends it on a ground, the rooms close, and Li chooses what is next."""

from disputes.models import Dispute
from disputes.states import State
from docket.selectors import verify_chain
from tests.journeys.mediation_people import Chair, Mediating
from tests.mediation.cases import make_case


def test_mediation_is_terminated(site, cast, visitor):
    case = make_case(cast).mediating()
    reference = case.dispute.reference
    li, wang = Mediating(visitor(cast.complainant, phone=True)), Mediating(visitor(cast.respondent))
    chen = Chair(visitor(cast.mediator))

    li.opens_mediation(reference).in_tab("全体会谈室").says("三千元一分不能少。")
    wang.opens_mediation(reference)
    talk = wang.in_tab("全体会谈室")
    talk.shows("三千元一分不能少。")
    talk.says("那就没法谈了。")
    li.presses("我愿意延长调解期限").sees("调解")
    wang.opens_mediation(reference).sees("对方愿意延长，我也同意")

    chen.terminates(reference, "各方分歧过大", "金额相差一半，各方都不让步。")
    wang.opens_mediation(reference).sees("各方分歧过大", "会谈室已关闭")
    li.reads_paper(reference, "终止调解决定书").sees("各方分歧过大", "金额相差一半", "仲裁")
    li.takes_turn(reference, "选择下一步途径").sees("仲裁", "起诉")

    dispute = Dispute.objects.get(reference=reference)
    assert dispute.state == State.CHOOSING_ROAD
    assert verify_chain(dispute.chain) == []
