"""The road through a mediation, from the request to an agreement that is being performed."""

import pytest

from disputes.exceptions import NotLawfulNow, NotValid
from disputes.models import Turn
from disputes.states import Outcome, State
from docket.selectors import verify_chain
from mediation.services import choose_mediator, consent_to_mediation, request_mediation
from mediation.states import MediationState as M
from tests.mediation.cases import WAY_TO, Case

TURNS = {
    M.CONSENTING: "mediation.consent",
    M.BODY_DECIDING: "mediation.decide_on_case",
    M.CHOOSING: "mediation.choose_mediator",
    M.APPOINTING: "mediation.appoint",
    M.DISCLOSING: "mediation.disclose",
    M.CHALLENGEABLE: "mediation.challenge_or_waive",
    M.CHALLENGED: "mediation.decide_challenge",
    M.MEDIATING: "mediation.mediate",
    M.SIGNING: "mediation.sign",
    M.AGREED: "disputes.perform",
}


@pytest.mark.parametrize("state", list(WAY_TO))
def test_each_state_is_reached_and_calls_for_its_turn(case: Case, state):
    WAY_TO[state](case)
    assert case.state == state
    assert list(Turn.objects.open().filter(dispute=case.dispute).values_list("kind", flat=True)) == [
        TURNS[state]
    ]
    assert verify_chain(case.dispute.chain) == []


def test_agreement_signed_by_all_is_performed_and_on_paper(case: Case):
    case.agreed()
    assert case.dispute_state == State.PERFORMING
    settlement = case.dispute.settlements.get()
    assert (settlement.source, settlement.obligations.get().amount) == ("mediation", 2500)
    kinds = list(case.dispute.chain.papers.order_by("pk").values_list("kind", flat=True))
    assert kinds[4:] == [
        "mediation_request",
        "mediation_rights",
        "appointment",
        "mediation_notice",
        "mediation_agreement",
        "mediation_record",
    ]
    assert [room.is_open for room in case.dispute.rooms.filter(key__startswith="mediation")] == [False] * 3
    proceeding = case.mediation.proceeding
    proceeding.refresh_from_db()
    assert (proceeding.outcome, proceeding.closed_at is None) == ("agreed", False)


def test_performed_agreement_closes_the_dispute_as_mediated(case: Case):
    from disputes.services import confirm_performance

    case.agreed()
    confirm_performance(case.dispute.settlements.get().obligations.get(), by=case.cast.complainant)
    assert case.dispute_state == State.CLOSED
    assert case.dispute.outcome == Outcome.MEDIATED


def test_the_mediator_all_rank_best_is_appointed(case: Case):
    case.accepted()
    chen, xu = case.entries
    choose_mediator(case.mediation, by=case.cast.complainant, ranking=[chen.pk, xu.pk])
    assert case.state == M.CHOOSING
    choose_mediator(case.mediation, by=case.cast.respondent, ranking=[xu.pk], strikes=[chen.pk])
    assert case.state == M.DISCLOSING
    assert case.mediation.appointment.mediator == case.cast.second_mediator
    assert case.mediation.appointment.how == "joint_choice"


def test_without_a_common_choice_the_body_appoints(case: Case):
    case.accepted()
    chen, xu = case.entries
    choose_mediator(case.mediation, by=case.cast.complainant, ranking=[chen.pk])
    choose_mediator(case.mediation, by=case.cast.respondent, ranking=[xu.pk])
    assert case.state == M.APPOINTING


def test_nobody_chooses_twice(case: Case):
    case.accepted()
    choose_mediator(case.mediation, by=case.cast.complainant, leaves_it_to_body=True)
    with pytest.raises(NotLawfulNow):
        choose_mediator(case.mediation, by=case.cast.complainant, leaves_it_to_body=True)


def test_a_second_mediation_is_not_begun_while_one_runs(case: Case):
    case.requested()
    with pytest.raises(NotLawfulNow):
        request_mediation(case.dispute, by=case.cast.complainant, body=case.cast.mediation_body)


def test_a_body_that_may_not_take_the_matter_is_refused_with_its_reasons(case: Case):
    body = case.cast.mediation_body
    body.mediation_type = "consumer_association"
    body.save()
    with pytest.raises(NotValid, match="消费者协会只调解消费纠纷"):
        request_mediation(case.dispute, by=case.cast.complainant, body=body)
    assert case.dispute_state == State.NEGOTIATING


def test_the_body_sees_the_case_only_once_it_is_put_to_it(case: Case):
    from disputes.models import Dispute

    case.requested()
    seen = Dispute.objects.visible_to(case.cast.secretary)
    assert not seen.exists()
    consent_to_mediation(case.mediation, by=case.cast.respondent)
    assert seen.exists()


def test_mediation_after_a_breach_replaces_the_settlement(case: Case, travel, tick):
    case.agreed()
    travel.by(days=32)
    tick()
    assert case.dispute_state == State.BREACHED
    case.agreed()
    assert case.dispute_state == State.PERFORMING
    assert case.dispute.settlements.count() == 2
    assert case.dispute.settlements.filter(replaced_at=None).count() == 1
