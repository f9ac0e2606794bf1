from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from . import book
from .computation import BEIJING, Derivation, derive, local_date
from .exceptions import NotLive, RuleAltered
from .models import CalendarDay, Deadline, Rule, RuleVersion
from .selectors import calendar, rule_in_force

REMINDER_HOUR = time(9)

# --- deadlines ------------------------------------------------------------------------------


@transaction.atomic
def set_deadline(
    subject: models.Model,
    kind: str,
    rule_id: str,
    *,
    start: datetime | None = None,
    filed_at: datetime | None = None,
    remind_days: Collection[int] = (),
) -> Deadline:
    """Start a clock by a rule; a live one of the same kind is replaced.

    The rule is taken in the version in force, and published, when the case was filed (`filed_at`); without
    that, at `start`. Each of `remind_days` adds a `<kind>.reminder` that many days before, at 09:00.
    """
    start = start or timezone.now()
    pinned = filed_at or start
    rule = rule_in_force(rule_id, on=local_date(pinned), known_at=pinned)
    first = {"act": "start", "at": start.isoformat(), "n": rule.n, "unit": rule.unit, "roll": rule.roll}
    return _set(subject, kind, first, rule=rule, start=start, remind_days=remind_days)


@transaction.atomic
def set_deadline_on(
    subject: models.Model,
    kind: str,
    on: date,
    *,
    roll: bool = False,
    remind_days: Collection[int] = (),
) -> Deadline:
    """A clock to a date that was agreed or ordered, at its 24:00."""
    start = timezone.now()
    first = {"act": "fixed", "at": start.isoformat(), "on": on.isoformat(), "roll": roll}
    return _set(subject, kind, first, rule=None, start=start, remind_days=remind_days)


@transaction.atomic
def set_deadline_before(
    subject: models.Model, kind: str, rule_id: str, *, moment: datetime, filed_at: datetime | None = None
) -> Deadline | None:
    """A clock that runs out a rule's period (hours, days of 24 hours) before a moment that was fixed.

    None when that is past already; a live one of the same kind is stopped all the same.
    """
    now = timezone.now()
    pinned = filed_at or now
    rule = rule_in_force(rule_id, on=local_date(pinned), known_at=pinned)
    first = {
        "act": "before",
        "at": now.isoformat(),
        "moment": moment.isoformat(),
        "n": rule.n,
        "unit": rule.unit,
    }
    if derive([first], calendar())[-1].due_at <= now:
        cancel_deadlines(subject, [kind])
        return None
    return _set(subject, kind, first, rule=rule, start=now, remind_days=())


@transaction.atomic
def cancel_deadlines(subject: models.Model, kinds: Collection[str] | None = None) -> int:
    """Stop the clocks of a subject, reminders included; of these kinds only, if given. How many stopped."""
    live = Deadline.objects.live().of(subject)
    if kinds is not None:
        live = live.filter(models.Q(kind__in=kinds) | models.Q(parent__kind__in=kinds))
    reminders = live.exclude(parent=None).values_list("pk", flat=True)
    now = timezone.now()
    Deadline.objects.filter(pk__in=list(reminders)).update(cancelled_at=now)
    return live.filter(parent=None).update(cancelled_at=now)


@transaction.atomic
def pause_deadline(deadline: Deadline) -> Deadline:
    """Time from now on is not counted (testing, recusal, appraisal …)."""
    locked = _locked(deadline, is_paused=False)
    now = timezone.now()
    locked.paused_at = now
    locked.remaining_seconds = max(int((locked.due_at - now).total_seconds()), 0)
    locked.derivation["acts"].append({"act": "pause", "at": now.isoformat()})
    locked.save(update_fields=["paused_at", "remaining_seconds", "derivation"])
    locked.reminders.live().update(cancelled_at=now)
    return _mirror(deadline, locked)


@transaction.atomic
def resume_deadline(deadline: Deadline) -> Deadline:
    """What was left at the pause runs again; in working days if the period was in working days."""
    locked = _locked(deadline, is_paused=True)
    locked.paused_at = locked.remaining_seconds = None
    locked.derivation["acts"].append({"act": "resume", "at": timezone.now().isoformat()})
    _derive_again(locked)
    return _mirror(deadline, locked)


@transaction.atomic
def extend_deadline(
    deadline: Deadline, rule_id: str | None = None, *, n: int | None = None, unit: str | None = None
) -> Deadline:
    """Add a period by rule, by number, or as the deadline's own rule allows; it runs on from the last day."""
    locked = _locked(deadline, is_paused=False)
    if rule_id is not None:
        rule = rule_in_force(rule_id, on=local_date(locked.started_at), known_at=locked.started_at)
        n, unit = rule.n, rule.unit
    elif n is None and locked.rule_version is not None:
        n, unit = locked.rule_version.extend_n, locked.rule_version.extend_unit
    if n is None or not unit:
        raise ValueError("an extension needs a rule, or a number and a unit")
    roll = locked.derivation["acts"][0]["roll"]
    locked.derivation["acts"].append(
        {"act": "extend", "at": timezone.now().isoformat(), "n": n, "unit": unit, "roll": roll}
    )
    _derive_again(locked)
    return _mirror(deadline, locked)


