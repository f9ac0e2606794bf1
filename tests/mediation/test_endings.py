"""Ends without agreement: a ground for each, nothing left behind, every other road open."""

import pytest
from django.urls import reverse

from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.models import Dispute, Turn
from disputes.services import take_elsewhere, withdraw_dispute
from disputes.states import State
from mediation.services import (
    accept_appointment,
    appoint_mediator,
    decide_challenge,
    decline_appointment,
    leave_mediation,
    refuse_case,
    refuse_mediation,
    resign_as_mediator,
    terminate_mediation,
)
from mediation.states import MediationState as M
from notices.models import Happening, OutboxMessage
from rulebook.selectors import live_deadlines
from tests.mediation.cases import WAY_TO, Case


def ended(case: Case) -> tuple[str, str, str]:
    return (case.state, case.mediation.ground, case.dispute_state)


def test_a_clear_refusal_bars_mediation(case: Case):
    case.requested()
    refuse_mediation(case.mediation, by=case.cast.respondent, reason="不想调解。")
    assert ended(case) == (M.TERMINATED, "termination.refused", State.CHOOSING_ROAD)
    assert not Dispute.objects.visible_to(case.cast.secretary).exists()


def test_a_body_that_refuses_says_why_and_sees_the_case_no_more(case: Case):
    case.put_to_body()
    with pytest.raises(NotValid):
        refuse_case(case.mediation, by=case.cast.secretary, reason="")
    refuse_case(case.mediation, by=case.cast.secretary, reason="不属于本组织的受理范围。")
    assert ended(case) == (M.TERMINATED, "termination.later_found_ground", State.CHOOSING_ROAD)
    assert not Dispute.objects.visible_to(case.cast.secretary).exists()


@pytest.mark.parametrize("state", [state for state in WAY_TO if state not in (M.AGREED,)])
def test_a_party_leaves_at_any_time(case: Case, state):
    WAY_TO[state](case)
    leave_mediation(case.mediation, by=case.cast.respondent)
    assert ended(case) == (M.TERMINATED, "termination.party_left", State.CHOOSING_ROAD)
    assert not live_deadlines(case.mediation).exists()
    assert not case.dispute.rooms.filter(key__startswith="mediation", closed_at=None).exists()


@pytest.mark.parametrize("state", [M.CONSENTING, M.CHALLENGED, M.MEDIATING, M.SIGNING])
def test_a_withdrawn_dispute_takes_its_mediation_with_it(case: Case, state):
    WAY_TO[state](case)
    withdraw_dispute(case.dispute, by=case.cast.complainant)
    assert ended(case) == (M.TERMINATED, "termination.withdrawn_or_settled", State.CLOSED)
    assert not live_deadlines(case.mediation).exists()
    assert not case.dispute.rooms.filter(closed_at=None).exists()
    assert not Turn.objects.open().filter(dispute=case.dispute).exists()


def test_termination_is_on_paper_with_the_roads_still_open(case: Case):
    case.mediating()
    terminate_mediation(
        case.mediation, by=case.cast.mediator, ground="termination.far_apart", reason="差距太大。"
    )
    assert ended(case) == (M.TERMINATED, "termination.far_apart", State.CHOOSING_ROAD)
    papers = {paper.kind: paper for paper in case.dispute.chain.papers.all()}
    assert papers["mediation_termination"].facts["ground"] == "termination.far_apart"
    assert "仲裁" in papers["mediation_termination"].html
    assert "差距太大" in papers["mediation_termination"].html
    assert "mediation_record" in papers


def test_a_suspicion_is_not_spelt_out_to_those_suspected(case: Case):
    case.mediating()
    reason = "双方串通转移财产。"
    terminate_mediation(
        case.mediation, by=case.cast.mediator, ground="termination.sham_suspected", reason=reason
    )
    assert not any("串通转移" in paper.html for paper in case.dispute.chain.papers.all())
    assert case.dispute.chain.entries.filter(verb="mediation.suspicion_recorded").count() == 1


def test_only_who_is_in_charge_terminates_and_only_on_their_grounds(case: Case):
    case.mediating()
    for person in (case.cast.outsider, case.cast.handler, case.cast.complainant, case.cast.second_mediator):
        with pytest.raises(NotPermitted):
            terminate_mediation(case.mediation, by=person, ground="termination.far_apart", reason="…")
    with pytest.raises(NotValid):
        terminate_mediation(case.mediation, by=case.cast.mediator, ground="termination.time_up", reason="…")


