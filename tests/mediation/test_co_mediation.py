"""Two and three who mediate together: how each comes to it, what each may do, and how each goes."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django_fsm import can_proceed

from accounts.models import Membership, User
from accounts.states import Role
from chat.models import Room
from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.models import Turn
from mediation.models import CoMediator
from mediation.services import (
    accept_co_office,
    accept_draft,
    add_disclosure,
    challenge_co_mediator,
    decline_co_office,
    draw_up_record,
    leave_co_office,
    leave_mediation,
    list_mediator,
    make_proposal,
    reopen_draft,
    resign_as_mediator,
    terminate_mediation,
)
from mediation.states import CO_CLOCKS, CoMediatorState
from mediation.states import MediationState as M
from rulebook import clock
from rulebook.clock import handled_kinds
from rulebook.selectors import live_deadlines
from tests.cast import login
from tests.mediation.beside import name_beside, seated, third
from tests.mediation.cases import Case

S = CoMediatorState
ALLOWED = {
    "disclose": {S.NAMED: S.CHALLENGEABLE},
    "seat": {S.CHALLENGEABLE: S.SEATED},
    "challenge": {S.CHALLENGEABLE: S.CHALLENGED, S.SEATED: S.CHALLENGED},
    "dismiss_challenge": {S.CHALLENGED: S.SEATED},
    "leave": dict.fromkeys([S.NAMED, S.CHALLENGEABLE, S.CHALLENGED, S.SEATED], S.LEFT),
}


@pytest.mark.parametrize("verb", ALLOWED)
@pytest.mark.parametrize("state", S.values)
def test_each_verb_is_lawful_exactly_where_the_table_says(state, verb):
    co = CoMediator(state=state)
    assert can_proceed(getattr(co, verb)) == (state in ALLOWED[verb])
    if state in ALLOWED[verb]:
        getattr(co, verb)()
        assert co.state == ALLOWED[verb][state]


def test_every_waiting_state_has_a_clock_and_a_way_out_in_silence():
    assert set(CO_CLOCKS) | {S.SEATED, S.LEFT} == set(S.values)
    assert {f"mediation.comediator.{state}" for state in CO_CLOCKS} <= handled_kinds()


SILENT = {S.NAMED: S.LEFT, S.CHALLENGEABLE: S.SEATED, S.CHALLENGED: S.LEFT}


@pytest.mark.parametrize("state", SILENT)
def test_silence_has_its_way_out(case: Case, state):
    case.mediating()
    co = name_beside(case)
    if state != S.NAMED:
        accept_co_office(co, by=co.mediator, has_interest=True, text="讲过课。")
    if state == S.CHALLENGED:
        challenge_co_mediator(co, by=case.cast.complainant, ground="recusal.interest", reasons="认识。")
    with time_machine.travel(live_deadlines(co).get().due_at + timedelta(seconds=1)):
        clock.tick()
    co.refresh_from_db()
    assert co.state == SILENT[state]
    assert not live_deadlines(co).exists()
    assert case.state == M.MEDIATING


def test_proposal_draft_and_record_by_either_and_formal_acts_by_the_lead(case: Case):
    case.mediating()
    co = seated(case)
    xu = co.mediator
    assert make_proposal(case.mediation, by=xu, terms=[case.term()]).made_by == xu
    draw_up_record(case.mediation, by=xu, summary="各自陈述。")
    with pytest.raises(NotPermitted):
        terminate_mediation(case.mediation, by=xu, ground="termination.far_apart", reason="差距大。")
    with pytest.raises(NotPermitted):
        resign_as_mediator(case.mediation, by=xu, reason="不想。")
    agreement = case.draft()
    for person in (case.cast.complainant, case.cast.respondent):
        accept_draft(agreement, by=person)
    with pytest.raises(NotPermitted):
        reopen_draft(case.mediation, by=xu, reason="改。")


def test_a_co_mediator_may_sign_and_the_agreement_does_not_wait_for_it(case: Case):
    case.mediating()
    co = seated(case)
    agreement = case.draft()
    for person in (case.cast.complainant, case.cast.respondent):
        accept_draft(agreement, by=person)
    case.sign(co.mediator)
    with pytest.raises(NotLawfulNow):
        case.sign(co.mediator)
    for person in (case.cast.complainant, case.cast.respondent):
        case.sign(person)
    with pytest.raises(NotLawfulNow):
        case.sign(case.cast.secretary)  # the lead has not signed
    case.sign(case.cast.mediator)
    case.sign(case.cast.secretary)
    assert case.state == M.AGREED
    assert sorted(agreement.signatures.values_list("role", flat=True)) == [
        "body",
        "co",
        "mediator",
        "party",
        "party",
    ]
    co.refresh_from_db()
    assert (co.state, co.appointment.end) == (S.LEFT, "concluded")
    assert not Room.objects.open().filter(key__startswith="mediation").exists()
    paper = case.dispute.chain.papers.get(kind="mediation_agreement")
    assert "协同调解员" in paper.html


def test_a_mediation_that_ends_ends_every_office(case: Case):
    case.mediating()
    co = name_beside(case)
    leave_mediation(case.mediation, by=case.cast.respondent)
    co.refresh_from_db()
    assert co.state == S.LEFT
    assert not live_deadlines(co).exists()
    with pytest.raises(NotLawfulNow):
        accept_co_office(co, by=co.mediator, has_interest=False)


def test_not_more_than_the_rule_says_and_each_with_a_reason(case: Case):
    third(case)
    fourth = User.objects.create(email="fourth@cast.example", name="丁")
    Membership.objects.create(
        user=fourth, organisation=case.cast.mediation_body, role=Role.MEDIATOR, starts_on="2020-01-01"
    )
    case.entries.append(list_mediator(case.cast.mediation_body, mediator=fourth, by=case.cast.secretary))
    case.mediating()
    with pytest.raises(NotValid):
        name_beside(case, reason=" ")
    with pytest.raises(NotValid):
        name_beside(case, 0)  # leads already
    assert name_beside(case) == name_beside(case)  # pressed twice
    name_beside(case, 2)
    with pytest.raises(NotLawfulNow):
        name_beside(case, 3)


def test_who_declines_is_not_named_again(case: Case):
    case.mediating()
    co = name_beside(case)
    decline_co_office(co, by=co.mediator, reason="没有时间。")
    with pytest.raises(NotValid):
        name_beside(case)


def test_the_turn_in_session_is_of_all_who_mediate(case: Case):
    case.mediating()
    co = seated(case)
    turn = Turn.objects.open().get(dispute=case.dispute)
    assert set(turn.holders.values_list("user", flat=True)) == {case.cast.mediator.pk, co.mediator.pk}


def test_named_by_the_page_disclosed_and_waived_by_theirs(case: Case):
    case.mediating()
    pk, cast = case.mediation.pk, case.cast
    qin, xu, li = (login(Client(), who) for who in (cast.secretary, cast.second_mediator, cast.complainant))
    add = reverse("mediation:name_co_mediator", args=[pk])
    given = {"entry": case.entries[1].pk, "reason": "懂设计。"}
    assert qin.get(add).status_code == 200
    assert qin.post(add, given).status_code == 302
    assert li.get(add).status_code == 403
    assert login(Client(), cast.outsider).get(add).status_code == 404
    co = CoMediator.objects.get()
    desk = xu.get(reverse("mediation:desk", args=[pk])).content.decode()
    assert "接受并披露" in desk
    disclose = reverse("mediation:co_disclose", args=[pk, co.pk])
    assert li.get(disclose).status_code == 403
    assert xu.post(disclose, {"answer": "accept"}).status_code == 302
    page = li.get(reverse("mediation:room", args=[pk])).content.decode()
    assert "许国华" in page
    assert "懂设计。" in page
    challenge = reverse("mediation:co_challenge", args=[pk, co.pk])
    assert li.post(challenge, {"answer": "waive"}).status_code == 302
    assert li.post(challenge, {"answer": "waive"}).status_code == 409
    co.refresh_from_db()
    assert co.state == S.CHALLENGEABLE


def test_whoever_sits_beside_discloses_later_too_and_not_for_the_one_who_leads(case: Case):
    co = seated(case.mediating())
    told = add_disclosure(case.mediation, by=co.appointment.mediator, text="讲过一次课。")
    assert told.appointment == co.appointment
    assert add_disclosure(case.mediation, by=co.appointment.mediator, text="讲过一次课。") == told
    leave_co_office(co, by=co.appointment.mediator, reason="生病。")
    with pytest.raises(NotPermitted):
        add_disclosure(case.mediation, by=co.appointment.mediator, text="又想起一件事。")


def test_whoever_is_only_named_beside_has_nothing_to_add_yet(case: Case):
    co = name_beside(case.mediating())
    with pytest.raises(NotPermitted):
        add_disclosure(case.mediation, by=co.appointment.mediator, text="讲过一次课。")
