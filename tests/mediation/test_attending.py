"""Who came, who did not, and what follows: explained beforehand, suggested afterwards, never done by itself."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from chat.services import post_message
from chat.signals import room_entered
from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from docket.selectors import opened
from mediation.models import MediationRecord
from mediation.selectors import absences, absent_too_often, facts_for_record, seen_in, session_errands
from mediation.services import (
    draw_up_record,
    excuse_absence,
    explain_absence,
    record_attendance,
    terminate_mediation,
)
from mediation.states import SessionState as S
from notices.models import Happening
from rulebook.selectors import live_deadlines
from tests.cast import login
from tests.mediation.cases import Case
from tests.mediation.sessions import fixed, missed


def last_told(person) -> str:
    return Happening.objects.filter(user=person).latest("pk").text


def test_who_speaks_or_is_connected_at_the_time_has_been_seen(case: Case, travel):
    case.mediating()
    session = fixed(case)
    room_entered.send(type(case.room()), room=case.room(), user=case.cast.respondent)
    post_message(case.room(), by=case.cast.complainant, text="先到了", client_id="early")
    assert seen_in(session) == []
    travel.to(session.starts_at - timedelta(minutes=20))
    room_entered.send(type(case.room()), room=case.room(), user=case.cast.respondent)
    assert seen_in(session) == [case.wang.pk]
    room_entered.send(type(case.room()), room=case.room(case.li), user=case.cast.complainant)  # her caucus
    assert seen_in(session) == [case.wang.pk]
    travel.to(session.starts_at + timedelta(minutes=2))
    post_message(case.room(), by=case.cast.complainant, text="我在", client_id="here")
    assert seen_in(session) == [case.li.pk, case.wang.pk]


def test_a_held_session_goes_into_the_record_with_who_came(case: Case, travel):
    case.mediating()
    session = fixed(case)
    everybody = {case.li.pk: True, case.wang.pk: True}
    with pytest.raises(NotLawfulNow):  # not yet time
        record_attendance(session, by=case.cast.mediator, outcome="held", came=everybody)
    travel.to(session.ends_at + timedelta(minutes=5))
    assert [errand.what for errand in session_errands(case.cast.mediator)] == ["登记会议到场"]
    span = {"began_at": session.starts_at + timedelta(minutes=4), "ended_at": session.ends_at}
    with pytest.raises(NotPermitted):
        record_attendance(session, by=case.cast.complainant, outcome="held", came=everybody, **span)
    for outcome, came, when in (
        ("held", {case.li.pk: True}, span),
        ("cancelled", everybody, span),
        ("held", everybody, {}),
        ("held", everybody, {"began_at": session.ends_at, "ended_at": session.starts_at}),
        ("held", dict.fromkeys(everybody, False), span),
    ):
        with pytest.raises(NotValid):
            record_attendance(session, by=case.cast.mediator, outcome=outcome, came=came, **when)
    for _ in range(2):
        record_attendance(session, by=case.cast.mediator, outcome="held", came=everybody, **span)
    session.refresh_from_db()
    assert session.state == S.HELD
    assert not live_deadlines(session).exists()
    entry = case.dispute.chain.entries.get(verb="mediation.session_held")
    assert opened(entry)["came"] == [case.li.pk, case.wang.pk]
    [said] = facts_for_record(case.mediation)["sessions"]
    assert (said["result"], said["came"], said["absent"]) == ("已经举行", ["李小雨", "王强"], [])
    draw_up_record(case.mediation, by=case.cast.mediator, summary="各自陈述。")
    terminate_mediation(
        case.mediation, by=case.cast.mediator, ground="termination.far_apart", reason="差距大。"
    )
    paper = case.dispute.chain.papers.get(kind="mediation_record")
    assert "到场：李小雨、王强" in paper.html


def test_a_first_absence_is_told_with_what_follows_and_may_be_explained_and_excused(case: Case, travel):
    case.mediating()
    session = missed(case, travel)
    assert session.state == S.NOT_HELD
    assert "会另约时间；无正当理由再不到场，调解可能终止" in last_told(case.cast.respondent)
    assert absences(case.mediation, case.wang) == [session]
    assert absent_too_often(case.mediation) == []
    for _ in range(2):
        explain_absence(session, by=case.cast.respondent, text="孩子发烧，在医院。")
    assert "王强说明了不能到场的理由" in last_told(case.cast.mediator)
    assert Happening.objects.filter(text__contains="说明了不能到场").count() == 1
    with pytest.raises(NotLawfulNow):
        explain_absence(session, by=case.cast.complainant, text="我到了")
    with pytest.raises(NotPermitted):
        excuse_absence(session, by=case.cast.complainant, party=case.wang)
    for _ in range(2):
        excuse_absence(session, by=case.cast.mediator, party=case.wang)
    assert absences(case.mediation, case.wang) == []
    assert case.dispute.chain.entries.filter(verb="mediation.session_absence_excused").count() == 1
    assert facts_for_record(case.mediation)["sessions"][0]["absent"] == [{"name": "王强", "is_excused": True}]


def test_absent_twice_is_suggested_to_the_mediator_with_the_page_filled_in_and_nothing_done(
    case: Case, travel
):
    case.mediating()
    missed(case, travel)
    missed(case, travel)
    assert [party.name for party, _sessions in absent_too_often(case.mediation)] == ["王强"]
    assert "已经2次" in last_told(case.cast.respondent)
    assert case.state == "mediating"
    client = login(Client(), case.cast.mediator)
    desk = client.get(reverse("mediation:desk", args=[case.mediation.pk])).content.decode()
    to = reverse("mediation:terminate", args=[case.mediation.pk]) + "?because=absence"
    assert to in desk
    page = client.get(to).content.decode()
    assert "王强经通知，无正当理由2次没有参加调解会议（" in page
    assert 'value="termination.absent_or_refused"' in page
    assert case.state == "mediating"
    others = login(Client(), case.cast.respondent).get(reverse("mediation:room", args=[case.mediation.pk]))
    assert "because=absence" not in others.content.decode()


def test_an_excused_absence_does_not_count(case: Case, travel):
    case.mediating()
    missed(case, travel)
    missed(case, travel, excused=True)
    assert absent_too_often(case.mediation) == []


@pytest.mark.parametrize("both", [True, False])
def test_when_nothing_is_recorded_the_room_decides_and_nobody_is_blamed(case: Case, travel, tick, both):
    case.mediating()
    session = fixed(case)
    travel.to(session.starts_at + timedelta(minutes=3))
    people = [case.cast.complainant, *([case.cast.respondent] if both else [])]
    for person in people:
        post_message(case.room(), by=person, text="到了", client_id=f"c{person.pk}")
    travel.to(live_deadlines(session).get(kind="mediation.session.fixed").due_at)
    travel.by(minutes=1)
    tick()
    session.refresh_from_db()
    assert session.state == (S.HELD if both else S.NOT_HELD)
    assert absences(case.mediation, case.wang) == []
    assert not live_deadlines(session).exists()


def test_what_was_said_is_in_no_record(case: Case, travel):
    case.mediating()
    session = fixed(case)
    travel.to(session.starts_at + timedelta(minutes=3))
    post_message(case.room(), by=case.cast.complainant, text="紫罗兰的话", client_id="secret")
    record_attendance(
        session, by=case.cast.mediator, outcome="not_held", came={case.li.pk: True, case.wang.pk: False}
    )
    draw_up_record(case.mediation, by=case.cast.mediator, summary="一方未到。")
    assert "紫罗兰" not in str(MediationRecord.objects.get().content)
