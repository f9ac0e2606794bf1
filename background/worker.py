"""The worker of the task queue, as a loop that can be told to stop."""

import logging
import time

from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

import background.tasks  # noqa: F401  connects the retry of failed tasks

logger = logging.getLogger("background")


def make_worker(*, batch: bool = False, interval: float = 0.5) -> Worker:
    """A worker for all queues. `run()` returns once `running` is False, or with `batch` when all is done."""
    return Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=interval,
        batch=batch,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
    )


def run_worker(worker: Worker) -> None:
    """Run until told to stop, in spite of a database that is away for a while."""
    while worker.running:
        try:
            worker.run()
        except Exception:
            logger.exception("the worker stumbled and goes on")
            time.sleep(1)
