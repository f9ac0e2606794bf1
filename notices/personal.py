"""What papers, deliveries, messages and bell lines hold about persons."""

from __future__ import annotations

from typing import Any

from accounts.personal import Personal

from .models import Happening, Notice, OutboxMessage, Paper
from .selectors import paper_hash


def _hash(paper: Any) -> dict[str, str]:
    return {"sha256": paper_hash(html=paper.html, facts=paper.facts)}


PERSONAL = (
    Personal(Paper, "chain", shared=("title", "html", "facts", "withdrawal"), rehash=_hash, sha256="sha256"),
    Personal(
        Notice,
        "paper__chain",
        mine=("user",),
        names=("addressee_name", "address"),
        shared=("proof",),
    ),
    # whoever they were for: the paper and the proof of its delivery stay, the copies of a message do not
    Personal(OutboxMessage, "notice__paper__chain", deleted_all=True),
    Personal(Happening, "chain", deleted_all=True),
    Personal(Happening, mine=("user",), deleted=True),
)
