"""A draw as a stranger needs it to draw again."""

from __future__ import annotations

from typing import Any

from docket.hashing import moment

from ..models import Draw
from ..states import DrawState


def draw_as_json(draw: Draw) -> dict[str, Any]:
    """Everything that went into it. Before it is drawn no word is in here."""
    dispute = draw.mediation.dispute
    entry = dispute.chain.entries.get(seq=draw.published_seq)
    told: dict[str, Any] = {
        "format": "jiefen-draw-1",
        "case": dispute.reference,
        "number": draw.number,
        "roster": draw.roster,
        "roster_sha256": draw.roster_sha256,
        "published": {
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
        },
    }
    if draw.state == DrawState.OPEN:
        return told
    return told | {
        "words": draw.seed["words"] if draw.seed else [],
        "checkpoint": draw.seed.get("checkpoint", {}),
        "seed": draw.seed.get("seed", ""),
        "tickets": draw.tickets,
        "passed_over": draw.passed_over,
        "result": draw.result_id,
    }
