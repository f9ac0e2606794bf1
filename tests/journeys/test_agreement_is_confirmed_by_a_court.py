"""Both want the court's word: papers make themselves, the court confirms, and when Wang does not pay Li sees what she can do.

And the ends in which there is no such word: one side does not want it, nobody goes in time, the court dismisses, the
body is not one the law means.
"""

from django.utils import timezone

from disputes.models import Dispute
from disputes.states import State
from docket.selectors import verify_chain
from mediation.models import Confirmation
from mediation.services import bind_package
from mediation.states import ConfirmationState as C
from tests.journeys.mediation_people import InMediation, Mediating
from tests.mediation.cases import make_case
from tests.mediation.confirmations import NUMBERS, fresh, opened, with_court


def opens_confirmation(person, confirmation):
    return person.opens("mediation:confirmation", confirmation.mediation_id)


def completes(person, confirmation, name):
    """Only what the case does not know."""
    opens_confirmation(person, confirmation).presses("去办理").sees("只填还缺的")
    person.writes(
        id_number=NUMBERS[name],
        domicile="示例市东区和平路1号",
        service_address="示例市东区和平路1号",
        phone="13800000001",
        pledged_name=name,
    )
    return person.ticks("pledges").presses("提交").sees("双方都填好以后，材料自动备齐")


def test_agreement_is_confirmed_and_then_breached(site, cast, visitor, travel, tick):
    case = make_case(cast)
    confirmation = opened(case)
    li, wang = Mediating(visitor(cast.complainant)), Mediating(visitor(cast.respondent, phone=True))
    qin = InMediation(visitor(cast.secretary))
    reference = case.dispute.reference

    li.opens_case(reference).sees("司法确认", "可以共同申请").presses("查看司法确认")
    li.presses("去办理").sees("不收费").chooses(answer="愿意一起申请").presses("提交答复")
    wang.hears_of("对方愿意共同申请司法确认")
    opens_confirmation(wang, confirmation).presses("去办理")
    wang.chooses(answer="愿意一起申请").presses("提交答复").sees("准备申请材料")
    completes(li, confirmation, "李小雨")
    completes(wang, confirmation, "王强")
    qin.opens("mediation:confirmations").presses(case.dispute.title)
    qin.presses("出具主持调解的证明").sees("证明已经出具")
    bind_package.func(confirmation.pk)  # what the worker does
    opens_confirmation(li, confirmation).sees("下载整套材料（PDF）").presses("去办理")
    li.chooses(court_choice="调解组织所在地的基层人民法院", method="到法院窗口")
    li.writes(court_name="示例市东区人民法院").presses("登记提交").sees("法院审查中", "示例市东区人民法院")
    opens_confirmation(qin, confirmation).presses("登记法院的答复")
    qin.chooses(answer="裁定调解协议有效").writes(case_number="（2026）示0101民特1号").presses("登记")
    opens_confirmation(wang, confirmation).sees("法院已经裁定协议有效", "民诉法 206、250")
    li.reads_paper(reference, "司法确认结果告知书").sees("申请强制执行")

    travel.by(days=40)
    tick()
    li = Mediating(visitor(cast.complainant))  # weeks later: logs in again
    li.opens_case(reference).sees("未按约履行").presses("履行情况").sees("申请强制执行", "凭协议起诉")
    dispute = Dispute.objects.get(reference=reference)
    assert dispute.state == State.BREACHED
    assert fresh(confirmation).state == C.CONFIRMED
    assert verify_chain(dispute.chain) == []


def test_one_side_does_not_want_it_and_the_days_go_by(site, cast, visitor, travel, tick):
    case = make_case(cast)
    confirmation = opened(case)
    li, wang = Mediating(visitor(cast.complainant)), Mediating(visitor(cast.respondent))
    opens_confirmation(wang, confirmation).presses("去办理").chooses(answer="不申请").presses("提交答复")
    wang.sees("协议照样履行", "一方不同意，暂时不能申请")
    opens_confirmation(li, confirmation).sees("愿意不愿意由各自决定").does_not_see("去办理")
    travel.by(days=40)
    tick()
    li = Mediating(visitor(cast.complainant))  # weeks later: logs in again
    opens_confirmation(li, confirmation).sees("申请司法确认的期限已经过了", "协议照样有效")
    assert fresh(confirmation).state == C.LAPSED


def test_the_court_dismisses_and_says_why(site, cast, visitor):
    confirmation = with_court(make_case(cast))
    qin, li = InMediation(visitor(cast.secretary)), Mediating(visitor(cast.complainant))
    opens_confirmation(qin, confirmation).presses("登记法院的答复").chooses(answer="裁定驳回申请")
    qin.writes(on=timezone.localdate().isoformat()).presses("登记").sees("请选择法院写明的理由")
    qin.chooses(ground="内容不明确").writes(note="没有写明付款账户。").presses("登记")
    opens_confirmation(li, confirmation).sees("法院驳回申请", "没有写明付款账户", "也可以再调解")


def test_a_body_that_is_not_entitled_says_so_in_plain_words(site, cast, visitor):
    cast.mediation_body.is_lawfully_established = False
    cast.mediation_body.save()
    case = make_case(cast)
    case.agreed()
    li = Mediating(visitor(cast.complainant))
    li.opens_case(case.dispute.reference).presses("这份协议能不能申请司法确认？")
    li.sees("这份协议不能申请司法确认", "只有依法设立的调解组织", "协议照样有约束力")
    assert not Confirmation.objects.exists()
