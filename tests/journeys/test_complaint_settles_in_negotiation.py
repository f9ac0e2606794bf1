"""Li files on a computer, Wang answers as a guest; they talk, bargain, agree, and Wang pays."""

from disputes.models import Dispute
from disputes.states import Outcome, State
from docket.selectors import verify_chain
from tests.journeys.people import Desk, Party, expect_closed


def test_complaint_settles_in_negotiation(site, cast, visitor, tmp_path):
    chat = tmp_path / "聊天记录.txt"
    chat.write_text("王强：稿子收到了，下周一付款。")
    li, zhou, wang = Party(visitor(cast.complainant)), Desk(visitor(cast.handler)), Party(visitor())

    reference = li.files(evidence=[str(chat)])
    li.waits_in(reference).sees("众帮众包平台")
    zhou.admits(reference)
    wang.joins(reference)
    wang.opens_case(reference).sees("聊天记录")
    wang.answers(reference, "稿子改了三次才通过，只同意付一半。", stance="部分同意", amount="1500")
    li.hears_of(reference).opens_case(reference).sees("稿子改了三次才通过", "1,500.00")

    of_li, of_wang = (person.enters_room(reference, "协商会谈室") for person in (li, wang))
    of_li.says("您好，三千元是说好的。")
    of_wang.shows("您好，三千元是说好的。")
    of_wang.says("一次付清的话，两千可以吗？")
    of_li.shows("一次付清的话，两千可以吗？")

    wang.offers(reference, "2000", message="一次付清")
    li.opens_offers(reference).sees("等您回应", "2,000.00", "一次付清")
    li.counters(reference, "2400", message="各让一步")
    wang.accepts_offer(reference)
    li.waits_in(reference).sees("履行中", "2,400.00")
    li.reads_paper(reference, "和解协议").sees("2,400.00")

    wang.performs(reference, "流水号 20261108")
    li.takes_turn(reference, "履行约定").sees("流水号 20261108")
    li.confirms(reference)
    for person in (li, wang, zhou):
        expect_closed(person, reference, "和解")
    li.rates(reference, "很满意")

    dispute = Dispute.objects.get(reference=reference)
    assert (dispute.state, dispute.outcome) == (State.CLOSED, Outcome.SETTLED)
    assert verify_chain(dispute.chain) == []