def test_who_declines_is_not_named_again(case: Case):
    case.appointed()
    decline_appointment(case.mediation, by=case.cast.mediator, reason="近期没有时间。")
    assert case.state == M.APPOINTING
    with pytest.raises(NotValid):
        appoint_mediator(case.mediation, by=case.cast.secretary, entry=case.entries[0])
    appoint_mediator(case.mediation, by=case.cast.secretary, entry=case.entries[1])
    assert case.mediation.mediator == case.cast.second_mediator
    assert not Dispute.objects.visible_to(case.cast.mediator).exists()


def test_a_replaced_mediator_leaves_the_rooms_and_the_next_one_does_not_read_the_past(case: Case):
    from chat.models import Message
    from chat.services import post_message
    from mediation.services import accept_mediator

    case.mediating()
    caucus = case.room(case.wang)
    post_message(caucus, by=case.cast.respondent, text="底线是2200元", client_id="one")
    resign_as_mediator(case.mediation, by=case.cast.mediator, reason="生病。")
    assert not caucus.members.current().filter(user=case.cast.mediator).exists()
    appoint_mediator(case.mediation, by=case.cast.secretary, entry=case.entries[1])
    accept_appointment(case.mediation, by=case.cast.second_mediator, has_interest=False)
    for person in (case.cast.complainant, case.cast.respondent):
        accept_mediator(case.mediation, by=person)
    caucus.refresh_from_db()
    assert caucus.is_open
    assert caucus.members.current().filter(user=case.cast.second_mediator).exists()
    seen = Message.objects.visible_to(case.cast.second_mediator)
    assert not seen.filter(body__contains="底线").exists()


def test_an_upheld_challenge_replaces_the_mediator(case: Case):
    case.challenged()
    decide_challenge(case.mediation, by=case.cast.secretary, is_upheld=True, reasons="确有兼职。")
    assert case.state == M.APPOINTING
    assert case.mediation.appointments.get().end == "challenged"


def test_a_dismissed_challenge_is_not_made_again(case: Case):
    from mediation.services import challenge_mediator

    case.challenged()
    decide_challenge(
        case.mediation,
        by=case.cast.secretary,
        is_upheld=False,
        reasons="没有材料说明。",
        refusal="challenge_refused.not_shown",
    )
    assert case.state == M.MEDIATING
    with pytest.raises(NotLawfulNow):
        challenge_mediator(
            case.mediation, by=case.cast.respondent, ground="recusal.interest", reasons="还是觉得。"
        )


@pytest.mark.parametrize("state", [M.MEDIATING, M.SIGNING])
def test_whoever_was_in_it_hears_that_it_ended_with_the_dispute(case: Case, state, client):
    """Mediator, secretary and the other side, each once and by mail too; never who did it, and no outsider."""
    WAY_TO[state](case)
    cast = case.cast
    before = Happening.objects.latest("pk").pk
    mails = OutboxMessage.objects.count()
    withdraw_dispute(case.dispute, by=cast.complainant)
    line = "投诉人撤回了投诉，调解随之终止。"
    told = Happening.objects.filter(pk__gt=before, text=line)
    assert sorted(told.values_list("user", flat=True)) == sorted(
        [cast.mediator.pk, cast.secretary.pk, cast.respondent.pk]
    )
    new = OutboxMessage.objects.order_by("pk")[mails:]
    assert {cast.mediator.email, cast.secretary.email} <= {one.address for one in new if line in one.text}
    for happening in told:
        client.force_login(happening.user)
        assert client.get(happening.url, follow=True).status_code == 200, happening.user


def test_taking_another_road_is_told_as_that(case: Case):
    case.mediating()
    before = Happening.objects.latest("pk").pk
    take_elsewhere(case.dispute, by=case.cast.complainant, channel="litigation", body_name="示例市人民法院")
    told = Happening.objects.filter(pk__gt=before, text="案件转到了其他途径，调解随之终止。")
    assert {one.user for one in told} == {case.cast.mediator, case.cast.secretary, case.cast.respondent}


def test_a_body_that_never_had_the_case_hears_nothing(case: Case):
    case.requested()
    before = Happening.objects.latest("pk").pk
    withdraw_dispute(case.dispute, by=case.cast.complainant)
    told = Happening.objects.filter(pk__gt=before)
    assert case.cast.secretary not in {one.user for one in told}
    assert not Dispute.objects.visible_to(case.cast.secretary).exists()


def test_a_draft_that_lapsed_is_marked_and_not_read_as_a_duty(case: Case, client):
    case.signing()
    address = reverse("mediation:agreement", args=[case.mediation.pk])
    client.force_login(case.cast.respondent)
    duty = "您要在"
    before = client.get(address).text
    assert duty in before and "没有生效" not in before
    withdraw_dispute(case.dispute, by=case.cast.complainant)
    after = client.get(address).text
    assert duty not in after and "签了就算数" not in after
    assert "对谁都没有约束力" in after and "未生效" in after
    assert case.agreement.text.split("\n")[0] in after  # the words stay as a record
