"""By which proofs a paper has arrived with its addressee, and which of them a later word has taken back.

在线诉讼规则 31, second paragraph: who has done what the paper asks for has received it (no 1); that a system reports it
as delivered or read is a presumption, which falls when it is shown that the system erred, that the address was not the
addressee's, or that somebody else read it (no 2).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from rulebook.selectors import not_reached

from .models import Notice
from .states import Means, MessageState

if TYPE_CHECKING:
    from rulebook.terms import NotReached

#: Proofs that are a carrier's word; a later word of the same carrier takes them back.
CARRIED = frozenset({"accepted", "reported"})
#: The proof that nothing takes back: what the addressee has done.
ACTED = "acted"
#: Who says that a message was not for them, where nobody knows who that is.
STRANGER = "stranger"
WENT_OUT = frozenset({MessageState.SENT, MessageState.DELIVERED})


@dataclass(frozen=True)
class Proof:
    at: datetime
    means: str
    how: str


def standing_proofs(notice: Notice, *, without: Collection[str] = ()) -> list[Proof]:
    """Every proof of arrival that nothing has taken back. `without`: as if what rests on these means fell, too."""
    found: list[Proof] = []
    for event in notice.proof.get("events", ()):
        name, means, at = event["event"], event["means"], datetime.fromisoformat(event["at"])
        if name == "arrived":
            found.append(Proof(at, means, event.get("how", "")))
        elif name == "read":
            found.append(Proof(at, Means.SITE, "opened"))
        elif name == ACTED:
            found.append(Proof(at, means, ACTED))
        elif name == "failed":
            found = [proof for proof in found if proof.means != means or proof.how not in CARRIED]
        elif name == "withdrawn":
            found = _but(found, {means})
    return _but(found, without)


def _but(proofs: list[Proof], means: Collection[str]) -> list[Proof]:
    return [proof for proof in proofs if proof.means not in means or proof.how == ACTED]


def tried_means(notice: Notice) -> set[str]:
    """By which means it is said to have come; of what has not arrived, by which a message went out."""
    if notice.has_arrived:
        return {proof.means for proof in standing_proofs(notice) if proof.how != ACTED}
    return {message.means for message in notice.carriers() if message.state in WENT_OUT}


def grounds_against(notice: Notice) -> list[NotReached]:
    """Why it may not have reached the addressee, by the ways it is said to have come."""
    tried = tried_means(notice)
    return [ground for ground in not_reached() if ground.means & tried]


@dataclass(frozen=True)
class Doubt:
    words: str
    is_stranger: bool


def doubts_of(notice: Notice) -> list[Doubt]:
    """What was said against its arrival since an officer last found out, the oldest first."""
    found: list[Doubt] = []
    for event in notice.proof.get("events", ()):
        if event["event"] == "doubted":
            found.append(Doubt(event.get("words", ""), is_stranger=event["who"] == STRANGER))
        elif event["event"] in {"withdrawn", "kept"}:
            found.clear()
    return found
