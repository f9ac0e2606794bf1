"""The data files are read and held against each other whenever Django starts."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from . import book
from .states import Certainty, Sector, Unit


@register()
def check_book(**kwargs: Any) -> list[CheckMessage]:
    try:
        return [Error(text, id="rulebook.E001") for text in _faults()]
    except (KeyError, TypeError, ValueError, OSError) as error:
        return [Error(f"a rulebook file cannot be read: {error!r}", id="rulebook.E002")]


def _faults() -> list[str]:
    return [
        *_rules(),
        *_grounds(),
        *_categories(),
        *_guards(),
        *_compass(),
        *_service_means(),
        *_service_refusal(),
        *_not_reached(),
        *_four_eyes(),
    ]


def _rules() -> list[str]:
    rows = book.rules()
    codes = [row["id"] for row in rows]
    found = [f"rule {code} twice" for code in set(codes) if codes.count(code) > 1]
    for row in rows:
        for version in row["versions"]:
            if version["certainty"] not in Certainty.values or version["unit"] not in Unit.values:
                found.append(f"rule {row['id']}: certainty or unit unknown")
            if version["n"] is None and not version["bounds"]:
                found.append(f"rule {row['id']}: no number")
    return found


def _service_means() -> list[str]:
    rules, arrivals = {row["id"] for row in book.rules()}, {"opened", "accepted", "reported"}
    arrivals |= {"signed", "left", "published"}
    return [
        f"service means {means.code}: arrival, rule or certainty unknown"
        for means in book.service_means().values()
        if means.arrival not in arrivals
        or (means.rule and means.rule not in rules)
        or means.certainty not in Certainty.values
    ]


def _service_refusal() -> list[str]:
    return [
        f"service refusal {meaning.code}: certainty unknown"
        for meaning in book.service_refusal().values()
        if meaning.certainty not in Certainty.values
    ]


def _not_reached() -> list[str]:
    return [
        f"{ground.code}: means or certainty unknown"
        for ground in book.not_reached().values()
        if not ground.means <= set(book.service_means()) or ground.certainty not in Certainty.values
    ]


def _four_eyes() -> list[str]:
    return [
        f"{rule.code}: certainty unknown"
        for rule in book.four_eyes().values()
        if rule.certainty not in Certainty.values
    ]


def _compass() -> list[str]:
    rule = book.compass()
    numbers = (rule.cases, rule.spread_cases, rule.share_step, rule.days_step, rule.cases_step)
    is_sound = (
        min(numbers) > 0 and rule.cases <= rule.spread_cases and list(rule.bands) == sorted(set(rule.bands))
    )
    return [] if is_sound else ["compass: numbers out of order"]


def _grounds() -> list[str]:
    return [
        f"ground {ground.code}: no road {road}"
        for ground in book.grounds().values()
        for road in ground.roads
        if road not in book.roads()
    ]


def _categories() -> list[str]:
    found = []
    known: dict[str, dict[str, Any]] = {
        "remedies": book.remedies(),
        "roads": book.roads(),
        "authorities": book.authorities(),
    }
    for category in book.categories().values():
        if category.sector not in Sector.values or category.matter not in book.matters():
            found.append(f"category {category.code}: sector or matter unknown")
        for name, terms in known.items():
            strangers = [code for code in getattr(category, name) if code not in terms]
            found += [f"category {category.code}: no {code} in {name}" for code in strangers]
    return found


def _guards() -> list[str]:
    wanted = {(kind, matter) for kind in book.mediation_types() for matter in book.matters()}
    guards = book.mediation_guards()
    found = [f"mediation guard {key} is missing" for key in sorted(wanted - set(guards))]
    return found + [
        f"mediation guard {key}: {guard.allowed}"
        for key, guard in guards.items()
        if guard.allowed not in ("yes", "no", "maybe")
    ]
