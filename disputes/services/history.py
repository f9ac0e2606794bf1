"""Closed cases from elsewhere become history here: whole or not at all, and once however often they are loaded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.states import OrganisationKind
from docket.services import open_chain, record

from ..models import Dispute, Party, Proceeding, Satisfaction
from ..states import Origin, PartyKind, PartyRole, State
from .comparing import keep_comparable
from .history_rows import BadRow, HistoricCase, HistoryMap, RowReader

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Rows of one transaction. A crash loses at most so many whole cases; loading again brings them.
BATCH = 50
KEEPER = "history-import@localhost"


@dataclass(frozen=True)
class Refused:
    line: int
    field: str
    value: str
    reason: str


@dataclass
class HistoryReport:
    read: int = 0
    loaded: int = 0
    known: int = 0
    refused: list[Refused] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    platforms: set[str] = field(default_factory=set)


class Loader:
    def __init__(self, history: HistoryMap, by: User | None) -> None:
        self.history = history
        self.actor = by.actor if by is not None else "system"
        self.keeper = by or history_keeper()
        self.reader = RowReader(history)
        self.lines: dict[str, int] = {}
        self.platforms: dict[str, Organisation] = {}
        self.report = HistoryReport()

    def load(self, line: int, row: Mapping[Any, Any]) -> None:
        self.report.read += 1
        try:
            case = self.reader.read(row)
            self._refuse_second(case, line)
            if Dispute.objects.filter(reference=self.history.reference_of(case.source_id)).exists():
                self.report.known += 1
                return
            with transaction.atomic():
                self._write(case)
        except BadRow as bad:
            self.report.refused.append(Refused(line, bad.field, bad.value, bad.reason))
        except (DatabaseError, ValueError) as error:
            # what no rule of ours foresaw: the row is undone as a whole and the next one goes on
            self.platforms.clear()  # one of them may be undone too
            self.report.refused.append(Refused(line, "", "", _("无法保存：%(error)s") % {"error": error}))
        else:
            self.report.loaded += 1
            self.report.platforms |= {case.company} - {""}
            self.report.outcomes[case.outcome] += 1

    def _refuse_second(self, case: HistoricCase, line: int) -> None:
        first = self.lines.setdefault(case.source_id, line)
        if first != line:
            reason = _("编号与第 %(line)d 行重复。") % {"line": first}
            raise BadRow(self.history.id, case.source_id, reason)

    def _write(self, case: HistoricCase) -> None:
        history, platform = self.history, self._platform(case.company)
        filed_at, closed_at = _moment(case.filed_on), _moment(case.closed_on)
        chain = open_chain()
        dispute = Dispute.objects.create(
            chain=chain,
            reference=history.reference_of(case.source_id),
            order_number=history.order_number(case.source_id),
            state=State.CLOSED,
            outcome=case.outcome,
            origin=Origin.IMPORT,
            sector=case.sector,
            category=case.category,
            title=case.title,
            narrative=case.narrative,
            platform=platform,
            is_against_platform=platform is not None,
            created_by=self.keeper,
            language=history.language,
            filed_at=filed_at,
            closed_at=closed_at,
            has_closing_day=history.has_closing_day,
        )
        Party.objects.create(
            dispute=dispute,
            role=PartyRole.RESPONDENT,
            kind=PartyKind.ORGANISATION,
            name=case.company,
            organisation=platform,
        )
        complainant = Party.objects.create(dispute=dispute, role=PartyRole.COMPLAINANT)
        if case.score is not None:
            Satisfaction.objects.create(
                dispute=dispute, party=complainant, score=case.score, given_at=closed_at
            )
        Proceeding.objects.create(
            dispute=dispute,
            channel=history.channel,
            body_name=history.body,
            number=case.source_id,
            opened_at=filed_at,
            closed_at=closed_at,
            outcome=case.outcome,
        )
        keep_comparable([dispute])
        record(
            chain,
            "disputes.history_imported",
            by=self.actor,
            facts=self._facts(case),
            sealed={name: text for name in ("title", "narrative") if (text := getattr(case, name))},
        )

    def _facts(self, case: HistoricCase) -> dict[str, Any]:
        return {
            "source": self.history.source,
            "id": case.source_id,
            "filed_on": case.filed_on,
            "closed_on": case.closed_on,
            "has_closing_day": self.history.has_closing_day,
            "outcome": case.outcome,
            "kept": {name: value for name, value in case.kept.items() if value},
        }

    def _platform(self, name: str) -> Organisation | None:
        """The registered platform of that name, or one known only from history: nobody can choose it."""
        if not name:
            return None
        if name not in self.platforms:
            platforms = Organisation.objects.filter(kind=OrganisationKind.PLATFORM, name=name)
            found = platforms.order_by("-is_active", "pk").first()
            if found is None:
                found = Organisation.objects.create(
                    kind=OrganisationKind.PLATFORM, name=name, is_active=False
                )
            self.platforms[name] = found
        return self.platforms[name]


def history_keeper() -> User:
    """In whose name history stands when nobody is named: an account that nobody can use."""
    found = User.objects.filter(email=KEEPER).first()
    return found or User.objects.create_user(KEEPER, name="历史导入", is_active=False)


def import_history(
    rows: Iterable[tuple[int, Mapping[Any, Any]]], *, history: HistoryMap, by: User | None = None
) -> HistoryReport:
    """Load (line, row) pairs as closed cases, each with its docket of one entry. Bad rows are refused one by one."""
    loader, waiting = Loader(history, by), iter(rows)
    while batch := list(_some(waiting)):
        with transaction.atomic():
            for line, row in batch:
                loader.load(line, row)
    return loader.report


def _some(rows: Iterator[Any]) -> Iterable[Any]:
    return islice(rows, BATCH)


def _moment(day: date) -> datetime:
    """The source knows the day only: its beginning."""
    return datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE))
