"""An old man without phone and e-mail comes to the window: from the filing to the money, and he never touches a computer."""

from disputes.models import Dispute, TakenDown
from disputes.states import Origin, Outcome, State
from docket.models import Entry
from docket.selectors import verify_all, verify_chain
from notices.models import Notice, OutboxMessage
from notices.states import Means
from tests.journeys.people import Desk, Party, Receptionist, expect_closed, in_days


def test_a_walk_in_without_phone_settles_at_the_window(site, cast, visitor, work):
    han, zhou, wang = (
        Receptionist(visitor(cast.receptionist)),
        Desk(visitor(cast.handler)),
        Party(visitor(phone=True)),
    )

    han.begins_for_walk_in().fills_in_the_complaint()
    reference = han.reference_on_receipt()
    han.sees("投诉人已经签名").reads_paper(reference, "窗口记录")
    han.sees("由韩梅代为录入，经本人核对签名", "赵老伯", "3,000")

    zhou.admits(reference)
    wang.joins(reference)
    wang.answers(reference, "只来了两天。", stance="部分同意", amount="400")

    # he is told on paper: what waits, and the sheet that goes with it
    han.opens_window(reference, "赵老伯").sees("要邮寄或者当面送的文书", "受理通知书", "提出和解方案")
    assert len(han.prints_sheet()) == 10

    # he offers, by word of mouth; a slip of the pen is put right before he signs
    han.opens_window(reference, "赵老伯").presses("提出和解方案")
    han.chooses(**{"terms-0-who": "王强 向 赵老伯", "terms-0-action": "支付"})
    han.writes(**{"terms-0-amount": "5000", "terms-0-due_on": in_days(10)}).reads_back("¥5,000.00")
    han.presses("有不对的，回去改").writes(**{"terms-0-amount": "500"}).reads_back("¥500.00")
    han.submits("提出和解方案")

    wang.opens_offers(reference).sees("赵老伯", "500.00").presses("改一改再提")
    wang.writes(**{"terms-0-amount": "450"}).presses("发给对方").sees("方案已经发给对方")

    # he accepts the other's, and signs
    han.opens_window(reference, "赵老伯").takes_down("接受第 2 份方案")
    han.sees("王强", "¥450.00", "不能单方反悔").submits("接受第 2 份方案")
    wang.opens_case(reference).sees("履行中", "450.00", "（由韩梅代为录入，经本人核对签名）")
    wang.reads_paper(reference, "和解协议").sees("赵老伯（由韩梅代为录入，经本人核对签名）")

    wang.performs(reference, "现金交给他儿子")
    han.opens_window(reference, "赵老伯").takes_down("确认收到这笔付款").sees("现金交给他儿子")
    han.submits("确认收到这笔付款")
    for person in (wang, zhou):
        expect_closed(person, reference, "和解")

    dispute = Dispute.objects.get(reference=reference)
    old = dispute.parties.get(role="complainant")
    assert (dispute.origin, dispute.state, dispute.outcome) == (Origin.DESK, State.CLOSED, Outcome.SETTLED)
    assert (old.phone, old.email, old.user.phone, old.user.email) == ("", "", None, None)
    assert TakenDown.objects.filter(party=old, officer=cast.receptionist).count() == 4
    # everything he did is his, and names who wrote it
    his = Entry.objects.filter(chain=dispute.chain, actor=old.user.actor)
    assert his.count() > 8
    assert {entry.facts.get("taken_down_by") for entry in his} == {cast.receptionist.actor}
    # nothing was sent to him by any wire
    notices = Notice.objects.filter(addressee_key=old.key)
    assert notices.exists() and set(notices.values_list("means", flat=True)) == {Means.DIRECT}
    assert not OutboxMessage.objects.filter(notice__in=notices).exists()
    assert verify_chain(dispute.chain) == [] and verify_all() == []


def test_he_comes_in_by_the_code_of_the_sheet_and_his_six_digits(site, cast, visitor):
    han, at_home = Receptionist(visitor(cast.receptionist)), Party(visitor(phone=True))
    han.begins_for_walk_in().fills_in_the_complaint()
    reference = han.reference_on_receipt()
    code = han.opens_window(reference, "赵老伯").prints_sheet()

    at_home.opens("disputes:join").writes(code=code).presses("进入").sees("确认您是谁", reference)
    at_home.writes(fact="111111").presses("进入案件").sees("核对的内容不正确")
    at_home.writes(fact="246810").presses("进入案件").sees(reference)
    at_home.waits_in(reference).sees("待受理", "赵老伯")
    at_home.withdraws(reference, "不说明原因")
    assert Dispute.objects.get(reference=reference).state == State.CLOSED
