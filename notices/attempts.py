"""Each attempt to deliver a paper, as the proof tells it: when it set out, by which means, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Notice
from .states import Means, NoticeState, Obstacle

Words = str | Promise

NO_WORD = _("没有回执")
#: What an event says of the attempt it belongs to. `failed` says why.
RESULTS: dict[str, Words] = {
    "handed_over": NoticeState.HANDED_OVER.label,
    "refused": NoticeState.REFUSED.label,
    "arrived": NoticeState.ARRIVED.label,
    "withdrawn": Obstacle.NOT_REACHED.label,
}


@dataclass(frozen=True)
class Attempt:
    """`at` is None where nothing could set out. `result_at` is the moment an officer or a carrier gives."""

    means: str
    at: datetime | None
    result: Words
    result_at: datetime | None = None
    tracking: str = ""
    is_open: bool = False  # no word yet of what came of it

    @property
    def means_label(self) -> Words:
        return Means(self.means).label if self.means else ""


def attempts_of(notice: Notice) -> list[Attempt]:
    """In the order in which they were made. A delivery by hand is made and ends at one moment."""
    found: list[Attempt] = []
    for event in notice.proof.get("events", ()):
        _take(found, event)
    if found:
        return found
    why = Obstacle(notice.obstacle).label if notice.obstacle else notice.get_state_display()
    return [Attempt("", None, why)]


def _take(found: list[Attempt], event: Mapping[str, Any]) -> None:
    name, means, at = event["event"], event["means"], datetime.fromisoformat(event["at"])
    if name == "sent":
        found.append(Attempt(means, at, NO_WORD, tracking=event.get("tracking", ""), is_open=True))
    elif name == "failed":
        _note(found, means, at, Obstacle(event["why"]).label)
    elif name in RESULTS:
        _note(found, means, at, RESULTS[name], is_open=name == "handed_over")


def _note(found: list[Attempt], means: str, at: datetime, result: Words, *, is_open: bool = False) -> None:
    """Of the newest attempt by these means that is still open; else it is an attempt of its own (a copy, a walk)."""
    for place in range(len(found) - 1, -1, -1):
        attempt = found[place]
        if attempt.means == means and attempt.is_open:
            found[place] = replace(attempt, result=result, result_at=at, is_open=is_open)
            return
    found.append(Attempt(means, at, result, at, is_open=is_open))


def was_refused(notice: Notice) -> bool:
    """Somebody once would not take it, whatever was tried afterwards."""
    return any(event["event"] == "refused" for event in notice.proof.get("events", ()))


def receipt_keys(notice: Notice) -> list[int]:
    """Which photos the app above keeps of its receipts and returned letters."""
    return [int(event["receipt"]) for event in notice.proof.get("events", ()) if event.get("receipt")]
