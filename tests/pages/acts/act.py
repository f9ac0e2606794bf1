"""What an act is, and the few words in which all tables of acts are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from disputes.models import Dispute
from mediation.models import Mediation
from tests.cast import Cast
from tests.disputes.test_journeys_by_page import term
from tests.mediation.cases import Case, make_case


@dataclass(frozen=True)
class Act:
    story: Callable[[Cast], Any]
    who: str
    url: Callable[[], str]
    data: Callable[[], dict[str, Any]]


def the_dispute() -> Dispute:
    return Dispute.objects.get()


def mediating(name: str, *args: object) -> Callable[[], str]:
    return lambda: reverse(f"mediation:{name}", args=[Mediation.objects.get().pk, *args])


def sends(**data: Any) -> Callable[[], dict[str, Any]]:
    return lambda: data


def with_term(**data: Any) -> Callable[[], dict[str, Any]]:
    return lambda: {**term(the_dispute()), **data}


def way(stage: Callable[[Case], Case]) -> Callable[[Cast], Case]:
    def story(cast: Cast) -> Case:
        return stage(make_case(cast))

    return story
