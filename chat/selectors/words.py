"""Phrases and notes, each for the one person who may read them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import translation

from accounts.models import Organisation
from accounts.states import Role
from disputes.models import Proceeding

from ..models import Phrase, PrivateNote, Room
from ..states import Side
from .messages import seat_of

if TYPE_CHECKING:
    from accounts.models import User

SEEDS = Path(__file__).resolve().parent.parent / "data" / "phrases.json"


@dataclass(frozen=True)
class AtHand:
    """One phrase as it is offered. `whose`: `own`, `body` or `house`."""

    title: str
    text: str
    whose: str


@cache
def seeds() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(SEEDS.read_text(encoding="utf-8"))
    return found


def house_phrases() -> list[AtHand]:
    """What every neutral begins with, in the language of the page."""
    language = "en" if (translation.get_language() or "").startswith("en") else "zh"
    return [AtHand(seed[language]["title"], seed[language]["text"], "house") for seed in seeds()]


def phrases_for(user: User, room: Room) -> list[AtHand]:
    """A party's own and nothing else; for who mediates here also their body's, and the house's."""
    own = [AtHand(p.title, p.text, "own") for p in Phrase.objects.filter(owner=user)]
    seat = seat_of(user, room)
    if seat is None or seat.is_party:
        return own
    bodies = Proceeding.objects.served_by(user).filter(dispute=room.dispute_id).values("body")
    of_body = Phrase.objects.filter(Q(body__in=bodies) | Q(body__in=_bodies_of(user)))
    found = own + [AtHand(p.title, p.text, "body") for p in of_body]
    return found + (house_phrases() if seat.side == Side.NEUTRAL else [])


def own_phrases(user: User) -> QuerySet[Phrase]:
    return Phrase.objects.filter(owner=user)


def bodies_kept_by(user: User) -> QuerySet[Organisation]:
    """Whose phrases this person keeps."""
    offices = user.memberships.in_force().filter(role__in=[Role.SECRETARY, Role.SUPERVISOR])
    return Organisation.objects.filter(pk__in=offices.values("organisation"), is_active=True).order_by("name")


def changeable_phrases(user: User) -> QuerySet[Phrase]:
    return Phrase.objects.filter(Q(owner=user) | Q(body__in=bodies_kept_by(user)))


def note_of(user: User, room: Room) -> PrivateNote | None:
    """The sheet one keeps beside a room."""
    return PrivateNote.objects.visible_to(user).filter(room=room, message=None).first()


def notes_on_lines(user: User, room: Room) -> list[PrivateNote]:
    notes = PrivateNote.objects.visible_to(user).filter(room=room, message__isnull=False)
    return list(notes.select_related("message__author").order_by("message__seq"))


def noted_lines(user: User, room: Room) -> set[int]:
    """Numbers of the lines one has a note on."""
    notes = PrivateNote.objects.visible_to(user).filter(room=room, message__isnull=False)
    return set(notes.values_list("message__seq", flat=True))


def all_notes(user: User) -> list[PrivateNote]:
    """Every note of this person, case by case, also of cases they have left."""
    notes = PrivateNote.objects.visible_to(user).select_related(
        "room__dispute", "room__side_party", "message__author"
    )
    rooms = Room.objects.visible_to(user).filter(pk=OuterRef("room"))
    return list(notes.annotate(is_readable=Exists(rooms)).order_by("room__dispute", "room", "message__seq"))


def _bodies_of(user: User) -> QuerySet[Any]:
    return user.memberships.in_force().values("organisation")
