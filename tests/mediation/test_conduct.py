"""A complaint about a mediator's conduct: heard, decided, and nowhere in the case."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.core import serializers
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_fsm import can_proceed

from chat.services import post_message
from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from docket.models import Entry
from docket.selectors import opened, verify_chain
from mediation.models import ConductComplaint
from mediation.services import (
    answer_conduct_complaint,
    complain_of_conduct,
    decide_conduct_complaint,
    leave_mediation,
    make_proposal,
    withdraw_conduct_complaint,
)
from mediation.states import CONDUCT_CLOCKS
from mediation.states import ConductState as S
from rulebook import clock
from rulebook.clock import handled_kinds
from rulebook.selectors import live_deadlines
from tests.cast import login
from tests.mediation.beside import seated
from tests.mediation.cases import Case

TOLD = "他说不签就让平台封我的号，青瓷色的门口说的"
ALLOWED = {
    "end_hearing": {S.HEARING: S.DECIDING},
    "uphold": {S.DECIDING: S.UPHELD},
    "dismiss": {S.DECIDING: S.DISMISSED},
    "lapse": {S.DECIDING: S.UNDECIDED},
    "withdraw": {S.HEARING: S.WITHDRAWN, S.DECIDING: S.WITHDRAWN},
}


@pytest.mark.parametrize("verb", ALLOWED)
@pytest.mark.parametrize("state", S.values)
def test_each_verb_is_lawful_exactly_where_the_table_says(state, verb):
    complaint = ConductComplaint(state=state)
    assert can_proceed(getattr(complaint, verb)) == (state in ALLOWED[verb])


def test_every_waiting_state_has_a_clock_and_a_way_out_in_silence():
    assert set(CONDUCT_CLOCKS) == {S.HEARING, S.DECIDING}
    assert {f"mediation.conductcomplaint.{state}" for state in CONDUCT_CLOCKS} <= handled_kinds()


@pytest.fixture
def complaint(case: Case) -> ConductComplaint:
    case.mediating()
    return complain(case)


def complain(case: Case, text: str = TOLD) -> ConductComplaint:
    return complain_of_conduct(
        case.mediation,
        by=case.cast.complainant,
        appointment=case.mediation.appointment,
        ground="conduct.pressure",
        text=text,
    )


def test_heard_then_decided_with_reasons_and_both_are_told(case: Case, complaint, chief):
    answer_conduct_complaint(complaint, by=case.cast.mediator, statement="没有说过。")
    found = decide_conduct_complaint(complaint, by=chief, is_upheld=True, reasons="两次会谈记录相符。")
    assert (found.state, found.decided_by) == (S.UPHELD, chief)
    told = [
        person.happenings.filter(url=reverse("mediation:conduct_show", args=[complaint.pk])).count()
        for person in (case.cast.complainant, case.cast.mediator, case.cast.respondent, case.cast.secretary)
    ]
    assert told == [1, 2, 0, 0]
    verbs = list(complaint.chain.entries.order_by("seq").values_list("verb", flat=True))
    assert verbs == [f"mediation.conduct_{what}" for what in ("complained", "answered", "upheld")]
    assert verify_chain(complaint.chain) == []
    assert not live_deadlines(found).exists()


def test_the_case_itself_knows_nothing_of_it(case: Case, complaint, chief):
    decide_after_silence(complaint, chief)
    assert not case.dispute.chain.entries.filter(verb__contains="conduct").exists()
    assert TOLD not in json.dumps([opened(e) for e in case.dispute.chain.entries.all()], ensure_ascii=False)
    rows = [
        serializers.serialize("json", model._base_manager.all(), ensure_ascii=False)
        for model in apps.get_models()
        if model is not ConductComplaint
    ]
    assert TOLD not in "\n".join(rows)
    assert TOLD not in json.dumps(list(Entry.objects.values_list("facts", flat=True)), ensure_ascii=False)


def decide_after_silence(complaint, chief):
    with time_machine.travel(live_deadlines(complaint).get().due_at + timedelta(seconds=1)):
        clock.tick()
        return decide_conduct_complaint(complaint, by=chief, is_upheld=False, reasons="没有证据。")


def test_the_other_side_and_the_secretary_find_nothing(case: Case, complaint, chief):
    page = reverse("mediation:conduct_show", args=[complaint.pk])
    seen = {
        "complainant": 200,
        "mediator": 200,
        "respondent": 404,
        "secretary": 404,
        "second_mediator": 404,
        "handler": 404,
        "outsider": 404,
    }
    for name, status in seen.items():
        assert login(Client(), getattr(case.cast, name)).get(page).status_code == status, name
    assert login(Client(), chief).get(page).status_code == 200
    assert Client().get(page).status_code == 302
    wang = login(Client(), case.cast.respondent)
    for address in (reverse("mediation:room", args=[case.mediation.pk]), reverse("mediation:conduct")):
        body = wang.get(address).content.decode()
        assert TOLD not in body
        assert f"/conduct/{complaint.pk}/" not in body


def test_only_whoever_it_is_may(case: Case, complaint, chief):
    for person in (case.cast.respondent, case.cast.secretary, chief):
        with pytest.raises(NotPermitted):
            answer_conduct_complaint(complaint, by=person, statement="不是我。")
    answer_conduct_complaint(complaint, by=case.cast.mediator, statement="没有。")
    for person in (case.cast.secretary, case.cast.mediator, case.cast.supervisor):
        with pytest.raises(NotPermitted):
            decide_conduct_complaint(complaint, by=person, is_upheld=False, reasons="不成立。")
    with pytest.raises(NotValid):
        decide_conduct_complaint(complaint, by=chief, is_upheld=False, reasons=" ")
    with pytest.raises(NotPermitted):
        withdraw_conduct_complaint(complaint, by=case.cast.respondent)
    with pytest.raises(NotPermitted):
        complain_of_conduct(
            case.mediation,
            by=case.cast.mediator,
            appointment=case.mediation.appointment,
            ground="conduct.other",
            text="x",
        )


def test_the_supervisor_waits_until_the_mediator_could_speak(case: Case, complaint, chief):
    with pytest.raises(NotLawfulNow):
        decide_conduct_complaint(complaint, by=chief, is_upheld=True, reasons="成立。")


def test_silence_of_the_supervisor_holds_nothing_against_the_mediator(case: Case, complaint):
    for _times in range(2):
        with time_machine.travel(live_deadlines(complaint).get().due_at + timedelta(seconds=1)):
            clock.tick()
    complaint.refresh_from_db()
    assert complaint.state == S.UNDECIDED
    assert case.cast.complainant.happenings.filter(text__contains="司法行政部门").exists()


def test_pressed_twice_is_one_complaint_and_withdrawn_is_over(case: Case, complaint):
    assert complain(case) == complaint
    withdraw_conduct_complaint(complaint, by=case.cast.complainant)
    with pytest.raises(NotLawfulNow):
        answer_conduct_complaint(complaint, by=case.cast.mediator, statement="没有。")
    assert complain(case) != complaint


def test_after_the_end_there_is_time_and_then_there_is_none(case: Case):
    case.mediating()
    leave_mediation(case.mediation, by=case.cast.respondent)
    case.mediation.refresh_from_db()
    with time_machine.travel(timezone.now() + timedelta(days=61)), pytest.raises(NotLawfulNow):
        complain(case)
    assert complain(case).state == S.HEARING


def test_by_the_pages(case: Case, chief):
    case.mediating()
    li, chen, luo = (login(Client(), who) for who in (case.cast.complainant, case.cast.mediator, chief))
    add = reverse("mediation:conduct_add", args=[case.mediation.pk])
    assert "投诉调解员" in li.get(reverse("mediation:room", args=[case.mediation.pk])).content.decode()
    assert li.get(add).status_code == 200
    assert li.post(add, {"ground": "conduct.leak"}).status_code == 422
    given = {"appointment": case.mediation.appointment.pk, "ground": "conduct.leak", "text": TOLD}
    assert li.post(add, given).status_code == 302
    page = reverse("mediation:conduct_show", args=[ConductComplaint.objects.get().pk])
    assert chen.post(page, {"statement": "没有说过。"}).status_code == 302
    assert li.post(page, {"answer": "uphold", "reasons": "成立"}).status_code == 403
    assert luo.post(page, {"answer": "uphold"}).status_code == 422
    assert luo.post(page, {"answer": "uphold", "reasons": "两人陈述一致。"}).status_code == 302
    assert "两人陈述一致。" in li.get(page).content.decode()


MARKERS = {"joint": "全体会谈里的雨花石", "caucus": "单独会谈里的孔雀蓝", "deliberation": "合议室里的松花江"}


def test_supervisor_and_secretary_read_no_word_of_any_room_on_any_page(case: Case, chief):
    case.mediating()
    seated(case)
    for room in case.dispute.rooms.filter(key__startswith="mediation"):
        post_message(room, by=case.cast.mediator, text=MARKERS[room.kind], client_id=f"m{room.pk}")
    proposal = make_proposal(
        case.mediation, by=case.cast.mediator, terms=[case.term()], message="方案里的银杏"
    )
    case.draft()
    complaint = complain(case)
    pk, reference = case.mediation.pk, case.dispute.reference
    entry = case.entries[0].pk
    addresses = [
        reverse("mediation:body", args=[pk]),
        reverse("mediation:desk", args=[pk]),
        reverse("mediation:room", args=[pk]),
        reverse("mediation:terminate", args=[pk]),
        reverse("mediation:record", args=[pk]),
        reverse("mediation:agreement", args=[pk]),
        reverse("mediation:caseload"),
        reverse("mediation:conduct"),
        reverse("mediation:conduct_show", args=[complaint.pk]),
        reverse("mediation:board"),
        reverse("mediation:figures", args=[entry]),
        reverse("mediation:figure_cases", args=[entry, "running"]),
        reverse("proceedings:case", args=[reference]),
        reverse("proceedings:inbox"),
        reverse("proceedings:bell"),
    ]
    for person in (chief, case.cast.secretary):
        client = login(Client(), person)
        for address in addresses:
            page = client.get(address, follow=True).content.decode()
            for word in (*MARKERS.values(), proposal.message):
                assert word not in page, (person, address)
