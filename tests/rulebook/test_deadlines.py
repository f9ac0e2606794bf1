"""A deadline's life: set, replaced, paused, resumed, extended, cancelled, counted again, explained."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from rulebook.computation import BEIJING
from rulebook.exceptions import NoRuleInForce, NotLive
from rulebook.models import CalendarDay, Deadline, Rule
from rulebook.selectors import explain, is_working_day, live_deadlines, next_deadline
from rulebook.services import (
    cancel_deadlines,
    extend_deadline,
    load_calendar_year,
    pause_deadline,
    recompute_provisional,
    resume_deadline,
    set_deadline,
    set_deadline_on,
)

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2026, 2, 13, 10, tzinfo=BEIJING)


@pytest.fixture
def subject() -> Rule:
    """Any row may have deadlines."""
    return Rule.objects.create(code="a_matter")


@pytest.fixture
def other_subject() -> Rule:
    return Rule.objects.create(code="another_matter")


def reminders_of(deadline: Deadline) -> list[str]:
    return [found.due_on.isoformat() for found in deadline.reminders.live().order_by("due_at")]


@time_machine.travel(FRIDAY, tick=False)
def test_a_deadline_is_set_by_its_rule_and_keeps_its_derivation(subject):
    deadline = set_deadline(subject, "case.admission", "samr_accept")
    assert deadline.due_on == date(2026, 3, 2)
    assert deadline.due_at == datetime(2026, 3, 2, 16, tzinfo=UTC)
    assert (deadline.derivation["rule"], deadline.derivation["version"]) == ("samr_accept", 1)
    assert [on for on, _, _ in deadline.derivation["legs"][0]["skipped"]][-1] == "2026-03-01"
    assert Deadline.objects.get(pk=deadline.pk).due_at == deadline.due_at


@time_machine.travel(FRIDAY, tick=False)
def test_a_second_one_of_the_kind_replaces_the_first(subject):
    first = set_deadline(subject, "case.answer", "respondent_answer", remind_days=[3])
    second = set_deadline(subject, "case.answer", "negotiation")
    assert list(live_deadlines(subject)) == [second]
    first.refresh_from_db()
    assert first.cancelled_at is not None
    assert reminders_of(first) == []


def test_the_database_itself_allows_one_live_deadline_of_a_kind(subject):
    deadline = set_deadline(subject, "case.answer", "respondent_answer")
    deadline.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        deadline.save(force_insert=True)


@time_machine.travel(FRIDAY, tick=False)
def test_deadlines_of_another_subject_are_left_alone(subject, other_subject):
    theirs = set_deadline(other_subject, "case.answer", "respondent_answer")
    set_deadline(subject, "case.answer", "respondent_answer")
    assert cancel_deadlines(subject) == 1
    assert list(live_deadlines(other_subject)) == [theirs]


@time_machine.travel(FRIDAY, tick=False)
def test_cancelling_some_kinds_leaves_the_others(subject):
    set_deadline(subject, "case.answer", "respondent_answer", remind_days=[3, 1])
    kept = set_deadline(subject, "case.course", "mediation_course", remind_days=[3])
    assert cancel_deadlines(subject, ["case.answer"]) == 1
    assert list(live_deadlines(subject)) == [kept]
    assert list(Deadline.objects.live().of(subject)) == [kept.reminders.get(), kept]


@time_machine.travel(FRIDAY, tick=False)
def test_the_next_deadline_is_the_nearest_that_runs(subject):
    far = set_deadline(subject, "case.course", "mediation_course")
    near = set_deadline(subject, "case.answer", "respondent_answer")
    assert next_deadline(subject) == near
    pause_deadline(near)
    assert next_deadline(subject) == far
    assert list(live_deadlines(subject)) == [near, far]


@time_machine.travel(datetime(2026, 3, 2, 10, tzinfo=BEIJING), tick=False)
def test_reminders_come_at_nine_and_only_if_still_ahead(subject):
    deadline = set_deadline(subject, "case.answer", "respondent_answer", remind_days=[3, 1, 30])
    assert deadline.due_on == date(2026, 3, 9)
    assert reminders_of(deadline) == ["2026-03-06", "2026-03-08"]
    first = deadline.reminders.order_by("due_at").first()
    assert (first.kind, first.days_before) == ("case.answer.reminder", 3)
    assert first.due_at == datetime(2026, 3, 6, 9, tzinfo=BEIJING)


def test_time_paused_is_not_counted_and_reminders_follow(subject):
    with time_machine.travel(datetime(2026, 3, 2, 10, tzinfo=BEIJING), tick=False) as clock:
        deadline = set_deadline(subject, "case.course", "mediation_course", remind_days=[3])
        assert (deadline.due_on, reminders_of(deadline)) == (date(2026, 4, 1), ["2026-03-29"])
        clock.shift(timedelta(days=10))
        pause_deadline(deadline)
        assert (reminders_of(deadline), deadline.remaining_seconds) == ([], 20 * 86400 + 14 * 3600)
        clock.shift(timedelta(days=7))
        resume_deadline(deadline)
        assert (deadline.due_on, deadline.paused_at) == (date(2026, 4, 8), None)
        assert reminders_of(deadline) == ["2026-04-05"]


def test_working_days_left_at_a_pause_run_again_as_working_days(subject):
    with time_machine.travel(datetime(2026, 4, 28, 10, tzinfo=BEIJING), tick=False) as clock:
        deadline = set_deadline(subject, "case.admission", "samr_accept")
        assert deadline.due_on == date(2026, 5, 11)
        clock.move_to(datetime(2026, 4, 30, 10, tzinfo=BEIJING))  # two of seven counted
        pause_deadline(deadline)
        clock.move_to(datetime(2026, 5, 20, 10, tzinfo=BEIJING))
        resume_deadline(deadline)
        assert deadline.due_on == date(2026, 5, 27)


@time_machine.travel(datetime(2026, 3, 2, 10, tzinfo=BEIJING), tick=False)
def test_what_does_not_run_cannot_be_paused_resumed_or_extended(subject):
    deadline = set_deadline(subject, "case.course", "mediation_course")
    with pytest.raises(NotLive):
        resume_deadline(deadline)
    pause_deadline(deadline)
    for act in (pause_deadline, extend_deadline):
        with pytest.raises(NotLive):
            act(deadline)
    cancel_deadlines(subject)
    with pytest.raises(NotLive):
        resume_deadline(deadline)


EXTENSIONS = [
    ({}, "2026-05-06"),  # 30 more by its own rule: 1 May is a holiday, the first working day is the 6th
    ({"n": 3, "unit": "CD"}, "2026-04-07"),  # 4 April is 清明节, a Saturday, with Sunday and Monday off
    ({"n": 3, "unit": "WD"}, "2026-04-07"),
    ({"rule_id": "respondent_answer"}, "2026-04-08"),
]


@pytest.mark.parametrize("how, due_on", EXTENSIONS)
@time_machine.travel(datetime(2026, 3, 2, 10, tzinfo=BEIJING), tick=False)
def test_an_extension_runs_on_from_the_last_day(subject, how, due_on):
    deadline = set_deadline(subject, "case.course", "mediation_course")
    assert deadline.due_on == date(2026, 4, 1)
    extend_deadline(deadline, **how)
    assert deadline.due_on.isoformat() == due_on


@time_machine.travel(datetime(2026, 3, 2, 10, tzinfo=BEIJING), tick=False)
def test_a_rule_without_extension_cannot_be_extended_by_itself(subject):
    deadline = set_deadline(subject, "case.answer", "respondent_answer")
    with pytest.raises(ValueError):
        extend_deadline(deadline)


@time_machine.travel(datetime(2026, 3, 2, 10, tzinfo=BEIJING), tick=False)
def test_an_agreed_date_is_kept_as_agreed(subject):
    deadline = set_deadline_on(subject, "obligation.due", date(2026, 4, 4), remind_days=[3])
    assert (deadline.due_on, deadline.rule_version) == (date(2026, 4, 4), None)
    assert reminders_of(deadline) == ["2026-04-01"]
    assert explain(deadline) == ["约定的日期是2026年4月4日。", "到期：2026年4月4日 24:00（北京时间）。"]


def test_a_case_is_pinned_to_the_rules_of_its_filing(subject):
    award = datetime(2026, 3, 10, 10, tzinfo=BEIJING)
    before, after = datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 3, 5, tzinfo=UTC)
    old = set_deadline(subject, "award.set_aside", "arb_set_aside", start=award, filed_at=before)
    assert (old.due_on, old.rule_version.version) == (date(2026, 9, 10), 1)
    new = set_deadline(subject, "award.set_aside", "arb_set_aside", start=award, filed_at=after)
    assert (new.due_on, new.rule_version.version) == (date(2026, 6, 10), 2)


def test_a_rule_no_longer_in_force_sets_no_deadline(subject):
    with pytest.raises(NoRuleInForce):
        set_deadline(subject, "x", "samr_term_notice", start=datetime(2026, 5, 1, tzinfo=UTC))
    assert list(live_deadlines(subject)) == []


def test_a_provisional_date_is_counted_again_when_the_notice_arrives(subject):
    with time_machine.travel(datetime(2026, 12, 28, 10, tzinfo=BEIJING), tick=False):
        deadline = set_deadline(subject, "case.admission", "samr_accept", remind_days=[1])
        paused = set_deadline(subject, "case.course", "mediation_course")
        pause_deadline(paused)
        assert (deadline.due_on, deadline.is_provisional) == (date(2027, 1, 7), True)
        assert explain(deadline)[-1] == "2027年的放假安排尚未公布，日期为暂定，公布后重新计算。"
        assert recompute_provisional() == 0
        moved = load_calendar_year(
            2027,
            off=[date(2027, 1, 1), date(2027, 1, 4), date(2027, 1, 5)],
            working=[date(2027, 1, 9)],
            source="a notice for 2027",
        )
        deadline.refresh_from_db()
        assert (moved, deadline.due_on, deadline.is_provisional) == (1, date(2027, 1, 9), False)
        assert reminders_of(deadline) == ["2027-01-08"]
        resume_deadline(paused)
        assert paused.is_provisional is False


def test_a_notice_settles_every_day_of_its_year_and_may_be_corrected():
    load_calendar_year(2027, off=[date(2027, 1, 1)], working=[date(2027, 1, 2)], source="first")
    load_calendar_year(2027, off=[date(2027, 1, 1)], working=[date(2027, 1, 3)], source="second")
    assert CalendarDay.objects.filter(on__year=2027).count() == 365
    assert [is_working_day(date(2027, 1, day)) for day in (1, 2, 3, 4)] == [
        (False, False),
        (False, False),
        (True, False),
        (True, False),
    ]
    assert is_working_day(date(2028, 1, 4)) == (True, True)


@pytest.mark.parametrize(
    "off, working",
    [([date(2026, 12, 31)], []), ([], [date(2028, 1, 1)]), ([date(2027, 1, 1)], [date(2027, 1, 1)])],
)
def test_a_notice_that_contradicts_itself_is_refused(off, working):
    with pytest.raises(ValueError):
        load_calendar_year(2027, off=off, working=working, source="wrong")
    assert CalendarDay.objects.count() == 0


# --- in words -------------------------------------------------------------------------------


def test_a_deadline_explains_itself_in_words(subject):
    with time_machine.travel(datetime(2026, 2, 12, 10, tzinfo=BEIJING), tick=False) as clock:
        deadline = set_deadline(subject, "case.course", "mediation_course")
        assert explain(deadline) == [
            "依据：平台规则（参照在线调解规则 24）（规则 mediation_course 第 1 版）。",
            "从2026年2月12日起30 日，当天不计入。",
            "最后一天遇2026年3月14日至2026年3月15日（周末），顺延到2026年3月16日。",
            "到期：2026年3月16日 24:00（北京时间）。",
        ]
        clock.shift(timedelta(days=1))
        pause_deadline(deadline)
        assert explain(deadline)[-2:] == ["2026年2月13日起中止计算。", "目前中止，恢复后再确定到期日。"]
        clock.shift(timedelta(days=2))
        resume_deadline(deadline)
        extend_deadline(deadline)
        assert explain(deadline)[-3:] == [
            "2026年2月15日恢复计算。",
            "2026年2月15日延长30 日。",
            "到期：2026年4月15日 24:00（北京时间）。",
        ]


def test_skipped_holidays_are_told_with_their_names(subject):
    deadline = set_deadline(subject, "case.admission", "samr_accept", start=FRIDAY)
    assert explain(deadline)[2] == "跳过2026年2月15日至2026年2月23日（春节）、2026年3月1日（周末）。"


def test_hours_are_told_to_the_minute(subject):
    deadline = set_deadline(subject, "incident", "incident_other", start=FRIDAY)
    assert explain(deadline)[1:] == [
        "从2026年2月13日 10:00起4 小时。",
        "到期：2026年2月13日 14:00（北京时间）。",
    ]
