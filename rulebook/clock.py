"""What happens when a deadline falls due, exactly once however many clocks run.

One transaction a firing: lock the subject, read the deadline again, mark it fired, do the act. A crash
rolls all of it back. A handler that raises is written down, retried later, and stops nobody else.
"""

import logging
import random
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, models, transaction
from django.db.models import Q
from django.utils import timezone

from .exceptions import NoHandler
from .models import Deadline

logger = logging.getLogger(__name__)

Handler = Callable[[Deadline], object]
Lock = Callable[[int], bool]

_handlers: dict[str, Handler] = {}
_locks: dict[str, Lock] = {}

LONGEST_WAIT = timedelta(hours=1)


def on_due(*kinds: str) -> Callable[[Handler], Handler]:
    """Register what happens when a deadline of one of these kinds falls due."""

    def register(handler: Handler) -> Handler:
        for kind in kinds:
            if _handlers.setdefault(kind, handler) is not handler:
                raise ValueError(f"{kind} already has a handler")
        return handler

    return register


def lock_subject(label: str) -> Callable[[Lock], Lock]:
    """Register how the subject `app.Model` is locked: True when held, False when someone else has it."""

    def register(lock: Lock) -> Lock:
        _locks[label.lower()] = lock
        return lock

    return register


def handled_kinds() -> frozenset[str]:
    return frozenset(_handlers)


def due(now: datetime) -> models.QuerySet[Deadline]:
    return Deadline.objects.live().filter(
        Q(retry_at=None) | Q(retry_at__lte=now), due_at__lte=now, paused_at=None
    )


def tick(now: datetime | None = None, limit: int = 500) -> int:
    """Fire what is due; how many fired. Clocks shuffle, so that several rarely meet."""
    moment = now or timezone.now()
    ids = list(due(moment).order_by("due_at").values_list("pk", flat=True)[:limit])
    random.shuffle(ids)
    return sum(fire(pk, now=moment) for pk in ids)


def fire(deadline_id: int, *, now: datetime | None = None) -> bool:
    """True when this call fired it; False when it is busy, no longer due, or its handler failed."""
    moment = now or timezone.now()
    try:
        with transaction.atomic():
            return _fire(deadline_id, moment)
    except OperationalError:
        logger.warning("deadline %s: the database was busy", deadline_id)
    except Exception:
        logger.exception("deadline %s: its handler failed", deadline_id)
        _write_down_failure(deadline_id, moment, traceback.format_exc(limit=-6))
    return False


def _fire(deadline_id: int, now: datetime) -> bool:
    seen = due(now).filter(pk=deadline_id).first()
    if seen is None or not _lock(seen):
        return False
    deadline = due(now).select_for_update().filter(pk=deadline_id).first()
    if deadline is None:
        return False
    deadline.fired_at = now
    deadline.save(update_fields=["fired_at"])
    deadline.reminders.live().update(cancelled_at=now)
    handler = _handlers.get(deadline.kind)
    if handler is None:
        raise NoHandler(deadline.kind)
    handler(deadline)
    return True


def _lock(deadline: Deadline) -> bool:
    kind = ContentType.objects.get_for_id(deadline.content_type_id)
    if lock := _locks.get(f"{kind.app_label}.{kind.model}"):
        return bool(lock(deadline.object_id))
    model = kind.model_class()
    if model is None:
        raise LookupError(f"{kind.app_label}.{kind.model} is no longer a model")
    row = model._base_manager.filter(pk=deadline.object_id)
    if row.select_for_update(skip_locked=True).values_list("pk").first() is not None:
        return True
    if row.exists():
        return False
    raise LookupError(f"{kind.app_label}.{kind.model} {deadline.object_id} is gone")


def _write_down_failure(deadline_id: int, now: datetime, error: str) -> None:
    """Wait 1, 2, 4 … minutes, at most an hour."""
    deadline = Deadline.objects.filter(pk=deadline_id).first()
    if deadline is None:
        return
    wait = min(timedelta(minutes=2 ** min(deadline.failures, 10)), LONGEST_WAIT)
    Deadline.objects.filter(pk=deadline_id, fired_at=None).update(
        failures=deadline.failures + 1, retry_at=now + wait, last_error=error
    )
