"""The mediators of the demonstration: what they know, hold and speak, and when they are there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from mediation import services as mediation
from mediation.models import Certificate, RosterEntry
from mediation.states import Language as L

from .demo_stage import Stage

OFFICE_HOURS = [[day, "09:00", "17:30"] for day in range(5)]
EVENINGS = [[day, "18:30", "21:00"] for day in (0, 2, 4)]
#: `since` and the days until the certificate runs out are counted from today.
ROSTER: dict[str, dict[str, Any]] = {
    "mediator": {
        "bio": "专职人民调解员，做过八年劳动争议调解，擅长把账目一笔一笔理清。",
        "categories": [
            "unpaid_remuneration",
            "work_rejected",
            "service_consumer",
            "commissioned_development",
        ],
        "speaks": [L.MANDARIN, L.WU, L.SIGN],
        "years": 12,
        "most": 30,
        "hours": [*OFFICE_HOURS, [5, "09:00", "12:00"]],
        "certificate": 700,
    },
    "second_mediator": {
        "bio": "退休软件工程师，兼职调解员，熟悉委托开发、验收和数据迁移。",
        "categories": [
            "commissioned_development",
            "work_rejected",
            "unpaid_remuneration",
            "service_consumer",
        ],
        "speaks": [L.MANDARIN, L.ENGLISH],
        "years": 5,
        "most": 12,
        "hours": EVENINGS,
        "certificate": 20,
        "away": (14, 18),
    },
    "third_mediator": {
        "bio": "律师，兼职调解员，关注平台用工和消费纠纷。",
        "categories": ["unpaid_remuneration", "service_consumer", "account_sanction"],
        "speaks": [L.MANDARIN, L.CANTONESE],
        "years": 9,
        "most": 8,
        "hours": EVENINGS,
        "certificate": 400,
    },
}


def fill_roster(stage: Stage) -> None:
    for key, known in ROSTER.items():
        _fill(stage.entry(key), stage, known)


def _fill(entry: RosterEntry, stage: Stage, known: dict[str, Any]) -> None:
    today = timezone.localdate()
    mediation.list_mediator(
        stage.body,
        mediator=entry.mediator,
        by=stage.secretary,
        bio=known["bio"],
        categories=known["categories"],
        speaks=known["speaks"],
        practised_since=today.replace(year=today.year - known["years"], month=3, day=1),
        most_cases=known["most"],
    )
    for held in Certificate.objects.filter(entry=entry, removed_at=None):
        mediation.add_certificate(
            entry,
            by=stage.secretary,
            number=held.number,
            issuer="示例市司法局",
            expires_on=today + timedelta(days=known["certificate"]),
        )
    mediation.set_availability(entry, by=entry.mediator, hours=known["hours"])
    if away := known.get("away"):
        begins, ends = (today + timedelta(days=days) for days in away)
        mediation.add_away_period(entry, by=entry.mediator, starts_on=begins, ends_on=ends)
