"""Background tasks: `@task`, `@retry`, and what brings back the work of a worker that died.

Every app takes `task` from here, so that moving to Django 6's own `django.tasks` is a matter of two lines.
A task must be idempotent: after a crash it runs again from the start.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from django.dispatch import receiver
from django.utils import timezone
from django_tasks import task
from django_tasks.signals import task_finished

__all__ = ["requeue_stale", "retry", "task"]

logger = logging.getLogger("background")

AnyTask = TypeVar("AnyTask")
DEFAULT_LIMIT = timedelta(minutes=15)
# a worker told to stop in the middle of a task: not the task's fault
STOPPED = ("builtins.SystemExit", "builtins.KeyboardInterrupt")


@dataclass(frozen=True)
class Retry:
    times: int
    backoff: timedelta
    limit: timedelta


_retries: dict[str, Retry] = {}


def retry(
    *, times: int, backoff: float = 10, limit: timedelta = DEFAULT_LIMIT
) -> Callable[[AnyTask], AnyTask]:
    """Run a failed task again, up to `times` more, after `backoff` seconds, doubled each time.

    Goes above `@task()`. The result keeps its id, so who waits for it goes on waiting.
    `limit` is how long one run may take before its worker is taken for dead.
    """

    def remember(decorated: AnyTask) -> AnyTask:
        path: str = decorated.module_path  # type: ignore[attr-defined]
        _retries[path] = Retry(times, timedelta(seconds=backoff), limit)
        return decorated

    return remember


@receiver(task_finished, dispatch_uid="background.try_again")
def _try_again(*, task_result: Any, **_: Any) -> None:
    from django_tasks_db.models import DBTaskResult  # models exist only once the apps are loaded

    row = DBTaskResult.objects.failed().filter(pk=task_result.id).first()
    if row is None:
        return
    attempts = len(row.worker_ids)
    rule = _retries.get(row.task_path)
    if row.exception_class_path in STOPPED:
        wait = timedelta(0)
    elif rule is not None and attempts <= rule.times:
        wait = rule.backoff * 2 ** (attempts - 1)
    else:
        logger.error("%s failed for good after %d attempts: %s", row.task_path, attempts, row.traceback)
        return
    logger.warning("%s failed (attempt %d), again in %s", row.task_path, attempts, wait)
    DBTaskResult.objects.failed().filter(pk=row.pk).update(
        status="READY", run_after=timezone.now() + wait, started_at=None, finished_at=None
    )


def requeue_stale(*, everything: bool = False) -> int:
    """Make ready again what a dead worker left running; returns how many.

    `everything`: at the start of a process that is the only worker, whatever runs is stale.
    """
    from django_tasks_db.models import DBTaskResult

    now, stale = timezone.now(), []
    for pk, path, started_at in DBTaskResult.objects.running().values_list("pk", "task_path", "started_at"):
        rule = _retries.get(path)
        if everything or started_at is None or started_at + (rule.limit if rule else DEFAULT_LIMIT) < now:
            stale.append(pk)
    return (
        DBTaskResult.objects.running()
        .filter(pk__in=stale)
        .update(status="READY", run_after=now, started_at=None)
    )
