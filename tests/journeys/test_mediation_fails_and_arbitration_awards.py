"""The mediator sees no way; Li proposes arbitration, Wang agrees, the commission takes it and decides."""

import pytest

from arbitration.models import Referral
from disputes.models import Dispute
from disputes.states import Outcome, State
from docket.selectors import verify_chain
from tests import stories
from tests.journeys.arbitration_people import Applicant, Opponent, Registrar
from tests.journeys.mediation_people import Chair
from tests.journeys.people import expect_closed, in_days

pytestmark = pytest.mark.both_stacks

TITLE, COMMISSION = "做完设计稿后不付报酬", "示例市仲裁委员会"
SECRET = "调解时我说过两千五也行"


def test_mediation_fails_and_arbitration_awards(site, cast, visitor, work, tmp_path):
    reference = stories.mediating(cast).reference
    li, wang = Applicant(visitor(cast.complainant)), Opponent(visitor(cast.respondent, phone=True))
    chen, yan = Chair(visitor(cast.mediator)), Registrar(visitor(cast.registrar))
    award = tmp_path / "裁决书.pdf"
    award.write_bytes(b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF")

    li.enters_room(reference, "全体会谈室").says(SECRET)
    chen.terminates(reference, "各方分歧过大", "金额相差一半，各方都不让步。")

    li.proposes_arbitration(reference, COMMISSION)
    wang.agrees_to_arbitrate(reference)
    yan.opens("arbitration:referrals").does_not_see(TITLE)  # nothing was sent to them yet
    li.applies(reference)
    work()

    yan.registers(TITLE, "（2026）示仲字第128号").does_not_see(SECRET)
    wang.hears_of(reference)
    yan.awards(TITLE, "示仲裁〔2026〕128号", "王强支付李小雨报酬3000元。", on=in_days(0), file=str(award))

    for person in (li, wang):
        expect_closed(person, reference, "仲裁裁决")
    dispute = Dispute.objects.get(reference=reference)
    assert (dispute.state, dispute.outcome) == (State.CLOSED, Outcome.AWARDED)
    assert Referral.objects.get().bundle
    assert verify_chain(dispute.chain) == []
