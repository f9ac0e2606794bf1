from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db import models
from django.db.models import F, Q

from . import book, explanation
from .calendar import Calendar, Day
from .computation import Derivation, compute, local_date
from .exceptions import NoRuleInForce, NoSuchTerm
from .models import CalendarDay, Deadline, RuleVersion
from .terms import (
    Advice,
    Authority,
    Category,
    CompassRule,
    FourEyes,
    Ground,
    MediationGuard,
    NotReached,
    RefusalMeans,
    Region,
    Remedy,
    Road,
    ServiceMeans,
    Term,
)

K = TypeVar("K")
V = TypeVar("V")

# --- rules ----------------------------------------------------------------------------------


def rule_in_force(rule_id: str, *, on: date, known_at: datetime | None = None) -> RuleVersion:
    """The version valid on `on`, as far as published by `known_at`: later amendments do not reach back."""
    versions = RuleVersion.objects.select_related("rule").filter(
        Q(valid_from=None) | Q(valid_from__lte=on),
        Q(valid_to=None) | Q(valid_to__gte=on),
        rule__code=rule_id,
    )
    if known_at is not None:
        versions = versions.filter(Q(published_at=None) | Q(published_at__lte=known_at))
    found = versions.order_by(F("valid_from").desc(nulls_last=True), "-version").first()
    if found is None:
        raise NoRuleInForce(f"{rule_id} on {on:%Y-%m-%d}")
    return found


def length(rule: RuleVersion) -> str:
    """How long a rule says, in words: 3 个工作日."""
    return explanation.period(rule.n or 0, rule.unit)


def end_of_period(rule_id: str, *, start: datetime, filed_at: datetime | None = None) -> datetime:
    """When a rule's period would end that starts at `start`, without any clock being set."""
    return _period(rule_id, start, filed_at or start).due_at


def last_day(rule_id: str, *, start: datetime) -> date:
    """The last day of that period."""
    return _period(rule_id, start, start).due_on


def _period(rule_id: str, start: datetime, pinned: datetime) -> Derivation:
    rule = rule_in_force(rule_id, on=local_date(pinned), known_at=pinned)
    assert rule.n is not None, f"{rule_id} has a length"
    return compute(start, rule.n, rule.unit, roll=rule.roll, calendar=calendar())


def period_of(rule: RuleVersion) -> str:
    """Its length in words: 30 日. Empty when it has none."""
    return explanation.period(rule.n, rule.unit) if rule.n is not None else ""


# --- days -----------------------------------------------------------------------------------


def calendar() -> Calendar:
    """The calendar with our overrides; read once a year needed."""
    return Calendar(_overrides_of)


def is_working_day(on: date) -> tuple[bool, bool]:
    """(is a working day, is provisional)."""
    day = calendar().day(on)
    return day.is_working, day.is_provisional


def days_ahead(first: date, count: int) -> list[Day]:
    """The coming days, each with whether it is worked and why not."""
    known = calendar()
    return [known.day(first + timedelta(days=n)) for n in range(count)]


def holiday_name(day: Day) -> str:
    """元旦, 周末, 补班 …: why a day is off, or worked although it is a weekend; empty for an ordinary one."""
    return explanation.of_day(day)


def _overrides_of(year: int) -> dict[date, bool]:
    return dict(CalendarDay.objects.filter(on__year=year).values_list("on", "is_working"))


# --- deadlines ------------------------------------------------------------------------------


def live_deadlines(subject: models.Model) -> models.QuerySet[Deadline]:
    """What still runs on a subject, reminders apart, the nearest first."""
    found = Deadline.objects.live().of(subject).filter(parent=None)
    return found.select_related("rule_version__rule").order_by("due_at", "pk")


def next_deadline(subject: models.Model) -> Deadline | None:
    return live_deadlines(subject).filter(paused_at=None).first()


def live_deadline(subject: models.Model, kind: str) -> Deadline | None:
    return live_deadlines(subject).filter(kind=kind).first()


def explain(deadline: Deadline) -> list[str]:
    """How the date came about, in sentences of the active language."""
    return explanation.sentences(deadline)


def failing_deadlines() -> models.QuerySet[Deadline]:
    """Due, tried, and not fired: someone must look."""
    return Deadline.objects.live().filter(failures__gt=0).order_by("due_at")


# --- words ----------------------------------------------------------------------------------


def category(code: str) -> Category:
    return _found(book.categories(), code)


def categories(sector: str | None = None) -> list[Category]:
    return [found for found in book.categories().values() if sector in (None, found.sector)]


def ground(code: str) -> Ground:
    return _found(book.grounds(), code)


def grounds(kind: str) -> list[Ground]:
    """The coded grounds of one kind: decline, termination, withdrawal, recusal …"""
    return [found for found in book.grounds().values() if found.kind == kind]


def remedy(code: str) -> Remedy:
    return _found(book.remedies(), code)


def remedies(codes: Iterable[str] | None = None) -> list[Remedy]:
    return list(book.remedies().values()) if codes is None else [remedy(code) for code in codes]


def road(code: str) -> Road:
    return _found(book.roads(), code)


def roads(codes: Iterable[str] | None = None) -> list[Road]:
    return list(book.roads().values()) if codes is None else [road(code) for code in codes]


def mediation_types() -> list[Term]:
    return list(book.mediation_types().values())


def mediation_type(code: str) -> Term:
    return _found(book.mediation_types(), code)


def mediation_guard(type: str, matter: str) -> MediationGuard:
    """May a body of this type mediate this kind of matter (`Category.matter`)?"""
    return _found(book.mediation_guards(), (type, matter))


def compass_rule() -> CompassRule:
    return book.compass()


def service_means(code: str) -> ServiceMeans:
    return _found(book.service_means(), code)


def what_refusal_means(body_kind: str) -> list[RefusalMeans]:
    """What a body of this kind may conclude when its paper is refused."""
    return [found for found in book.service_refusal().values() if found.bodies & {"all", body_kind}]


def four_eyes(act: str) -> list[FourEyes]:
    """What keeps one officer from this act in a case, by what they did in it before."""
    return [rule for rule in book.four_eyes().values() if rule.bars == act]


def not_reached() -> list[NotReached]:
    """Why a paper that counted as delivered did not reach the addressee (在线诉讼规则 31)."""
    return list(book.not_reached().values())


def confirmation_courts(*, is_court_invited: bool) -> list[Advice]:
    wanted = "court_invited" if is_court_invited else "own"
    return [found for found in book.confirmation_courts().values() if found.when == wanted]


def confirmation_court(code: str) -> Advice:
    return _found(book.confirmation_courts(), code)


def roads_after_breach(kinds: Iterable[str]) -> list[Advice]:
    """For these cases: confirmed, labour, money, mediated, private."""
    return [found for found in book.roads_after_breach().values() if found.when in set(kinds)]


def authorities() -> list[Authority]:
    return list(book.authorities().values())


def authorities_for(category: Category | str) -> list[Authority]:
    """Whom to turn to about a category, the most fitting first; the general line when nothing is sure."""
    found = category if isinstance(category, Category) else _found(book.categories(), category)
    return [_found(book.authorities(), code) for code in (*found.authorities, "hotline_12345")]


def region(code: str) -> Region:
    return _found(book.regions(), code)


def regions() -> list[Region]:
    return list(book.regions().values())


def _found(terms: dict[K, V], code: K) -> V:
    try:
        return terms[code]
    except KeyError:
        raise NoSuchTerm(code) from None
