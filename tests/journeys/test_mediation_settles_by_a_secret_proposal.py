"""Talks stall; a body takes the case, both choose Xu, he talks with all and with each, and proposes in secret."""

from disputes.models import Dispute
from disputes.states import State
from docket.selectors import verify_chain
from mediation.models import ProposalReply
from tests.journeys.mediation_people import Chair, Mediating, Secretary
from tests.mediation.cases import make_case

BODY = "市众合人民调解委员会"


def test_mediation_settles_by_a_secret_proposal(site, cast, visitor):
    case = make_case(cast)
    reference = case.dispute.reference
    li, wang = Mediating(visitor(cast.complainant)), Mediating(visitor(cast.respondent, phone=True))
    qin, xu = Secretary(visitor(cast.secretary)), Chair(visitor(cast.second_mediator))

    li.asks_for_mediation(reference, BODY, "请居中调解报酬。")
    wang.consents(reference)
    qin.takes_case(reference)
    li.ranks(reference, 陈静="第2选择", 许国华="第1选择")
    wang.ranks(reference, 陈静="不要这一位", 许国华="第1选择")
    xu.accepts_office(reference, disclosure="三年前为王强所在公司讲过一次课。")
    li.opens_case(reference)
    wang.takes_turn(reference, "对调解员有无异议").sees("三年前为王强所在公司讲过一次课")
    for party in (li, wang):
        party.has_nothing_against_mediator(reference)

    for person in (li, wang, xu):
        person.opens_mediation(reference)
    of_li, of_wang, of_xu = (person.in_tab("全体会谈室") for person in (li, wang, xu))
    of_xu.says("两位好，先请李小雨说说。")
    of_li.shows("两位好，先请李小雨说说。")
    of_wang.shows("两位好，先请李小雨说说。")
    alone = wang.in_tab("王强与调解员单独会谈")
    alone.says("其实二千五也能接受。")
    xu.in_tab("王强与调解员单独会谈").shows("其实二千五也能接受。")
    li.sees_no_tab("王强与调解员单独会谈").does_not_see("其实二千五也能接受。")

    xu.proposes(reference, "2400")
    li.answers_proposal(reference, "不接受").sees("等另一方回应后公布结果")
    xu.opens_mediation(reference).sees("已回应：李小雨").does_not_see("不接受")
    wang.answers_proposal(reference, "接受")
    xu.opens_mediation(reference).sees("未获一致接受")
    assert set(ProposalReply.objects.values_list("is_accepted", flat=True)) == {None}

    xu.proposes(reference, "2500")
    for party in (li, wang):
        party.answers_proposal(reference, "接受")
    xu.writes_record(reference, "双方当面说明了交付和验收的经过。")
    xu.drafts(reference, disputed="第三张是否按要求修改，双方各让一步。")
    for party in (li, wang):
        party.accepts_wording(reference)
    li.signs(reference, "李小雨")
    wang.signs_by_code(reference, "王强", cast.respondent.email)
    xu.signs(reference, "许国华")
    qin.seals(reference, "秦兰")

    li.opens_case(reference).sees("履行中", "2,500.00")
    li.reads_paper(reference, "调解协议书").sees("2500", "许国华", "秦兰")
    wang.reads_paper(reference, "调解笔录").sees("双方当面说明了交付和验收的经过")
    li.does_not_see("其实二千五也能接受")
    dispute = Dispute.objects.get(reference=reference)
    assert dispute.state == State.PERFORMING
    assert verify_chain(dispute.chain) == []
