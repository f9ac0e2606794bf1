from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from background.tasks import requeue_stale, retry, task
from background.worker import make_worker

runs: list[str] = []


@retry(times=2, backoff=10)
@task()
def stumble(name: str, falls: int) -> str:
    runs.append(name)
    if runs.count(name) <= falls:
        raise ValueError("not yet")
    return "arrived"


@task()
def give_up() -> None:
    raise ValueError("never")


@pytest.fixture(autouse=True)
def fresh(transactional_db):
    runs.clear()


def run_after_waiting(seconds: float = 0) -> None:
    DBTaskResult.objects.update(run_after=timezone.now() - timedelta(seconds=1))
    make_worker(batch=True, interval=0).run()


def test_a_failed_task_runs_again_under_its_own_id_with_a_doubled_wait():
    result = stumble.enqueue("a", falls=2)
    make_worker(batch=True, interval=0).run()
    row = DBTaskResult.objects.get(pk=result.id)
    first_wait = row.run_after - timezone.now()
    assert (row.status, len(runs)) == ("READY", 1)
    assert timedelta(seconds=8) < first_wait <= timedelta(seconds=10)

    run_after_waiting()
    row.refresh_from_db()
    assert timedelta(seconds=18) < row.run_after - timezone.now() <= timedelta(seconds=20)

    run_after_waiting()
    row.refresh_from_db()
    assert (row.status, row.return_value, runs) == ("SUCCESSFUL", "arrived", ["a", "a", "a"])


def test_a_task_fails_for_good_after_its_retries():
    result = stumble.enqueue("b", falls=9)
    for _ in range(4):
        run_after_waiting()
    assert DBTaskResult.objects.get(pk=result.id).status == "FAILED"
    assert len(runs) == 3


def test_a_task_without_retry_fails_at_once():
    result = give_up.enqueue()
    make_worker(batch=True, interval=0).run()
    assert DBTaskResult.objects.get(pk=result.id).status == "FAILED"


def test_work_of_a_dead_worker_comes_back_after_its_limit_and_not_before():
    result = stumble.enqueue("c", falls=0)
    row = DBTaskResult.objects.get(pk=result.id)
    row.claim("dead")
    assert requeue_stale() == 0
    DBTaskResult.objects.update(started_at=timezone.now() - timedelta(minutes=16))
    assert requeue_stale() == 1
    make_worker(batch=True, interval=0).run()
    row.refresh_from_db()
    assert (row.status, runs) == ("SUCCESSFUL", ["c"])


def test_the_only_worker_takes_back_everything_at_its_start():
    row = DBTaskResult.objects.get(pk=stumble.enqueue("d", falls=0).id)
    row.claim("dead")
    assert requeue_stale(everything=True) == 1
