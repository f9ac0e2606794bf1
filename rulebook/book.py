"""The rulebook's data files, read once, as the values of terms.py."""

from collections.abc import Iterable
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import yaml

from .terms import (
    Advice,
    Authority,
    Category,
    Cause,
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

DATA = Path(__file__).parent / "data"
BEIJING = ZoneInfo("Asia/Shanghai")


T = TypeVar("T", bound=Term)


def read(name: str) -> Any:
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def roads() -> dict[str, Road]:
    return _by_code(Road(**row) for row in read("roads"))


@cache
def regions() -> dict[str, Region]:
    return _by_code(Region(**row) for row in read("regions"))


@cache
def remedies() -> dict[str, Remedy]:
    return _by_code(Remedy(**row) for row in read("remedies"))


@cache
def grounds() -> dict[str, Ground]:
    return _by_code(
        Ground(kind=kind, **{**row, "roads": tuple(row["roads"])})
        for kind, rows in read("grounds").items()
        for row in rows
    )


@cache
def categories() -> dict[str, Category]:
    return _by_code(
        Category(
            sector=sector,
            code=row["code"],
            zh=row["zh"],
            en=row["en"],
            matter=row["matter"],
            remedies=tuple(row["remedies"]),
            causes=tuple(Cause(str(code), name) for code, name in row.get("causes", {}).items()),
            roads=tuple(row["roads"]),
            flags=frozenset(row.get("flags", ())),
            authorities=tuple(row.get("authorities", ())),
            note=row.get("note", ""),
        )
        for sector, rows in read("categories").items()
        for row in rows
    )


@cache
def matters() -> dict[str, Term]:
    return _by_code(Term(**row) for row in read("mediation_guards")["matters"])


@cache
def mediation_types() -> dict[str, Term]:
    rows = read("mediation_guards")["types"]
    return _by_code(Term(code=row["code"], zh=row["zh"], en=row["en"]) for row in rows)


@cache
def mediation_guards() -> dict[tuple[str, str], MediationGuard]:
    guards = {}
    for row in read("mediation_guards")["types"]:
        for matter, answer in row["matters"].items():
            guards[row["code"], matter] = MediationGuard(
                type=row["code"],
                matter=matter,
                allowed=answer["allowed"],
                source=answer.get("source", row["source"]),
                fee=row["fee"],
                confirmable=row["confirmable"],
                reason=Term(f"{row['code']}.{matter}", answer["zh"], answer["en"]),
            )
    return guards


@cache
def authorities() -> dict[str, Authority]:
    return _by_code(
        Authority(
            code=row["code"],
            zh=row["zh"],
            en=row["en"],
            line=str(row["line"]),
            matters=Term(row["code"], row["matters_zh"], row["matters_en"]),
            limits=row.get("limits", ""),
            certainty=row["certainty"],
            source=row["source"],
            flags=frozenset(row.get("flags", ())),
        )
        for row in read("authorities")
    )


@cache
def compass() -> CompassRule:
    row = read("compass")
    names = ("cases", "spread_cases", "share_step", "days_step", "cases_step")
    return CompassRule(
        **{name: int(row[name]) for name in names}, bands=tuple(row["bands"]), source=row["source"]
    )


@cache
def confirmation_courts() -> dict[str, Advice]:
    """To which courts an agreement may be taken to be confirmed (民诉法 205)."""
    return _by_code(_advice(row) for row in read("confirmation")["courts"])


@cache
def roads_after_breach() -> dict[str, Advice]:
    """What a creditor may do on an agreement that is not kept, beside the roads of the house."""
    return _by_code(_advice(row) for row in read("confirmation")["roads"])


def _advice(row: dict[str, Any]) -> Advice:
    return Advice(
        code=row["code"],
        zh=row["zh"],
        en=row["en"],
        when=row["when"],
        source=row["source"],
        why=Term(row["code"], row["why_zh"], row["why_en"]),
    )


@cache
def service_means() -> dict[str, ServiceMeans]:
    return _by_code(
        ServiceMeans(
            code=row["code"],
            zh=row["zh"],
            en=row["en"],
            arrival=row["arrival"],
            rule=row.get("rule", ""),
            designated=row.get("designated", False),
            bodies=frozenset(row["bodies"]),
            source=row["source"],
            certainty=row["certainty"],
        )
        for row in read("service_means")
    )


@cache
def service_refusal() -> dict[str, RefusalMeans]:
    return _by_code(
        RefusalMeans(
            code=row["code"],
            zh=row["zh"],
            en=row["en"],
            bodies=frozenset(row["bodies"]),
            source=row["source"],
            certainty=row["certainty"],
        )
        for row in read("service_refusal")
    )


@cache
def four_eyes() -> dict[str, FourEyes]:
    return _by_code(FourEyes(**row) for row in read("four_eyes"))


@cache
def not_reached() -> dict[str, NotReached]:
    return _by_code(NotReached(**{**row, "means": frozenset(row["means"])}) for row in read("not_reached"))


@cache
def statutory_days(year: int) -> dict[date, str]:
    """Days 全国年节及纪念日放假办法 (2024) gives without a yearly notice, each with its holiday's key."""
    book = read("statutory_days")
    days = {date(year, *map(int, day.split("-"))): name for day, name in book["every_year"].items()}
    return days | {on: name for name, ons in book["by_year"].get(year, {}).items() for on in ons}


def _by_code(terms: Iterable[T]) -> dict[str, T]:
    found: dict[str, T] = {}
    for term in terms:
        if term.code in found:
            raise ValueError(f"the code {term.code} is used twice")
        found[term.code] = term
    return found


def rules() -> list[dict[str, Any]]:
    """Every rule of `data/rules/*.yaml` with its versions, short forms written out."""
    files = sorted((DATA / "rules").glob("*.yaml"))
    rows = [row for file in files for row in yaml.safe_load(file.read_text(encoding="utf-8"))]
    return [_rule(row) for row in rows]


def _rule(row: dict[str, Any]) -> dict[str, Any]:
    common = {key: row[key] for key in row if key not in ("id", "start", "kind", "versions")}
    versions = [_version({**common, **own}) for own in row.get("versions", [{}])]
    return {
        "id": row["id"],
        "start": row.get("start", ""),
        "kind": row.get("kind", "limit"),
        "versions": versions,
    }


def _version(row: dict[str, Any]) -> dict[str, Any]:
    """The columns of a rule version. A law counts as published when it took effect, if no date is given."""
    n, unit = row["period"].split() if row.get("period") else (None, row.get("unit", "CD"))
    extend_n, extend_unit = row["extend_by"].split() if row.get("extend_by") else (None, "")
    published = row.get("published", row.get("from"))
    return {
        "n": None if n is None else int(n),
        "unit": unit,
        "roll": row.get("roll", True),
        "pause": row.get("pause", ""),
        "extend": row.get("extend", ""),
        "extend_n": None if extend_n is None else int(extend_n),
        "extend_unit": extend_unit,
        "bounds": {key: row[key] for key in ("min", "max") if key in row},
        "valid_from": row.get("from"),
        "valid_to": row.get("to"),
        "published_at": published and datetime.combine(published, time(), BEIJING),
        "source": row["source"],
        "certainty": row["certainty"],
        "text": row.get("text", ""),
    }
