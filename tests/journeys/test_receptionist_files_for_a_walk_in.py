"""An old man comes to the window. Han asks and writes; he signs the paper and goes home with a code."""

from disputes.models import Dispute
from disputes.states import Origin, State
from tests.journeys.people import Party, Receptionist


def test_receptionist_files_for_a_walk_in(site, cast, visitor):
    han, at_home = Receptionist(visitor(cast.receptionist)), Party(visitor(phone=True))

    han.begins_for_walk_in().fills_in_the_complaint()
    reference = han.reference_on_receipt()
    han.sees("请打印登记表，请投诉人核对后签字")
    code = han.hands_out_code()

    at_home.joins_with(code, reference).waits_in(reference).sees("待受理", "李小雨")
    at_home.reads_paper(reference, "登记表").sees("李小雨", "3,000.00")
    at_home.withdraws(reference, "不说明原因")

    dispute = Dispute.objects.get(reference=reference)
    assert (dispute.origin, dispute.state) == (Origin.DESK, State.CLOSED)
    assert dispute.parties.get(role="complainant").user != cast.receptionist
