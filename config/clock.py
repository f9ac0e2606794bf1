"""The clock: what happens because time passes, not because somebody did something.

Any number of clocks may run at once: each job takes its own locks, none fires twice.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.core.management import call_command
from django.db import close_old_connections

from accounts.services import forget_old_codes, forget_unproved_accounts, sweep_erasures
from accounts.services.typed import forget_expired_posts
from background.tasks import requeue_stale
from casefiles.services import discard_stale_uploads, scan_again
from chat.services import clear_lapsed_seats, scan_room_files_again
from docket.services import make_checkpoint
from mediation.services import empty_lapsed_offices
from notices.services import read_reports, send_waiting
from rulebook import clock as deadlines

logger = logging.getLogger("clock")


def prune_finished_tasks() -> None:
    call_command("prune_db_task_results", min_age_days=30, verbosity=0)


JOBS: dict[Callable[[], object], timedelta] = {
    deadlines.tick: timedelta(seconds=2),
    send_waiting: timedelta(seconds=15),
    read_reports: timedelta(seconds=30),
    requeue_stale: timedelta(minutes=1),
    forget_expired_posts: timedelta(minutes=10),
    forget_old_codes: timedelta(hours=1),
    forget_unproved_accounts: timedelta(hours=1),
    make_checkpoint: timedelta(hours=1),
    empty_lapsed_offices: timedelta(minutes=1),
    clear_lapsed_seats: timedelta(minutes=1),
    discard_stale_uploads: timedelta(days=1),
    scan_again: timedelta(hours=1),
    scan_room_files_again: timedelta(hours=1),
    prune_finished_tasks: timedelta(days=1),
    sweep_erasures: timedelta(hours=1),
}


def run_once() -> None:
    for job in JOBS:
        job()


def run_clock(stop: threading.Event) -> None:
    """Run each job when it is due, until told to stop. A job that fails is logged and comes again."""
    due = dict.fromkeys(JOBS, time.monotonic())
    while not stop.is_set():
        for job, period in JOBS.items():
            if time.monotonic() < due[job] or stop.is_set():
                continue
            due[job] = time.monotonic() + period.total_seconds()
            try:
                job()
            except Exception:
                logger.exception("%s failed", job.__name__)
            finally:
                close_old_connections()
        stop.wait(0.5)
