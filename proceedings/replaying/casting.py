"""Who is who in a recorded mediation: sides, those who speak for them, those who are only heard; and how it ended."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

MEDIATOR = "sys"
SEPARATORS = re.compile(r"[,，、;；]\s*")
DATA = Path(__file__).parent / "data"


@dataclass
class Side:
    """A party of the dispute and everybody who speaks for it. The first voice is the party itself."""

    name: str
    voices: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Plan:
    """One recorded case, ready to be told: sides, people who are heard, every turn, whether it ended in agreement."""

    number: int
    sector: str
    category: str
    remedies: list[str]
    title: str
    facts: str
    sides: list[Side]
    heard: list[str]
    turns: list[tuple[str, str]]
    is_agreed: bool
    terms: str

    def side_of(self, speaker: str) -> Side | None:
        return next((side for side in self.sides if speaker in side.voices), None)


@cache
def data(name: str) -> dict[str, Any]:
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


def plan(number: int, record: dict[str, Any]) -> Plan:
    """Cast a record of `cases.jsonl`. Nothing is invented but what a form must have."""
    kind = data("types")[record["event_type"]]
    turns = [(turn["speaker"], turn["text"].strip().strip("“”")) for turn in record["dialog"]]
    turns = [(speaker, text) for speaker, text in turns if text]
    sides, heard = _cast(record["disputing_parties"], [speaker for speaker, _text in turns])
    return Plan(
        number=number,
        sector=kind["sector"],
        category=kind["category"],
        remedies=kind["remedies"],
        title=_title(record),
        facts=record["event_description"].strip(),
        sides=sides,
        heard=heard,
        turns=turns,
        is_agreed=_is_agreed(turns),
        terms=_terms(turns),
    )


def _title(record: dict[str, Any]) -> str:
    first = re.split(r"[。；;]", record["event_description"].strip())[0]
    return f"{record['event_type']}：{first}"[:60]


def _cast(named: str, speakers: list[str]) -> tuple[list[Side], list[str]]:
    """Sides in the order in which the record names them; there are always two."""
    words = data("casting")
    names = [name for name in SEPARATORS.split(named) if name and name not in words["nobody"]]
    sides = [Side(name) for name in names if not _is_official(name)]
    heard: list[str] = []
    for speaker in dict.fromkeys(s for s in speakers if s != MEDIATOR):
        if (side := _side_for(speaker, sides)) is not None:
            side.voices.append(speaker)
        elif _is_official(speaker):
            heard.append(speaker)
        else:
            sides.append(Side(speaker, [speaker]))
    spoken = [side for side in sides if side.voices]
    silent = [side for side in sides if not side.voices]
    while len(spoken) < 2:
        side = silent.pop(0) if silent else Side("对方")
        side.voices.append(side.name)
        spoken.append(side)
    return spoken, heard


def _is_official(name: str) -> bool:
    return any(word in name for word in data("casting")["officials"])


def _side_for(speaker: str, sides: list[Side]) -> Side | None:
    """The side that bears the speaker's name, or that of the one they speak for; a group goes with its first."""
    first = SEPARATORS.split(speaker)[0]
    core = _core(first)
    for side in sides:
        if side.name == first or core == _core(side.name):
            return side
    for side in sides:
        other = _core(side.name)
        if len(core) >= 2 and len(other) >= 2 and (core in side.name or other in first):
            return side
    return None


def _core(name: str) -> str:
    name = re.sub(r"（.*?）", "", name)
    for word in data("casting")["speaks_for"]:
        name = name.split(word)[0] or name
    return name.removeprefix("某").rstrip("0123456789")


def _is_agreed(turns: list[tuple[str, str]]) -> bool:
    """By the last words of the sides: a clear no in the last three turns ends it without agreement."""
    words = data("casting")
    last = " ".join(text for _speaker, text in turns[-3:])
    return not any(word in last for word in words["refuses"]) and any(
        word in last for word in words["agrees"]
    )


def _terms(turns: list[tuple[str, str]]) -> str:
    """What the mediator read out at the end: their longest turn among the last six."""
    spoken = [text for speaker, text in turns[-6:] if speaker == MEDIATOR] or [turns[-1][1]]
    return max(spoken, key=len)
