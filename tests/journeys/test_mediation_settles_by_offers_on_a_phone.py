"""Both on a phone: she offers by changing one number, he counters, each whispers to the mediator, she takes it."""

from disputes.models import Dispute
from disputes.states import State
from docket.selectors import verify_chain
from mediation.models import PrivateRange
from tests.journeys.mediation_people import Chair, Mediating, Secretary
from tests.mediation.cases import make_case


def fits(person) -> bool:
    return person.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_mediation_settles_by_offers_on_a_phone(site, cast, visitor):
    case = make_case(cast).mediating()
    reference, claim = case.dispute.reference, case.dispute.claims.get().pk
    li, wang = (Mediating(visitor(who, phone=True)) for who in (cast.complainant, cast.respondent))
    chen, qin = Chair(visitor(cast.mediator)), Secretary(visitor(cast.secretary))

    li.offers_at_table(reference, "2800")
    assert fits(li)
    wang.hears_of("李小雨提出第1份方案").takes_turn(reference, "进行调解")
    wang.counters(reference, "2200").sees("2,800.00", "2,200.00")
    assert fits(wang)

    li.tells_mediator_alone(reference, claim, "2450").sees("您只告诉了调解员", "2,450.00")
    wang.tells_mediator_alone(reference, claim, "2600").does_not_see("2,450.00")
    chen.opens_mediation(reference).sees("逐项谈判", "2,800.00", "2,200.00", "2,450.00", "2,600.00")
    li.opens_mediation(reference).does_not_see("2,600.00")

    li.counters(reference, "2500")
    wang.takes_offer(reference).sees("2,500.00")
    chen.drafts(reference, disputed="第三张是否按要求修改，双方各让一步。")
    for party in (li, wang):
        party.accepts_wording(reference)
    li.signs(reference, "李小雨")
    wang.signs(reference, "王强")
    chen.signs(reference, "陈静")
    qin.seals(reference, "秦兰")

    li.opens_case(reference).sees("履行中", "2,500.00")
    assert not PrivateRange.objects.exists()
    dispute = Dispute.objects.get(reference=reference)
    assert dispute.state == State.PERFORMING
    assert verify_chain(dispute.chain) == []
