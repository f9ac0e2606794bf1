"""Wang answers as a guest, loses the telephone with its browser, and comes back on another by his number alone."""

import re

from django.core.cache import cache

from disputes.models import Dispute
from disputes.states import State
from tests import stories
from tests.journeys.people import Party
from tests.journeys.person import message_to

NUMBER = "+8613800000002"


def types_code(wang: Party) -> None:
    code = re.search(r"验证码 (\d{6})，", message_to(NUMBER, about="验证码"))[1]
    wang.writes(code=code).presses("确认")


def test_guest_is_lost_and_comes_back(site, cast, visitor):
    dispute = stories.answering(cast, joined=False)
    reference, code = dispute.reference, stories.code_for(dispute)
    lost, li = Party(visitor(phone=True)), Party(visitor(cast.complainant))
    lost.joins_with(code, reference)
    lost.answers(reference, "稿子我收到了，钱是我忘了。", stance="同意")
    guest = Dispute.objects.get(reference=reference).parties.get(role="respondent").user

    # another telephone
    wang = Party(visitor(phone=True))
    wang.opens("account_login").presses("用验证码登录")
    wang.writes(contact="13800000002", name="王强").presses("发送验证码").sees("+86138****0002")
    wang.does_not_see("13800000002")
    types_code(wang)
    wang.opens_case(reference).sees("稿子我收到了")

    li.offers(reference, "3000", message="按原来说的")
    wang.accepts_offer(reference)
    wang.sees("履行中")
    lost.opens("proceedings:case", reference).does_not_see("履行中")
    lost.sees("登录")

    # a third one: the used code opens nothing more, the number is proved and needs no name
    third = Party(visitor(phone=True))
    third.opens("disputes:join").writes(code=code).presses("进入").sees("不正确、已使用或已过期")
    cache.clear()  # half a minute later: no two text messages at once
    third.opens("account_request_login_code").writes(contact="13800000002").presses("发送验证码")
    types_code(third)
    third.takes_turn(reference, "履行约定").sees("3,000.00")
    respondent = Dispute.objects.get(reference=reference).parties.get(role="respondent")
    assert respondent.user == guest, "one person all along"
    assert (guest.has_usable_password(), respondent.dispute.state) == (False, State.PERFORMING)
