"""A draw as a stranger needs it to draw again, also after somebody who was in it has been erased."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from docket.hashing import moment
from docket.models import Entry

from ..models import Draw
from ..states import DrawState


def roster_hash(roster: list[list[Any]]) -> str:
    text = json.dumps(roster, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def row_of(draw: Draw) -> str:
    """How an erasure calls it in the docket."""
    return f"mediation.draw:{draw.pk}"


def erased_draw(draw: Draw) -> dict[str, Any]:
    """The columns of a draw from which somebody was erased: names are gone from the roster, and with a word its salt,
    so that it cannot be guessed back. The commitment stays, and the seed."""
    if not draw.seed:
        return {"names_sha256": roster_hash(draw.roster)}
    gone = set(draw.words.filter(salt="").values_list("party", flat=True))
    words = [
        {"party": word["party"], "commitment": word["commitment"], "erased": True}
        if word["party"] in gone
        else word
        for word in draw.seed["words"]
    ]
    return {"names_sha256": roster_hash(draw.roster), "seed": draw.seed | {"words": words}}


def draw_as_json(draw: Draw) -> dict[str, Any]:
    """Everything that went into it. Before it is drawn no word is in here."""
    dispute = draw.mediation.dispute
    chain = dispute.chain
    told: dict[str, Any] = {
        "format": "jiefen-draw-1",
        "case": dispute.reference,
        "number": draw.number,
        "roster": draw.roster,
        "roster_sha256": draw.roster_sha256,
        "row": row_of(draw),
        "published": _entry(chain.entries.get(seq=draw.published_seq)),
        "erasures": [_entry(entry) for entry in _erasures(draw)],
    }
    if draw.state == DrawState.OPEN:
        return told
    held = chain.entries.filter(verb="mediation.draw_held", facts__draw=draw.number).first()
    return told | {
        "held": _entry(held) if held is not None else None,
        "words": draw.seed["words"] if draw.seed else [],
        "checkpoint": draw.seed.get("checkpoint", {}),
        "seed": draw.seed.get("seed", ""),
        "tickets": draw.tickets,
        "passed_over": draw.passed_over,
        "result": draw.result_id,
    }


def _erasures(draw: Draw) -> Iterator[Entry]:
    """Those that told another hash of its roster."""
    found = draw.mediation.dispute.chain.entries.filter(verb="accounts.erased_in_case")
    for entry in found.order_by("seq"):
        if any(name == row_of(draw) for name, _before, _after in entry.facts.get("replaced", ())):
            yield entry


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "hash": entry.hash,
        "previous": entry.previous,
        "body": {
            "seq": entry.seq,
            "at": moment(entry.at),
            "verb": entry.verb,
            "actor": entry.actor,
            "facts": entry.facts,
            "commitments": entry.commitments,
        },
    }
