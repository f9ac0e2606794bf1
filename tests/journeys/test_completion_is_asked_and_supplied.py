"""All that is missing is asked for at once, with a day; Li supplies it, and the complaint is taken up."""

from disputes.models import Dispute
from disputes.states import State
from tests.journeys.people import Desk, Party


def test_completion_is_asked_and_supplied(site, cast, visitor, tmp_path):
    receipt = tmp_path / "验收记录.txt"
    receipt.write_text("10月20日 验收通过")
    li, zhou = Party(visitor(cast.complainant)), Desk(visitor(cast.handler))

    reference = li.files()
    zhou.asks_completion(reference, standard="证明材料", more="请写明收款账户")
    zhou.waits_in(reference).sees("待补正")

    li.takes_turn(reference, "补正材料").sees("证明材料", "请写明收款账户")
    li.presses("添加证据").adds_evidence(str(receipt))
    li.supplies(reference, "账户是招商银行尾号 7788。")

    zhou.takes_turn(reference, "审查是否受理").sees("账户是招商银行尾号 7788", "验收记录")
    zhou.admits(reference)
    li.waits_in(reference).sees("答辩通知待送达")
    assert Dispute.objects.get(reference=reference).state == State.SERVING  # nobody has it yet
