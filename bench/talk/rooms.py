"""Rooms of three, each with people of its own who are logged in. Made in bulk: here it is talking that is measured."""

from __future__ import annotations

import secrets

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import User
from chat.models import Member, Room
from chat.states import RoomKind, Side
from disputes.models import Dispute
from docket.services import open_chain

from .worlds import Seated

SIDES = (Side.COMPLAINANT, Side.RESPONDENT, Side.NEUTRAL)


def make_rooms(number: int) -> list[Seated]:
    run = secrets.token_hex(4)
    users = User.objects.bulk_create(
        User(email=f"{run}-{n}@bench.example", name=f"Talker {n}", password="!")
        for n in range(number * len(SIDES))
    )
    dispute = Dispute.objects.create(chain=open_chain(), created_by=users[0])
    rooms = Room.objects.bulk_create(
        Room(dispute=dispute, key=f"{run}:{n}", kind=RoomKind.JOINT, title="bench") for n in range(number)
    )
    people = [users[n * len(SIDES) : (n + 1) * len(SIDES)] for n in range(number)]
    Member.objects.bulk_create(
        Member(room=room, user=user, side=side, label=user.name)
        for room, three in zip(rooms, people, strict=True)
        for user, side in zip(three, SIDES, strict=True)
    )
    keys = iter(_log_in(users))
    return [Seated(room.pk, [f"sessionid={next(keys)}" for _user in SIDES]) for room in rooms]


def _log_in(users: list[User]) -> list[str]:
    """Sessions as after logging in."""
    store = SessionStore()
    ends = timezone.now() + timezone.timedelta(days=1)
    sessions = [
        Session(session_key=secrets.token_hex(16), session_data=store.encode(_session(u)), expire_date=ends)
        for u in users
    ]
    Session.objects.bulk_create(sessions)
    return [session.session_key for session in sessions]


def _session(user: User) -> dict[str, str]:
    return {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }
