"""Two and three who mediate together: each discloses, sits in the rooms, and goes without stopping the others."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django_fsm import can_proceed

from accounts.models import Membership, User
from accounts.states import Role
from chat.models import Message, Room
from chat.services import post_message
from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.models import Turn
from docket.selectors import verify_chain
from mediation.models import CoMediator, Mediation
from mediation.services import (
    accept_appointment,
    accept_co_mediator,
    accept_co_office,
    accept_draft,
    accept_mediator,
    add_disclosure,
    appoint_mediator,
    challenge_co_mediator,
    challenge_mediator,
    decide_challenge,
    decide_co_challenge,
    decline_co_office,
    draw_up_record,
    leave_co_office,
    leave_mediation,
    list_mediator,
    make_proposal,
    name_co_mediator,
    reopen_draft,
    resign_as_mediator,
    terminate_mediation,
)
from mediation.states import CO_CLOCKS, CoMediatorState
from mediation.states import MediationState as M
from rulebook import clock
from rulebook.clock import handled_kinds
from rulebook.selectors import live_deadlines
from tests.cast import PASSWORD, login
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


def third(case: Case) -> User:
    person = User.objects.create(email="expert@cast.example", name="方专家")
    person.set_password(PASSWORD)
    person.save()
    Membership.objects.create(
        user=person, organisation=case.cast.mediation_body, role=Role.MEDIATOR, starts_on="2020-01-01"
    )
    case.entries.append(list_mediator(case.cast.mediation_body, mediator=person, by=case.cast.secretary))
    return person


def name_beside(case: Case, n: int = 1, reason: str = "懂设计的专家。") -> CoMediator:
    return name_co_mediator(case.mediation, by=case.cast.secretary, entry=case.entries[n], reason=reason)


def seated(case: Case, n: int = 1) -> CoMediator:
    co = name_beside(case, n)
    accept_co_office(co, by=co.mediator, has_interest=False)
    for person in (case.cast.complainant, case.cast.respondent):
        accept_co_mediator(co, by=person)
    co.refresh_from_db()
    assert co.state == S.SEATED
    return co


def rooms_open_to(case: Case, person: User) -> set[str]:
    rooms = Room.objects.open().filter(
        dispute=case.dispute, members__user=person, members__left_at=None, key__startswith="mediation"
    )
    return {room.key.split(":", 2)[2].split(":")[0] for room in rooms}


ALL_ROOMS = {"joint", "caucus", "deliberation"}


def test_who_sits_beside_has_a_seat_in_all_rooms_and_hears_nothing_from_before(case: Case):
    case.mediating()
    post_message(case.room(case.wang), by=case.cast.respondent, text="此前的话", client_id="a")
    co = seated(case)
    assert rooms_open_to(case, co.mediator) == ALL_ROOMS
    assert rooms_open_to(case, case.cast.mediator) == ALL_ROOMS
    assert rooms_open_to(case, case.cast.complainant) == {"joint", "caucus"}
    assert not Message.objects.visible_to(co.mediator).filter(body="此前的话").exists()
    sides = case.room(case.wang).members.current().values_list("side", flat=True)
    assert sorted(sides) == ["neutral", "neutral", "respondent"]


def test_the_deliberation_room_is_for_mediators_alone(case: Case):
    case.mediating()
    co = seated(case)
    room = Room.objects.get(kind="deliberation")
    post_message(room, by=co.mediator, text="我看可以各让一步", client_id="a")
    post_message(room, by=case.cast.mediator, text="同意", client_id="b")
    for name in ("complainant", "respondent", "secretary", "handler"):
        assert not Room.objects.visible_to(getattr(case.cast, name)).filter(pk=room.pk).exists()
    page = reverse("mediation:desk", args=[case.mediation.pk])
    assert "我看可以各让一步" in login(Client(), case.cast.mediator).get(page).content.decode()
    assert (
        "合议室"
        not in login(Client(), case.cast.complainant)
        .get(reverse("mediation:room", args=[case.mediation.pk]))
        .content.decode()
    )


def test_one_who_leaves_closes_no_room_to_the_others(case: Case):
    third(case)
    case.mediating()
    first, second = seated(case, 1), seated(case, 2)
    leave_co_office(first, by=first.mediator, reason="出差。")
    assert rooms_open_to(case, first.mediator) == set()
    assert rooms_open_to(case, second.mediator) == ALL_ROOMS
    leave_co_office(second, by=case.cast.secretary, reason="不再需要。")
    assert rooms_open_to(case, case.cast.mediator) == {"joint", "caucus"}
    assert case.state == M.MEDIATING
    assert not Mediation.objects.visible_to(second.mediator).exists()


def test_when_the_lead_goes_the_others_talk_on_until_the_next_comes(case: Case):
    fang = third(case)
    case.mediating()
    co = seated(case)
    resign_as_mediator(case.mediation, by=case.cast.mediator, reason="生病。")
    assert case.state == M.APPOINTING
    assert rooms_open_to(case, case.cast.mediator) == set()
    assert rooms_open_to(case, co.mediator) == ALL_ROOMS
    assert rooms_open_to(case, case.cast.complainant) == {"joint", "caucus"}
    post_message(case.room(), by=co.mediator, text="请两位稍等。", client_id="a")
    with pytest.raises(NotPermitted):
        make_proposal(case.mediation, by=case.cast.mediator, terms=[case.term()])
    with pytest.raises(NotLawfulNow):
        make_proposal(case.mediation, by=co.mediator, terms=[case.term()])
    appoint_mediator(case.mediation, by=case.cast.secretary, entry=case.entries[2])
    accept_appointment(case.mediation, by=fang, has_interest=False)
    assert rooms_open_to(case, fang) == set()
    for person in (case.cast.complainant, case.cast.respondent):
        accept_mediator(case.mediation, by=person)
    assert rooms_open_to(case, fang) == ALL_ROOMS
    assert not Message.objects.visible_to(fang).filter(body="请两位稍等。").exists()
    assert verify_chain(case.dispute.chain) == []


def test_when_the_last_of_them_goes_too_the_rooms_close(case: Case):
    case.mediating()
    co = seated(case)
    resign_as_mediator(case.mediation, by=case.cast.mediator, reason="生病。")
    leave_co_office(co, by=co.mediator, reason="也走。")
    assert not Room.objects.open().filter(key__startswith="mediation").exists()


def test_a_challenged_lead_is_out_while_the_others_go_on(case: Case):
    case.mediating()
    co = seated(case)
    challenge_mediator(case.mediation, by=case.cast.respondent, ground="recusal.interest", reasons="兼职。")
    assert rooms_open_to(case, case.cast.mediator) == set()
    assert rooms_open_to(case, co.mediator) == ALL_ROOMS
    decide_challenge(
        case.mediation,
        by=case.cast.secretary,
        is_upheld=False,
        reasons="没有材料。",
        refusal="challenge_refused.not_shown",
    )
    assert rooms_open_to(case, case.cast.mediator) == ALL_ROOMS


@pytest.mark.parametrize("is_upheld", [True, False])
def test_a_challenged_co_mediator_is_out_until_the_body_decides(case: Case, is_upheld):
    case.mediating()
    co = seated(case)
    challenge_co_mediator(co, by=case.cast.respondent, ground="recusal.interest", reasons="兼职。")
    assert (rooms_open_to(case, co.mediator), case.state) == (set(), M.MEDIATING)
    assert rooms_open_to(case, case.cast.mediator) == {"joint", "caucus"}
    refusal = "" if is_upheld else "challenge_refused.not_shown"
    decide_co_challenge(co, by=case.cast.secretary, is_upheld=is_upheld, reasons="查明。", refusal=refusal)
    assert rooms_open_to(case, co.mediator) == (set() if is_upheld else ALL_ROOMS)
    assert case.dispute.chain.papers.filter(kind="challenge_decision").count() == 1
    with pytest.raises(NotLawfulNow):
        challenge_co_mediator(co, by=case.cast.respondent, ground="recusal.interest", reasons="再来。")


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
