"""Three instalments: the first in two parts, one of them disputed; the second missed, and the whole sum is called due."""

from django.utils import timezone

from casefiles.models import Evidence
from disputes.models import Obligation
from disputes.states import ObligationState as O
from tests.casefiles.samples import picture
from tests.disputes.test_instalments import three_instalments
from tests.journeys.people import Party


def pays(person, reference, amount, note, file=None):
    person.opens("disputes:perform", reference).presses("登记付款").sees("付了一部分也可以登记")
    person.writes(amount=amount, note=note)
    if file is not None:
        person.page.locator("input[type=file]").set_input_files(str(file))
    return person.presses("确定").sees("已经通知对方确认")


def test_instalments_are_paid_in_parts(site, cast, visitor, travel, tick, tmp_path):
    reference = three_instalments(cast, accelerates=True).reference
    li, wang = Party(visitor(cast.complainant)), Party(visitor(cast.respondent, phone=True))
    slip = tmp_path / "回单.png"
    slip.write_bytes(picture("PNG"))

    pays(wang, reference, "400", "流水号 1", slip)
    li.hears_of("登记了一笔付款").opens("disputes:perform", reference).sees("400.00", "看凭证")
    li.presses("没有收到").writes(reason="账户里没有。").presses("确定").sees("对方说没有收到")
    wang.opens("disputes:perform", reference).sees("账户里没有。")
    pays(wang, reference, "1000", "一次付清")
    li.opens("disputes:perform", reference)
    li.main.get_by_role("link", name="收到了", exact=True).last.click()
    li.presses("确定").sees("收据已经开好", "下载收据")
    wang.opens_case(reference).sees("收据")
    assert Evidence.objects.filter(title__contains="付款凭证").count() == 1

    first, second, third = Obligation.objects.order_by("due_on")
    assert (first.state, second.state) == (O.PERFORMED, O.DUE)
    travel.by(days=(second.due_on - timezone.localdate()).days + 1)
    tick()
    li, wang = Party(visitor(cast.complainant)), Party(visitor(cast.respondent))  # weeks later
    li.opens("disputes:perform", reference).sees("有约定逾期没有履行", "凭这份协议，还可以")
    li.presses("要求余款全部付清").sees("民法典 634").presses("要求全部付清")
    li.sees("余款全部到期", "提前到期")
    third.refresh_from_db()
    assert third.called_due_at is not None
    wang.hears_of("余款提前全部到期")
