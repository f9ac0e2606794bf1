"""Load and quality of each mediator of a body, and how every number is made.

The settlement rate is held against what cases of the same kind come to anywhere: same category, same band of the sum
claimed, with or without a representative. Under a number of cases (a rule) nothing is said at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Count, DecimalField, Exists, OuterRef, Q, Subquery, Sum
from django.utils import timezone

from disputes.models import Claim, Representative

from ..models import Appointment, FigureObjection, Mediation, RosterEntry
from ..states import ENDED, EndOfOffice, Ground, MediationState, ObjectionState, Office
from .intervals import wilson
from .standing import number_of

if TYPE_CHECKING:
    from accounts.models import Organisation

M = MediationState


@dataclass
class Rate:
    """Against cases of the same kind: 1 is what they come to. `low`–`high` 95 in 100."""

    observed: int
    of: int
    expected: float

    @property
    def ratio(self) -> float | None:
        return self.observed / self.expected if self.expected else None

    @property
    def interval(self) -> tuple[float, float] | None:
        if not self.expected or not self.of:
            return None
        low, high = wilson(self.observed, self.of)
        mean = self.expected / self.of
        return low / mean, high / mean


@dataclass
class Row:
    """The figures of one mediator. None where there are too few cases to say anything."""

    entry: RosterEntry
    fewest: int
    running: int = 0
    new: int = 0
    settled: int = 0
    terminated: int = 0
    withdrawn: int = 0
    rate: Rate | None = None
    days: float | None = None
    satisfaction: float | None = None
    answers: int = 0
    challenges: int = 0
    complaints: int = 0
    excluded: int = 0
    objected: list[FigureObjection] = field(default_factory=list)

    @property
    def pending(self) -> set[str]:
        return {one.figure for one in self.objected if one.state == ObjectionState.OPEN}

    @property
    def taken_out(self) -> set[str]:
        """Figures of which an objection to the whole was upheld: nothing is shown for them."""
        whole = [one for one in self.objected if one.mediation_id is None]
        return {one.figure for one in whole if one.state == ObjectionState.UPHELD}


@dataclass(frozen=True)
class Ended:
    """One ended mediation with what makes it easy or hard."""

    pk: int
    kind: tuple[str, str, bool]
    outcome: str
    days: int | None


def outcome_of(state: str, ground: str) -> str:
    if state == M.AGREED:
        return "settled"
    return "withdrawn" if ground == Ground.WITHDRAWN else "terminated"


def board(body: Organisation, *, only: RosterEntry | None = None) -> list[Row]:
    """All mediators of a body, in a fixed number of queries."""
    entries = RosterEntry.objects.filter(body=body).select_related("mediator", "body").order_by("pk")
    if only is not None:
        entries = entries.filter(pk=only.pk)
    fewest = number_of("figures_fewest_cases")
    rows = {entry.mediator_id: Row(entry, fewest) for entry in entries}
    out = _excluded(rows)
    _count_offices(body, rows, out)
    _count_ended(body, rows, out)
    _count_satisfaction(body, rows, out)
    _count_faults(body, rows, out)
    return list(rows.values())


def cases_of(entry: RosterEntry, figure: str) -> list[Mediation]:
    """The cases behind a number, those taken out on objection apart."""
    held = Appointment.objects.filter(mediation__body=entry.body_id, mediator=entry.mediator_id)
    taken_out = FigureObjection.objects.filter(
        entry=entry, state=ObjectionState.UPHELD, mediation__isnull=False
    ).values("mediation")
    chosen = CHOSEN[figure](held).exclude(mediation__in=taken_out).values("mediation")
    found = Mediation.objects.filter(pk__in=chosen).select_related("dispute")
    return list(found.order_by("-requested_at", "-pk"))


def _concluded(held: Any) -> Any:
    return held.filter(office=Office.LEAD, end=EndOfOffice.CONCLUDED, mediation__state__in=ENDED)


def _new(held: Any) -> Any:
    first = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return held.filter(accepted_at__gte=first)


CHOSEN: dict[str, Callable[[Any], Any]] = {
    "running": lambda held: held.filter(ended_at=None),
    "new": _new,
    "settled": lambda held: _concluded(held).filter(mediation__state=M.AGREED),
    "terminated": lambda held: (
        _concluded(held).exclude(mediation__state=M.AGREED).exclude(mediation__ground=Ground.WITHDRAWN)
    ),
    "withdrawn": lambda held: _concluded(held).filter(mediation__ground=Ground.WITHDRAWN),
    "challenges": lambda held: held.filter(challenges__state="upheld"),
    "complaints": lambda held: held.filter(conduct_complaints__state="upheld"),
}


def _excluded(rows: dict[int, Row]) -> set[tuple[int, int]]:
    """(mediator, mediation) that no longer count."""
    out = set()
    objections = FigureObjection.objects.filter(entry__in=[row.entry.pk for row in rows.values()])
    for one in objections.select_related("entry"):
        row = rows[one.entry.mediator_id]
        row.objected.append(one)
        if one.mediation_id is not None and one.state == ObjectionState.UPHELD:
            out.add((one.entry.mediator_id, one.mediation_id))
            row.excluded += 1
    return out


def _count_offices(body: Organisation, rows: dict[int, Row], out: set[tuple[int, int]]) -> None:
    held = Appointment.objects.filter(mediation__body=body, mediator__in=rows)
    for figure in ("running", "new"):
        for pair in set(CHOSEN[figure](held).order_by().values_list("mediator", "mediation")) - out:
            row = rows[pair[0]]
            setattr(row, figure, getattr(row, figure) + 1)


def _count_ended(body: Organisation, rows: dict[int, Row], out: set[tuple[int, int]]) -> None:
    held = _concluded(Appointment.objects.filter(mediation__body=body, mediator__in=rows))
    led = dict(held.order_by("pk").values_list("mediation", "mediator"))
    expect = Expectation(number_of("figures_fewest_cases"))
    days: dict[int, list[int]] = defaultdict(list)
    rated: dict[int, Rate] = defaultdict(lambda: Rate(0, 0, 0.0))
    for case in _ended(Mediation.objects.filter(pk__in=list(led))):
        mediator = led[case.pk]
        if (mediator, case.pk) in out:
            continue
        row = rows[mediator]
        setattr(row, case.outcome, getattr(row, case.outcome) + 1)
        if case.outcome == "withdrawn":
            continue
        if case.days is not None:
            days[mediator].append(case.days)
        rate = rated[mediator]
        rate.observed += case.outcome == "settled"
        rate.of += 1
        rate.expected += expect.share(case.kind)
    for mediator, row in rows.items():
        if rated[mediator].of >= row.fewest:
            row.rate = rated[mediator]
        if len(days[mediator]) >= row.fewest:
            row.days = median(days[mediator])


class Expectation:
    """What cases of a kind come to over all bodies; of a rare kind, what the wider kinds do."""

    def __init__(self, fewest: int) -> None:
        self.fewest = fewest
        self.tallies: dict[Any, list[int]] = defaultdict(lambda: [0, 0])
        for case in _ended(Mediation.objects.filter(state__in=ENDED, began_at__isnull=False)):
            if case.outcome != "withdrawn":
                for kind in self._wider(case.kind):
                    self.tallies[kind][0] += case.outcome == "settled"
                    self.tallies[kind][1] += 1

    @staticmethod
    def _wider(kind: tuple[str, str, bool]) -> tuple[Any, ...]:
        return kind, kind[0], None

    def share(self, kind: tuple[str, str, bool]) -> float:
        for wider in self._wider(kind):
            settled, of = self.tallies[wider]
            if of >= self.fewest:
                return settled / of
        settled, of = self.tallies[None]
        return settled / of if of else 0.0


def _ended(mediations: Any) -> Iterable[Ended]:
    claimed = (
        Claim.objects.filter(dispute=OuterRef("dispute"))
        .order_by()
        .values("dispute")
        .annotate(total=Sum("amount"))
        .values("total")
    )
    spoken_for = Representative.objects.filter(party__dispute=OuterRef("dispute"))
    small, middle = number_of("sum_band_small"), number_of("sum_band_middle")
    found = mediations.annotate(
        claimed=Subquery(claimed, output_field=DecimalField()), is_represented=Exists(spoken_for)
    ).values_list(
        "pk", "state", "ground", "began_at", "ended_at", "dispute__category", "claimed", "is_represented"
    )
    for pk, state, ground, began_at, ended_at, category, amount, is_represented in found.iterator():
        lasted = (ended_at - began_at).days if began_at and ended_at else None
        kind = (category, _band(amount, small, middle), is_represented)
        yield Ended(pk, kind, outcome_of(state, ground), lasted)


def _band(amount: Decimal | None, small: int, middle: int) -> str:
    if amount is None:
        return "none"
    return "small" if amount <= small else "middle" if amount <= middle else "large"


def _count_satisfaction(body: Organisation, rows: dict[int, Row], out: set[tuple[int, int]]) -> None:
    held = _concluded(Appointment.objects.filter(mediation__body=body, mediator__in=rows))
    kept = held.exclude(mediation__in=[mediation for _mediator, mediation in out]) if out else held
    scores = (
        kept.order_by()
        .filter(mediation__dispute__satisfactions__isnull=False)
        .values_list("mediator")
        .annotate(
            Avg("mediation__dispute__satisfactions__score"),
            Count("mediation__dispute__satisfactions", distinct=True),
        )
    )
    for mediator, score, answers in scores:
        row = rows[mediator]
        row.answers = answers
        if answers >= row.fewest:
            row.satisfaction = score


def _count_faults(body: Organisation, rows: dict[int, Row], out: set[tuple[int, int]]) -> None:
    held = Appointment.objects.filter(mediation__body=body, mediator__in=rows)
    upheld = Q(challenges__state="upheld") | Q(conduct_complaints__state="upheld")
    faults = (
        held.filter(upheld)
        .order_by()
        .values_list(
            "mediator",
            "mediation",
            "challenges__pk",
            "challenges__state",
            "conduct_complaints__pk",
            "conduct_complaints__state",
        )
    )
    seen: set[tuple[str, int]] = set()
    for mediator, mediation, challenge, challenge_state, complaint, complaint_state in faults:
        if (mediator, mediation) in out:
            continue
        for figure, pk, state in (
            ("challenges", challenge, challenge_state),
            ("complaints", complaint, complaint_state),
        ):
            if pk is not None and state == "upheld" and (figure, pk) not in seen:
                seen.add((figure, pk))
                setattr(rows[mediator], figure, getattr(rows[mediator], figure) + 1)
