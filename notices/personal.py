"""What papers, deliveries, messages and bell lines hold about persons."""

from __future__ import annotations

from typing import Any

from accounts.personal import Personal

from .models import Happening, Notice, OutboxMessage, Paper
from .selectors import paper_hash

#: What an event of a delivery says of the house's own doing; the rest is of whoever it was for: who took it, what they
#: said, where it went, under which number of the post.
OF_AN_EVENT = {"event", "means", "at", "how", "why", "server", "ground"}
OF_A_PROOF = {"events", "trace", "entry", "checkpoint", "paper_sha256"}


def _bare_proof(proof: Any) -> Any:
    """That it was tried and came, when and by which means: the other side's time limits hang on it."""
    kept = {name: value for name, value in proof.items() if name in OF_A_PROOF}
    if "events" in kept:
        kept["events"] = [
            {name: value for name, value in event.items() if name in OF_AN_EVENT} for event in kept["events"]
        ]
    return kept


def _hash(paper: Any) -> dict[str, str]:
    return {"sha256": paper_hash(html=paper.html, facts=paper.facts)}


PERSONAL = (
    Personal(Paper, "chain", shared=("title", "html", "facts", "withdrawal"), rehash=_hash, sha256="sha256"),
    Personal(
        Notice,
        "paper__chain",
        mine=("user",),
        keyed="addressee_key",
        names=("addressee_name", "address"),
        shared=("proof",),
        kept={"proof": _bare_proof},
    ),
    # whoever they were for: the paper and the proof of its delivery stay, the copies of a message do not
    Personal(OutboxMessage, "notice__paper__chain", deleted_all=True),
    Personal(Happening, "chain", deleted_all=True),
    Personal(Happening, mine=("user",), deleted=True),
)
