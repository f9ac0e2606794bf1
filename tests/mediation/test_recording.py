"""The record of the joint sessions: what may stand in it, and how it is confirmed."""

import pytest
from django.test import Client
from django.urls import reverse

from chat.services import post_message, recall_message
from disputes.exceptions import NotValid
from mediation.models import MediationRecord
from mediation.selectors import joint_lines, parties_to_confirm_record
from mediation.services import confirm_record, draw_up_record, terminate_mediation
from tests.cast import login
from tests.mediation.cases import Case

SAID, SECRET = "我愿意让一步，蓝鲸。", "底线二千二，紫罗兰。"


def talked(case: Case) -> int:
    """Something said to all, and something to the mediator alone. The number of the first."""
    case.mediating()
    said = post_message(case.room(), by=case.cast.respondent, text=SAID, client_id="joint")
    post_message(case.room(case.wang), by=case.cast.respondent, text=SECRET, client_id="caucus")
    return said.seq


def test_only_lines_of_the_joint_room_are_offered(case: Case):
    seq = talked(case)
    assert [(line.seq, line.body) for line in joint_lines(case.mediation, case.cast.mediator)] == [
        (seq, SAID)
    ]
    page = login(Client(), case.cast.mediator).get(reverse("mediation:record", args=[case.mediation.pk]))
    assert SAID in page.content.decode()
    assert SECRET not in page.content.decode()


def test_a_caucus_line_cannot_be_quoted_by_its_number(case: Case):
    talked(case)
    room = case.room(case.wang)
    numbers = set(room.messages.values_list("seq", flat=True)) | {99}
    for seq in numbers - {line.seq for line in joint_lines(case.mediation, case.cast.mediator)}:
        with pytest.raises(NotValid):
            draw_up_record(case.mediation, by=case.cast.mediator, summary="经过。", quoted=[seq])
    for seq in numbers:
        page = login(Client(), case.cast.mediator)
        page.post(
            reverse("mediation:record", args=[case.mediation.pk]), {"summary": "经过。", "quoted": [seq]}
        )
    assert SECRET not in "".join(str(record.content) for record in MediationRecord.objects.all())


def test_what_was_taken_back_is_not_quoted(case: Case):
    seq = talked(case)
    recall_message(case.room().messages.get(seq=seq), by=case.cast.respondent)
    assert joint_lines(case.mediation, case.cast.mediator) == []


def test_quotes_stand_in_the_record_word_for_word(case: Case):
    seq = talked(case)
    record = draw_up_record(
        case.mediation,
        by=case.cast.mediator,
        summary="双方谈了数额。",
        positions="王强愿意多付。",
        explained="说明了司法确认。",
        quoted=[seq],
    )
    assert [(q["seq"], q["who"], q["text"]) for q in record.content["quotes"]] == [(seq, "王强", SAID)]
    terminate_mediation(
        case.mediation, by=case.cast.mediator, ground="termination.far_apart", reason="差太远。"
    )
    paper = case.dispute.chain.papers.get(kind="mediation_record")
    for words in (SAID, "王强愿意多付。", "说明了司法确认。", "没有核对：李小雨、王强"):
        assert words in paper.html


def test_ticked_lines_can_be_put_into_the_summary_to_be_reworded(case: Case):
    seq = talked(case)
    chen = login(Client(), case.cast.mediator)
    page = chen.post(
        reverse("mediation:record", args=[case.mediation.pk]),
        {"summary": "先说了经过。", "quoted": [seq], "summarise": "1"},
    )
    assert page.status_code == 200
    assert page.context["form"].initial["summary"] == f"先说了经过。\n王强：{SAID}"
    assert not MediationRecord.objects.exists()


def test_the_last_version_is_the_one_to_confirm(case: Case):
    talked(case)
    draw_up_record(case.mediation, by=case.cast.mediator, summary="一稿。")
    second = draw_up_record(case.mediation, by=case.cast.mediator, summary="二稿。")
    assert parties_to_confirm_record(case.mediation) == [case.li, case.wang]
    confirm_record(second, by=case.cast.complainant, typed_name="李小雨")
    confirm_record(second, by=case.cast.respondent, objection="时间不对。")
    assert parties_to_confirm_record(case.mediation) == []
    assert [(c.party.name, c.typed_name, c.objection) for c in second.confirmations.order_by("pk")] == [
        ("李小雨", "李小雨", ""),
        ("王强", "", "时间不对。"),
    ]


def test_a_record_is_not_confirmed_without_the_right_name(case: Case):
    talked(case)
    record = draw_up_record(case.mediation, by=case.cast.mediator, summary="一稿。")
    for name in ("", "李小雨"):
        with pytest.raises(NotValid):
            confirm_record(record, by=case.cast.respondent, typed_name=name)
    page = reverse("mediation:record", args=[case.mediation.pk])
    wang = login(Client(), case.cast.respondent)
    assert wang.post(page, {"sha256": record.sha256}).status_code == 422
    assert wang.post(page, {"sha256": record.sha256, "typed_name": "王强"}).status_code == 302