def recompute_provisional() -> int:
    """After the yearly notice was loaded: count every provisional deadline again. How many moved."""
    moved = 0
    provisional = Deadline.objects.live().filter(is_provisional=True, parent=None)
    for pk in list(provisional.values_list("pk", flat=True)):
        with transaction.atomic():
            locked = Deadline.objects.select_for_update().get(pk=pk)
            if locked.is_live and locked.paused_at is None:
                was = locked.due_at
                _derive_again(locked)
                moved += locked.due_at != was
    return moved


def _set(
    subject: models.Model,
    kind: str,
    first: dict[str, Any],
    *,
    rule: RuleVersion | None,
    start: datetime,
    remind_days: Collection[int],
) -> Deadline:
    cancel_deadlines(subject, [kind])
    deadline = Deadline(
        content_type=ContentType.objects.get_for_model(subject, for_concrete_model=True),
        object_id=subject.pk,
        kind=kind,
        rule_version=rule,
        started_at=start,
        derivation={"acts": [first], "remind_days": sorted(set(remind_days), reverse=True)},
    )
    if rule is not None:
        deadline.derivation |= {"rule": rule.rule.code, "version": rule.version}
    _derive_again(deadline)
    return deadline


def _derive_again(deadline: Deadline) -> None:
    legs = derive(deadline.derivation["acts"], calendar())
    deadline.due_at, deadline.due_on = legs[-1].due_at, legs[-1].due_on
    deadline.is_provisional = any(leg.is_provisional for leg in legs)
    deadline.derivation["legs"] = [leg.as_json() for leg in legs]
    deadline.derivation["calendar"] = legs[-1].calendar
    deadline.failures, deadline.retry_at, deadline.last_error = 0, None, ""
    deadline.save()
    _set_reminders(deadline, legs[-1])


def _set_reminders(deadline: Deadline, leg: Derivation) -> None:
    now = timezone.now()
    deadline.reminders.live().update(cancelled_at=now)
    for days in deadline.derivation.get("remind_days", ()):
        on = leg.due_on - timedelta(days=days)
        at = datetime.combine(on, REMINDER_HOUR, BEIJING)
        if at > now:
            Deadline.objects.create(
                content_type=deadline.content_type,
                object_id=deadline.object_id,
                kind=f"{deadline.kind}.reminder",
                rule_version=deadline.rule_version,
                parent=deadline,
                days_before=days,
                started_at=deadline.started_at,
                due_at=at,
                due_on=on,
                derivation={"reminds_of": deadline.pk, "days_before": days},
            )


def _locked(deadline: Deadline, *, is_paused: bool) -> Deadline:
    locked = Deadline.objects.select_for_update().get(pk=deadline.pk)
    if not locked.is_live or (locked.paused_at is not None) != is_paused:
        raise NotLive(str(locked))
    return locked


def _mirror(deadline: Deadline, locked: Deadline) -> Deadline:
    """The caller's object follows the row."""
    for attribute in Deadline._meta.concrete_fields:
        setattr(deadline, attribute.attname, getattr(locked, attribute.attname))
    return deadline


# --- days and rules -------------------------------------------------------------------------


@transaction.atomic
def load_calendar_year(year: int, *, off: Iterable[date], working: Iterable[date], source: str) -> int:
    """Enter the yearly notice: every day of the year is then settled. Provisional deadlines are recounted."""
    off, working = set(off), set(working)
    if strangers := {day for day in off | working if day.year != year} | off & working:
        raise ValueError(f"not days of {year}, or both off and worked: {sorted(strangers)}")
    days = [
        date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    ]
    CalendarDay.objects.filter(on__year=year).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(
            on=day, is_working=day in working or (day.weekday() < 5 and day not in off), source=source
        )
        for day in days
    )
    return recompute_provisional()


@transaction.atomic
def load_rules(rows: Iterable[Mapping[str, Any]] | None = None) -> int:
    """Enter the rule files. What is there stays as it is; new versions are added. How many were new."""
    new = 0
    for row in book.rules() if rows is None else rows:
        rule, _ = Rule.objects.update_or_create(
            code=row["id"], defaults={"start_event": row["start"], "kind": row["kind"]}
        )
        new += sum(_load_version(rule, number, row) for number, row in enumerate(row["versions"], start=1))
    return new


def _load_version(rule: Rule, number: int, values: Mapping[str, Any]) -> bool:
    version, is_new = RuleVersion.objects.get_or_create(rule=rule, version=number, defaults=dict(values))
    if is_new:
        return True
    if version.valid_to is None and values["valid_to"] is not None:
        version.valid_to = values["valid_to"]  # a successor closes it; nothing else of it may change
        version.save(update_fields=["valid_to"])
    altered = [
        name
        for name in ("n", "unit", "roll", "valid_from", "valid_to")
        if getattr(version, name) != values[name]
    ]
    if altered:
        raise RuleAltered(f"{version}: {', '.join(altered)}; add a version instead")
    return False
