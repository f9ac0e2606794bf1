"""One case, a room of each kind, and people who sit there by every ground there is: the stage of `test_doors.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Membership, Organisation, User
from accounts.services import end_all_sessions, end_membership
from accounts.states import OrganisationKind, Role
from casefiles.models import Evidence
from chat.models import Message, Room, RoomFile
from chat.services import Place, keep_seats, open_room, post_message, remove_member
from chat.states import RoomKind, Side
from disputes.models import Dispute, Party, Proceeding, Representative
from disputes.services import end_representation
from docket.services import open_chain
from mediation.services import open_feed

numbers = count(1)
PLANTED = "只有在座的人能读到的底价八千八百"

#: Who sits where, and on what that rests.
SITS = {
    ("joint", "party"): "self",
    ("joint", "deputy"): "mandate",
    ("joint", "clerk"): "office",
    ("joint", "mediator"): "office",
    ("caucus", "party"): "self",
    ("caucus", "deputy"): "mandate",
    ("caucus", "mediator"): "office",
    ("deliberation", "mediator"): "office",
    ("negotiation", "party"): "self",
    ("negotiation", "deputy"): "mandate",
    ("negotiation", "clerk"): "office",
    ("negotiation", "handler"): "office",
}


@dataclass
class Stage:
    dispute: Dispute
    people: dict[str, User]
    rooms: dict[str, Room]
    sessions: dict[str, str] = field(default_factory=dict)
    evidence: Evidence | None = None

    def say(self, room: Room, who: str, text: str) -> Message:
        return post_message(room, by=self.people[who], text=text, client_id=f"d{next(numbers)}")


def person(name: str) -> User:
    return User.objects.create_user(email=f"{name}{next(numbers)}@doors.example", password="x", name=name)


def body(kind: str) -> Organisation:
    return Organisation.objects.create(kind=kind, name=f"机构{next(numbers)}")


def office(user: User, where: Organisation, role: str) -> Membership:
    return Membership.objects.create(user=user, organisation=where, role=role, starts_on="2020-01-01")


def make_stage() -> Stage:
    people = {
        name: person(name)
        for name in ("party", "other", "deputy", "clerk", "mediator", "second", "handler", "boss")
    }
    mediating, platform, desk = (
        body(OrganisationKind.MEDIATION_BODY),
        body(OrganisationKind.PLATFORM),
        body(OrganisationKind.PLATFORM),
    )
    offices = {
        "mediator": office(people["mediator"], mediating, Role.MEDIATOR),
        "second": office(people["second"], mediating, Role.MEDIATOR),
        "clerk": office(people["clerk"], platform, Role.HANDLER),
        "handler": office(people["handler"], desk, Role.HANDLER),
    }
    for where in (platform, desk, mediating):
        office(people["boss"], where, Role.SUPERVISOR)
    dispute = Dispute.objects.create(
        chain=open_chain(),
        created_by=people["party"],
        title="门",
        reference=f"JF-2020-{next(numbers):06d}",
        desk=desk,
    )
    Dispute.objects.filter(pk=dispute.pk).update(state="choosing_road", filed_at=timezone.now())
    dispute.refresh_from_db()
    now = timezone.now()
    first = Party.objects.create(
        dispute=dispute, role="complainant", name="甲", user=people["party"], joined_at=now
    )
    Party.objects.create(dispute=dispute, role="respondent", name="乙", user=people["other"], joined_at=now)
    Party.objects.create(dispute=dispute, role="third_party", name="丙", organisation=platform, joined_at=now)
    mandate = Representative.objects.create(party=first, user=people["deputy"], name="代理")
    proceeding = Proceeding.objects.create(dispute=dispute, channel="mediation", body=mediating)
    proceeding.people.set([people["mediator"], people["second"]])
    stage = Stage(dispute, people, {})

    def place(name: str) -> Place:
        sides = {"mediator": Side.NEUTRAL, "second": Side.NEUTRAL, "handler": Side.STAFF, "clerk": Side.THIRD}
        return Place(
            people[name],
            sides.get(name, Side.RESPONDENT if name == "other" else Side.COMPLAINANT),
            name,
            office=offices.get(name),
            mandate=mandate if name == "deputy" else None,
        )

    for kind, seated in {
        "joint": ("party", "other", "deputy", "clerk", "mediator", "second"),
        "caucus": ("party", "deputy", "mediator", "second"),
        "deliberation": ("mediator", "second"),
        "negotiation": ("party", "other", "deputy", "clerk", "handler"),
    }.items():
        room = open_room(
            dispute, key=f"doors:{kind}", kind=RoomKind(kind), title=kind, by=None,
            side_party=first if kind == "caucus" else None,
        )  # fmt: skip
        keep_seats(room, [place(name) for name in seated], by=None)
        stage.rooms[kind] = room
    for room in stage.rooms.values():
        for member in room.members.current().select_related("user"):
            name = next(key for key, user in people.items() if user == member.user)
            said = stage.say(room, name, f"{PLANTED}，{name}说")
        RoomFile.objects.create(
            room=room, message=said, file=ContentFile(PLANTED.encode(), name="plan.txt"), size=10,
            original_name=f"{PLANTED}.txt", media_type="text/plain", sha256="0" * 64, sm3="0" * 64,
        )  # fmt: skip
    stage.evidence = Evidence.objects.create(
        dispute=dispute, submitted_by_party=first, submitted_by=people["party"], title=PLANTED, number=1,
        file=ContentFile(PLANTED.encode(), name="proof.txt"), original_name="proof.txt",
        media_type="text/plain", size=10, sha256="0" * 64, sm3="0" * 64,
    )  # fmt: skip
    return stage


def let_in(stage: Stage, name: str) -> str:
    """A session as after logging in with a second factor."""
    user = stage.people[name]
    factor = Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["account_authentication_methods"] = [{"method": "mfa", "id": factor.pk, "at": 0}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    UserSession.objects.create(user=user, ip="127.0.0.1", session_key=session.session_key, user_agent="x")
    stage.sessions[name] = session.session_key
    return session.session_key


def feed_address(user: User) -> str:
    from mediation.services import token_of

    feed = open_feed(user)
    return f"{feed.pk}/{token_of(feed)}"


# --- what may end ---------------------------------------------------------------------------------------

Ending = Callable[[Stage, str, Room], Any]


def _membership(stage: Stage, name: str) -> Membership:
    return Membership.objects.get(user=stage.people[name])


def membership_ends(stage: Stage, name: str, room: Room) -> None:
    end_membership(_membership(stage, name), by=stage.people["boss"])


def membership_runs_out(stage: Stage, name: str, room: Room) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=stage.people[name]).update(ends_on=yesterday)


def body_is_struck_off(stage: Stage, name: str, room: Room) -> None:
    Organisation.objects.filter(memberships__user=stage.people[name]).update(is_active=False)


def mandate_ends(stage: Stage, name: str, room: Room) -> None:
    mandate = Representative.objects.get(user=stage.people[name])
    end_representation(mandate, by=stage.people["party"])


def seat_is_taken(stage: Stage, name: str, room: Room) -> None:
    """Resigned, replaced, challenged with success: whatever the reason, the seat is taken away."""
    remove_member(room, stage.people[name], by=None)


def logs_out(stage: Stage, name: str, room: Room) -> None:
    SessionStore(stage.sessions[name]).flush()


def is_signed_out_from_another_device(stage: Stage, name: str, room: Room) -> None:
    UserSession.objects.get(session_key=stage.sessions[name]).end()


def signs_out_everywhere(stage: Stage, name: str, room: Room) -> None:
    end_all_sessions(User.objects.get(pk=stage.people[name].pk))


def changes_password(stage: Stage, name: str, room: Room) -> None:
    user = User.objects.get(pk=stage.people[name].pk)
    user.set_password("another one altogether")
    user.save()


def session_runs_out(stage: Stage, name: str, room: Room) -> None:
    past = timezone.now() - timedelta(seconds=1)
    Session.objects.filter(session_key=stage.sessions[name]).update(expire_date=past)


def account_is_closed(stage: Stage, name: str, room: Room) -> None:
    User.objects.filter(pk=stage.people[name].pk).update(is_active=False)


def second_factor_is_taken_off(stage: Stage, name: str, room: Room) -> None:
    request = HttpRequest()
    request.user = stage.people[name]
    delete_and_cleanup(request, Authenticator.objects.get(user=request.user))


OF_SESSION: tuple[Ending, ...] = (
    logs_out,
    is_signed_out_from_another_device,
    signs_out_everywhere,
    changes_password,
    session_runs_out,
    account_is_closed,
)
OF_GROUND: dict[str, tuple[Ending, ...]] = {
    "self": (seat_is_taken,),
    "mandate": (mandate_ends, seat_is_taken),
    "office": (
        membership_ends,
        membership_runs_out,
        body_is_struck_off,
        seat_is_taken,
        second_factor_is_taken_off,
    ),
}


def whole_table() -> list[tuple[str, str, Ending, bool]]:
    """Room, person, ending, and whether the wake-up gets lost."""
    return [
        (kind, name, ending, is_lost)
        for (kind, name), ground in SITS.items()
        for ending in (*OF_GROUND[ground], *OF_SESSION)
        for is_lost in (False, True)
    ]
