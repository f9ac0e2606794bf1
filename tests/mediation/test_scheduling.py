"""A time is put forward, answered, fixed, moved and called off; and what happens when nobody moves."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_fsm import can_proceed

from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.models import TurnHolder
from docket.selectors import opened, verify_chain
from mediation.models import Session
from mediation.selectors import best_of, session_errands, weigh
from mediation.services import (
    cancel_session,
    challenge_mediator,
    fix_session,
    leave_mediation,
    move_session,
    propose_session,
)
from mediation.states import SessionState as S
from notices.models import Happening, Notice, OutboxMessage
from proceedings.selectors import errands_of, where_it_stands
from rulebook.clock import handled_kinds
from rulebook.selectors import live_deadlines
from tests.mediation.cases import Case
from tests.mediation.sessions import chosen, evening, fixed, proposed, says

ALLOWED = {
    "fix": {S.PROPOSED: S.FIXED},
    "move": {S.FIXED: S.FIXED},
    "cancel": {S.PROPOSED: S.CANCELLED, S.FIXED: S.CANCELLED},
    "hold": {S.FIXED: S.HELD},
    "adjourn": {S.FIXED: S.ADJOURNED},
    "miss": {S.FIXED: S.NOT_HELD},
}
NOW = timezone.now()
SPAN = {"starts_at": NOW, "ends_at": NOW + timedelta(hours=1)}
GIVEN = {
    "fix": SPAN,
    "move": SPAN,
    "hold": {"began_at": NOW, "ended_at": NOW},
    "adjourn": {"began_at": NOW, "ended_at": NOW},
}


@pytest.mark.parametrize("verb", ALLOWED)
@pytest.mark.parametrize("state", S.values)
def test_each_verb_is_lawful_exactly_where_the_table_says(state, verb):
    session = Session(state=state)
    assert can_proceed(getattr(session, verb)) == (state in ALLOWED[verb])
    if state in ALLOWED[verb]:
        getattr(session, verb)(**GIVEN.get(verb, {}))
        assert session.state == ALLOWED[verb][state]


def test_the_table_names_every_verb():
    found = {t.name for t in Session._meta.get_field("state").get_all_transitions(Session)}
    assert found == set(ALLOWED)


def test_every_waiting_state_has_a_clock_and_a_way_out_in_silence():
    kinds = {f"mediation.session.{name}" for name in ("proposed", "proposed.reminder", "fixing", "fixed")}
    assert kinds | {"mediation.session.first_reminder", "mediation.session.last_reminder"} <= handled_kinds()


def holders() -> set[str]:
    return {str(held.party or held.user) for held in TurnHolder.objects.filter(turn__finished=None)}


def running(session: Session) -> set[str]:
    return {deadline.kind.removeprefix("mediation.session.") for deadline in live_deadlines(session)}


def told(person) -> list[str]:
    return list(Happening.objects.filter(user=person).order_by("pk").values_list("text", flat=True))


def test_parties_asked_for_times_hold_the_turn_until_they_have_answered(case: Case):
    case.mediating()
    session = proposed(case)
    assert holders() == {"陈静", str(case.li), str(case.wang)}
    [errand] = errands_of(case.cast.complainant)
    assert (errand.what, errand.deadline.kind) == ("选会议时间", "mediation.session.proposed")
    assert where_it_stands(case.dispute, case.cast.respondent).what == "选会议时间"
    says(session, case.cast.complainant, "yes", "no")
    assert holders() == {"陈静", str(case.wang)}
    assert errands_of(case.cast.complainant) == []


def test_a_time_to_which_all_say_yes_is_fixed_at_once_and_served(case: Case):
    case.mediating()
    session = proposed(case)
    says(session, case.cast.complainant, "yes", "yes")
    before = Notice.objects.count()
    says(session, case.cast.respondent, "no", "yes")
    session.refresh_from_db()
    assert (session.state, session.starts_at) == (S.FIXED, evening(6)[0])
    assert running(session) == {"fixed", "first_reminder", "last_reminder"}
    served = Notice.objects.order_by("pk")[before:]
    assert {(n.paper.title, n.addressee_name) for n in served} == {
        ("调解会议通知书", "李小雨"),
        ("调解会议通知书", "王强"),
    }
    html = served[0].paper.html
    assert "19:30–20:30" in html and "陈静" in html and "满2次" in html
    for person in (case.cast.complainant, case.cast.respondent, case.cast.mediator):
        assert told(person)[-1].startswith("调解会议时间已定：")
    mail = OutboxMessage.objects.filter(address=case.cast.complainant.email, text__contains="calendar.ics")
    assert mail.count() == 1
    assert case.room().messages.filter(body__startswith="会议时间已定").count() == 1
    assert verify_chain(case.dispute.chain) == []


def test_without_a_yes_of_all_the_mediator_is_shown_the_best_and_fixes(case: Case):
    case.mediating()
    session = proposed(case, days=(5, 6, 7))
    says(session, case.cast.complainant, "yes", "if", "yes", own_times=[evening(8)])
    says(session, case.cast.respondent, "no", "if", "if", "no")
    session.refresh_from_db()
    assert (session.state, running(session)) == (S.PROPOSED, {"fixing"})
    weighed = weigh(session)
    assert [one.time.starts_at.day for one in weighed] == [evening(n)[0].day for n in (7, 6, 5, 8)]
    assert best_of(weighed).time.starts_at == evening(7)[0]
    assert [errand.what for errand in session_errands(case.cast.mediator)] == ["确定会议时间"]
    with pytest.raises(NotPermitted):
        fix_session(session, by=case.cast.respondent, time=session.times.first())
    assert chosen(session, case, 2).starts_at == evening(7)[0]


def test_an_answer_may_be_changed_until_all_have_answered_and_not_after(case: Case):
    case.mediating()
    session = proposed(case)
    says(session, case.cast.complainant, "no", "no")
    says(session, case.cast.complainant, "yes", "if")
    says(session, case.cast.complainant, "yes", "if")
    entries = case.dispute.chain.entries.filter(verb="mediation.session_answered")
    assert entries.count() == 2
    assert opened(entries.first()) == {"mediation": case.mediation.pk, "session": str(session.key)}
    says(session, case.cast.respondent, "if", "if")
    with pytest.raises(NotLawfulNow):
        says(session, case.cast.complainant, "no", "no")


def test_what_cannot_be_put_forward_is_refused_with_a_reason(case: Case):
    case.mediating()
    clock = live_deadlines(case.mediation).get(kind="mediation.mediation.mediating")
    starts, ends = evening(5)
    after = (clock.due_at + timedelta(hours=1), clock.due_at + timedelta(hours=2))
    fixed(case, days=4)
    for times in (
        [],
        [evening(n) for n in range(1, 7)],
        [evening(-1)],
        [(starts, starts)],
        [(starts, starts + timedelta(hours=9))],
        [(starts, ends), (starts, ends + timedelta(hours=1))],
        [after],
        [evening(4)],
    ):
        with pytest.raises(NotValid):
            propose_session(case.mediation, by=case.cast.mediator, times=times, party=case.li)
    for way, place in (("video", "http://meet.example"), ("place", " "), ("fax", "1")):
        with pytest.raises(NotValid):
            propose_session(
                case.mediation, by=case.cast.mediator, times=[evening(5)], way=way, place=place, party=case.li
            )
    with pytest.raises(NotPermitted):
        propose_session(case.mediation, by=case.cast.secretary, times=[evening(5)])
    with pytest.raises(NotLawfulNow):  # one at a time
        propose_session(case.mediation, by=case.cast.mediator, times=[evening(6)])


def test_short_notice_is_lawful_only_when_all_say_yes(case: Case):
    case.mediating()
    session = proposed(case, days=(1, 2))
    says(session, case.cast.complainant, "if", "yes")
    says(session, case.cast.respondent, "yes", "if")
    with pytest.raises(NotValid):
        chosen(session, case)
    cancel_session(session, by=case.cast.mediator, reason="都来不及")
    assert fixed(case, days=1).state == S.FIXED


def test_silence_has_nothing_against_a_time_and_the_clock_fixes_it(case: Case, travel, tick):
    case.mediating()
    session = proposed(case, days=(1, 12))
    says(session, case.cast.complainant, "yes", "if")
    travel.to(live_deadlines(session).get().due_at)
    travel.by(minutes=1)
    tick()
    session.refresh_from_db()
    assert (session.state, running(session)) == (S.PROPOSED, {"fixing"})
    assert told(case.cast.mediator)[-1] == "会议时间已经征求完毕，请确定"
    travel.to(live_deadlines(session).get().due_at)
    travel.by(minutes=1)
    tick()
    session.refresh_from_db()
    assert (session.state, session.starts_at) == (S.FIXED, session.times.last().starts_at)


@pytest.mark.parametrize("answer", [None, "no"])
def test_without_any_answer_or_with_a_no_the_clock_calls_it_off(case: Case, travel, tick, answer):
    case.mediating()
    session = proposed(case, days=(12,))
    if answer:
        says(session, case.cast.complainant, answer)
    for _ in range(2):
        travel.to(live_deadlines(session).get().due_at)
        travel.by(minutes=1)
        tick()
    session.refresh_from_db()
    assert session.state == S.CANCELLED
    assert not live_deadlines(session).exists()
    assert "没有找到各方都合适的时间" in told(case.cast.respondent)[-1]


def test_only_who_has_not_answered_is_reminded_to(case: Case, travel, tick):
    case.mediating()
    session = proposed(case, days=(12,))
    says(session, case.cast.complainant, "yes")
    clock = live_deadlines(session).get()
    travel.to(clock.reminders.live().get().due_at)
    travel.by(minutes=1)
    tick()
    assert told(case.cast.respondent)[-1] == f"{clock.due_on} 到期：选会议时间"
    assert "到期" not in told(case.cast.complainant)[-1]


def test_a_word_goes_out_a_day_and_an_hour_before_to_everybody_in_it(case: Case, travel, tick):
    case.mediating()
    case.cast.respondent.phone = "+8613800000009"
    case.cast.respondent.save()
    session = fixed(case)
    for hours in (24, 1):
        Happening.objects.all().delete()
        travel.to(session.starts_at - timedelta(hours=hours, minutes=1))
        tick()
        assert not Happening.objects.exists()
        travel.by(minutes=2)
        tick()
        for person in (case.cast.complainant, case.cast.respondent, case.cast.mediator):
            assert [text.startswith("请记得：") for text in told(person)] == [True]
        assert not told(case.cast.secretary)
    texts = OutboxMessage.objects.filter(means="sms", address="+8613800000009", text__contains="请记得")
    assert texts.count() == 2


def test_a_moved_session_has_a_new_notice_new_clocks_and_its_reason(case: Case, travel):
    case.mediating()
    session = fixed(case)
    starts_at, ends_at = evening(9)
    for reason, span in (("", evening(9)), ("太早", evening(1)), ("过去", evening(-1))):
        with pytest.raises(NotValid):
            move_session(session, by=case.cast.mediator, starts_at=span[0], ends_at=span[1], reason=reason)
    for _ in range(2):  # pressed twice
        moved = move_session(
            session, by=case.cast.mediator, starts_at=starts_at, ends_at=ends_at, reason="调解员出差"
        )
    assert (moved.state, moved.sequence, moved.starts_at) == (S.FIXED, 2, starts_at)
    papers = case.dispute.chain.papers.filter(title="调解会议通知书")
    assert papers.count() == 2
    assert "原因：调解员出差" in papers.last().html
    assert told(case.cast.respondent)[-1].endswith("原因：调解员出差")
    assert running(moved) == {"fixed", "first_reminder", "last_reminder"}
    record = live_deadlines(moved).get(kind="mediation.session.fixed")
    assert record.started_at == ends_at


def test_a_cancelled_session_is_told_with_its_reason_and_its_clocks_stop(case: Case):
    case.mediating()
    session = fixed(case)
    for _ in range(2):
        cancel_session(session, by=case.cast.mediator, reason="停电")
    session.refresh_from_db()
    assert (session.state, session.sequence) == (S.CANCELLED, 2)
    assert not live_deadlines(session).exists()
    assert told(case.cast.complainant)[-1].endswith("的会议取消：停电")
    assert told(case.cast.complainant).count(told(case.cast.complainant)[-1]) == 1


@pytest.mark.parametrize("how", ["leave", "challenge"])
def test_nobody_is_to_come_in_vain_when_the_talk_ends_or_stands_still(case: Case, how):
    case.mediating()
    session = fixed(case)
    if how == "leave":
        leave_mediation(case.mediation, by=case.cast.respondent)
    else:
        challenge_mediator(
            case.mediation, by=case.cast.respondent, ground="recusal.interest", reasons="他在对方公司兼职。"
        )
    session.refresh_from_db()
    assert session.state == S.CANCELLED
    assert not live_deadlines(session).exists()
    assert any("的会议取消" in text for text in told(case.cast.complainant))
    assert verify_chain(case.dispute.chain) == []
