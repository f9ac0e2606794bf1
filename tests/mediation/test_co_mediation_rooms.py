"""Who mediates together sits in the rooms together: who comes, goes or is challenged closes none to the others."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from chat.models import Message, Room
from chat.services import post_message
from disputes.exceptions import NotLawfulNow, NotPermitted
from docket.selectors import verify_chain
from mediation.models import Mediation
from mediation.services import (
    accept_appointment,
    accept_mediator,
    appoint_mediator,
    challenge_co_mediator,
    challenge_mediator,
    decide_challenge,
    decide_co_challenge,
    leave_co_office,
    make_proposal,
    resign_as_mediator,
)
from mediation.states import MediationState as M
from tests.cast import login
from tests.mediation.beside import seated, third
from tests.mediation.cases import Case


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
