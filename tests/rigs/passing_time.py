"""Time that passes at will, and what happens because it passes."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.db import connection
from django.db.models import Model
from django.utils import timezone
from django_tasks_db.management.commands import db_worker

from rulebook.selectors import live_deadlines


class Travel:
    """`travel.to(datetime)` and `travel.by(days=3)`; time goes on running from there."""

    def __init__(self, machine: time_machine.Traveller) -> None:
        self._machine = machine

    def to(self, moment: datetime) -> None:
        aware = moment if timezone.is_aware(moment) else timezone.make_aware(moment)
        let_redis_age(aware - timezone.now())
        self._machine.move_to(aware)

    def by(self, **span: float) -> None:
        let_redis_age(timedelta(**span))
        self._machine.shift(timedelta(**span))

    def past_deadline(self, subject: Model) -> None:
        """To the minute after what runs on it ends, whatever weekends and holidays lie between."""
        self.to(live_deadlines(subject).first().due_at + timedelta(minutes=1))


def let_redis_age(span: timedelta) -> None:
    """Redis looks at its own clock: what it would have forgotten by then goes, the rest lasts so much less."""
    shared = caches["default"]
    if not isinstance(shared, RedisCache) or span <= timedelta(0):
        return
    redis = shared._cache.get_client(None, write=True)
    for key in redis.scan_iter(match=shared.make_key("*")):
        if (left := redis.pttl(key)) > 0:
            redis.pexpire(key, left - int(span.total_seconds() * 1000))


@pytest.fixture
def travel() -> Iterator[Travel]:
    with time_machine.travel(timezone.now(), tick=True) as machine:
        yield Travel(machine)


@pytest.fixture
def tick() -> Callable[[], object]:
    """Let the deadline clock look at the time, once."""
    from rulebook import clock

    return clock.tick


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Do the background tasks that are waiting, and those they call for; a failed one fails the test."""
    if (
        connection.in_atomic_block
    ):  # the worker would close the connection, and the test's transaction with it
        monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)

    def work_through() -> None:
        from django_tasks_db.models import DBTaskResult

        from background.worker import make_worker

        make_worker(batch=True, interval=0).run()
        failed = [f"{row.task_path}\n{row.traceback}" for row in DBTaskResult.objects.failed()]
        assert failed == []

    return work_through
