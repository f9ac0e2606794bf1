"""Wang has no account and a small screen: a code in a text message is enough to answer and to settle."""

from disputes.models import Dispute
from disputes.states import State
from tests import stories
from tests.cast import PASSWORD
from tests.journeys.people import Party


def test_respondent_joins_by_code_on_a_phone(site, cast, visitor):
    reference = stories.answering(cast, joined=False).reference
    wang, li = Party(visitor(phone=True)), Party(visitor(cast.complainant))

    wang.joins(reference)
    wang.answers(reference, "稿子我收到了，钱是我忘了。", stance="同意")
    li.offers(reference, "3000", message="按原来说的")
    wang.accepts_offer(reference)
    wang.sees("履行中")

    assert (
        not Dispute.objects.get(reference=reference).parties.get(role="respondent").user.has_usable_password()
    )
    wang.opens("accounts:profile").presses("验证并设置登录方式")
    wang.writes(contact="13800000002", password=PASSWORD).presses("发送验证码").types_code_sent_to(
        "13800000002"
    )
    at_home = Party(visitor())
    at_home.logs_in("13800000002").takes_turn(reference, "履行约定").sees("3,000.00")
    assert Dispute.objects.get(reference=reference).state == State.PERFORMING
