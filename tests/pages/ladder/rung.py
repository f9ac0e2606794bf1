"""What one address answers to whom, and the few words in which all tables of addresses are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.test.client import MULTIPART_CONTENT

from tests.cast import PEOPLE
from tests.pages.world import DESK, MEDIATING, PARTIES, World

EVERYBODY = set(PEOPLE)
INSIDE = PARTIES | DESK | MEDIATING  # of the case in mediation
LI, WANG = {"complainant"}, {"respondent"}
MEDIATOR, SECRETARY = {"mediator"}, {"secretary"}


@dataclass(frozen=True)
class Rung:
    """`answers`: status → to whom. `anonymous`: the status for nobody. `posts`: asked by POST, because GET is not.

    `acts` do something when asked: they get in, and are not asked here.
    """

    answers: dict[int, set[str]]
    args: Callable[[World], list[Any]] = lambda w: []
    anonymous: int = 302
    posts: bool = False
    acts: set[str] = field(default_factory=set)
    asked_in_json: dict[str, Any] | None = None

    @property
    def content_type(self) -> str:
        return MULTIPART_CONTENT if self.asked_in_json is None else "application/json"

    @property
    def body(self) -> dict[str, Any]:
        return self.asked_in_json or {}

    def status_for(self, name: str) -> int:
        return next((status for status, names in self.answers.items() if name in names), 404)


def case(w: World) -> list[Any]:
    return [w.mediated.reference]


def open_to_all(args=lambda w: []) -> Rung:
    return Rung({200: EVERYBODY}, args, anonymous=200)


def own_page(args=lambda w: []) -> Rung:
    return Rung({200: EVERYBODY}, args)


def of_case(*, works: set[str] = frozenset(), moves_on: set[str] = frozenset()) -> Rung:
    """A page of the case in mediation: whoever is in the case but not named is refused."""
    return Rung({200: works, 302: moves_on, 403: INSIDE - works - moves_on}, case)
