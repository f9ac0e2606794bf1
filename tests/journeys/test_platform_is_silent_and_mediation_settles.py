"""The platform lets its day go by. The case goes on by itself, to a mediator, to an agreement, to the money."""

from disputes.models import Dispute
from disputes.states import Outcome, State
from docket.selectors import verify_chain
from rulebook.selectors import next_deadline
from tests import stories
from tests.journeys.mediation_people import Chair, Mediating, Secretary
from tests.journeys.people import Desk, expect_closed


def test_platform_is_silent_and_mediation_settles(site, cast, visitor, travel, tick):
    dispute = stories.negotiating(cast)
    reference = dispute.reference
    stories.list_mediators(cast)
    li, wang = Mediating(visitor(cast.complainant, phone=True)), Mediating(visitor(cast.respondent))
    zhou, qin, chen = (
        Desk(visitor(cast.handler)),
        Secretary(visitor(cast.secretary)),
        Chair(visitor(cast.mediator)),
    )

    wang.ends_negotiation(reference)
    li.waits_in(reference).sees("如果承办机构到期没有出具意见，投诉人可以直接选择调解、仲裁等途径")
    travel.to(next_deadline(stories.fresh(dispute)).due_at)
    travel.by(seconds=1)
    tick()

    members = {
        li: cast.complainant,
        wang: cast.respondent,
        zhou: cast.handler,
        qin: cast.secretary,
        chen: cast.mediator,
    }
    for person, user in members.items():
        person.logs_in(user.email)  # weeks have gone by
    zhou.waits_in(reference)
    li.hears_of(reference).takes_turn(reference, "选择下一步途径").presses("申请调解")
    li.asks_for_mediation(reference, cast.mediation_body.name, "请居中调解报酬。")
    wang.consents(reference)
    qin.takes_case(reference)
    for person in (li, wang):
        person.ranks(reference, 陈静="第1选择")
    chen.accepts_office(reference)
    for person in (li, wang):
        person.has_nothing_against_mediator(reference)

    of_li, of_wang = (person.enters_room(reference, "全体会谈室") for person in (li, wang))
    of_wang.says("两千四，十天内付清。")
    of_li.shows("两千四，十天内付清。")

    chen.proposes(reference, "2400")
    for person in (li, wang):
        person.answers_proposal(reference, "接受")
    chen.drafts(reference, disputed="设计报酬的数额")
    for person in (li, wang):
        person.accepts_wording(reference)
    li.signs(reference, "李小雨")
    wang.signs(reference, "王强")
    chen.signs(reference, "陈静")
    qin.seals(reference, "秦兰")

    wang.performs(reference, "流水号 556")
    li.confirms(reference)
    expect_closed(wang, reference, "调解成功")
    dispute = Dispute.objects.get(reference=reference)
    assert (dispute.state, dispute.outcome) == (State.CLOSED, Outcome.MEDIATED)
    assert verify_chain(dispute.chain) == []
