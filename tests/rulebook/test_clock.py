"""What is due fires exactly once, whoever looks, whatever breaks."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from rulebook import clock
from rulebook.models import Deadline, Rule
from rulebook.selectors import failing_deadlines
from rulebook.services import pause_deadline, set_deadline

pytestmark = pytest.mark.django_db

LONG_AGO = timezone.now() - timedelta(days=400)


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test registers its own kinds."""
    monkeypatch.setattr(clock, "_handlers", {})
    monkeypatch.setattr(clock, "_locks", {})
    yield


def matter(code: str = "a_matter") -> Rule:
    return Rule.objects.create(code=code)


def overdue(subject: Rule, kind: str = "case.answer") -> Deadline:
    return set_deadline(subject, kind, "respondent_answer", start=LONG_AGO)


def test_what_is_due_fires_and_what_is_not_waits():
    fired = []
    clock.on_due("case.answer")(lambda deadline: fired.append(deadline.pk))
    due, waiting = overdue(matter()), set_deadline(matter("b"), "case.answer", "respondent_answer")
    assert clock.tick() == 1
    assert fired == [due.pk]
    assert clock.tick() == 0
    assert clock.tick(now=waiting.due_at) == 1
    assert fired == [due.pk, waiting.pk]


def test_it_fires_at_its_due_minute_and_not_a_second_before():
    clock.on_due("case.answer")(lambda deadline: None)
    deadline = set_deadline(matter(), "case.answer", "respondent_answer")
    assert clock.tick(now=deadline.due_at - timedelta(seconds=1)) == 0
    assert clock.tick(now=deadline.due_at) == 1


def test_a_paused_or_cancelled_deadline_does_not_fire():
    clock.on_due("case.answer")(lambda deadline: None)
    paused, cancelled = overdue(matter()), overdue(matter("b"))
    pause_deadline(paused)
    Deadline.objects.filter(pk=cancelled.pk).update(cancelled_at=timezone.now())
    assert clock.tick() == 0
    assert clock.fire(cancelled.pk) is False


def test_a_failing_handler_leaves_no_trace_stops_nobody_and_is_tried_again():
    def break_down(deadline: Deadline) -> None:
        Rule.objects.create(code="half_done")
        raise RuntimeError("the handler broke")

    clock.on_due("broken")(break_down)
    clock.on_due("sound")(lambda deadline: None)
    broken = overdue(matter(), "broken")
    overdue(matter("b"), "sound")
    now = timezone.now()
    assert clock.tick(now=now) == 1
    assert not Rule.objects.filter(code="half_done").exists()
    broken.refresh_from_db()
    assert (broken.fired_at, broken.failures, broken.retry_at) == (None, 1, now + timedelta(minutes=1))
    assert "the handler broke" in broken.last_error
    assert list(failing_deadlines()) == [broken]
    assert clock.tick(now=now + timedelta(seconds=59)) == 0
    clock.tick(now=now + timedelta(minutes=1))
    broken.refresh_from_db()
    assert (broken.failures, broken.retry_at) == (2, now + timedelta(minutes=3))
    clock._handlers["broken"] = lambda deadline: None
    assert clock.tick(now=now + timedelta(minutes=3)) == 1
    assert list(failing_deadlines()) == []


def test_a_deadline_without_a_handler_is_visible_as_failing():
    forgotten = overdue(matter(), "forgotten")
    assert clock.tick() == 0
    forgotten.refresh_from_db()
    assert "NoHandler: forgotten" in forgotten.last_error


def test_a_busy_subject_is_left_for_the_next_round_without_blame():
    clock.on_due("case.answer")(lambda deadline: None)
    is_free = False
    clock.lock_subject("rulebook.Rule")(lambda pk: is_free)
    deadline = overdue(matter())
    assert clock.tick() == 0
    deadline.refresh_from_db()
    assert (deadline.fired_at, deadline.failures) == (None, 0)
    is_free = True
    assert clock.tick() == 1


def test_when_the_thing_happens_its_reminders_are_over():
    clock.on_due("case.answer", "case.answer.reminder")(lambda deadline: None)
    deadline = set_deadline(matter(), "case.answer", "respondent_answer", remind_days=[3, 1])
    assert clock.fire(deadline.pk, now=deadline.due_at) is True
    assert clock.tick(now=deadline.due_at) == 0
    assert deadline.reminders.live().count() == 0


def test_reminders_fire_on_their_own_days():
    told = []
    clock.on_due("case.answer.reminder")(lambda deadline: told.append(deadline.days_before))
    deadline = set_deadline(matter(), "case.answer", "respondent_answer", remind_days=[3, 1])
    for reminder in deadline.reminders.order_by("due_at"):
        clock.tick(now=reminder.due_at)
    assert told == [3, 1]


def test_one_kind_has_one_handler():
    clock.on_due("case.answer")(lambda deadline: None)
    with pytest.raises(ValueError):
        clock.on_due("case.answer")(lambda deadline: None)


def test_the_command_runs_one_round():
    told = []
    clock.on_due("case.answer")(told.append)
    deadline = overdue(matter())
    call_command("clock", "--once")
    assert told == [deadline]


@pytest.mark.django_db(transaction=True)
def test_several_clocks_at_once_fire_each_deadline_exactly_once():
    def leave_a_mark(deadline: Deadline) -> None:
        Rule.objects.create(code=f"mark_{deadline.pk}_{threading.get_ident()}")

    clock.on_due("case.answer")(leave_a_mark)
    deadlines = [overdue(matter(f"matter_{n}")) for n in range(12)]
    counts, start = [], threading.Barrier(3)

    def run() -> None:
        start.wait()
        try:
            counts.append(sum(clock.tick() for _ in range(3)))
        finally:
            connection.close()

    clocks = [threading.Thread(target=run) for _ in range(3)]
    for thread in clocks:
        thread.start()
    for thread in clocks:
        thread.join()
    clock.tick()  # what was busy in every round of all three
    marked = [
        code.split("_")[1]
        for code in Rule.objects.filter(code__startswith="mark_").values_list("code", flat=True)
    ]
    assert sorted(map(int, marked)) == sorted(deadline.pk for deadline in deadlines)
    assert sum(counts) <= 12
    assert Deadline.objects.filter(fired_at=None).count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_clock_that_dies_in_the_middle_leaves_the_deadline_to_the_next():
    class Killed(BaseException):
        pass

    def die(deadline: Deadline) -> None:
        Rule.objects.create(code="half_done")
        raise Killed

    clock.on_due("case.answer")(die)
    deadline = overdue(matter())
    with pytest.raises(Killed):
        clock.tick()
    assert transaction.get_autocommit()
    deadline.refresh_from_db()
    assert (deadline.fired_at, Rule.objects.filter(code="half_done").exists()) == (None, False)
    clock._handlers["case.answer"] = lambda deadline: None
    assert clock.tick() == 1
