"""The rooms of a mediation: one for all, one caucus for each party, and where several mediate one for them alone.

Nothing here reads what is said in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, cast

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.states import Role
from chat.models import Member, Room
from chat.services import (
    Place,
    close_room,
    keep_seats,
    mark_read,
    open_room,
    post_line,
    remove_member,
    reopen_room,
)
from chat.states import RoomKind, Side
from disputes.models import Party
from disputes.selectors import people_of, voices_of
from disputes.services import issue
from disputes.states import PartyRole
from notices.services import tell
from rulebook.selectors import live_deadline
from rulebook.services import set_deadline

from .. import documents
from ..models import Mediation
from ..selectors.joint_room import caucus_key, joint_key
from ..states import HARD_STOP, CoMediatorState, MediationState
from .telling import tell_acts, tell_what_came_before

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from accounts.models import User

M = MediationState
#: While these last there is talk; a challenge or an empty office suspends it.
TALKING = frozenset({M.MEDIATING, M.SIGNING})
LARGEST = 2**31 - 1
HARD_STOP_KIND = "mediation.mediation.hard_stop"
SIDES = {
    PartyRole.COMPLAINANT: Side.COMPLAINANT,
    PartyRole.RESPONDENT: Side.RESPONDENT,
    PartyRole.THIRD_PARTY: Side.THIRD,
}


def deliberation_key(mediation: Mediation) -> str:
    return f"mediation:{mediation.pk}:deliberation"


def rooms_of_mediation(mediation: Mediation) -> QuerySet[Room]:
    return Room.objects.filter(dispute=mediation.dispute, key__startswith=f"mediation:{mediation.pk}:")


def open_sessions(mediation: Mediation, *, by: User | None) -> None:
    """The talk begins or goes on: rooms, the outer limit once, and the notice when a mediator starts."""
    if live_deadline(mediation, HARD_STOP_KIND) is None:
        set_deadline(
            mediation,
            HARD_STOP_KIND,
            HARD_STOP.rule,
            start=mediation.began_at,
            filed_at=mediation.dispute.filed_at,
            remind_days=HARD_STOP.remind_days,
        )
    keep_rooms(mediation, by=by)
    held = mediation.held
    if not held.challenges.exists():  # else the decision on it is told, and the talk goes on
        say(mediation, format_lazy(gettext_lazy("调解开始，调解员：{name}。"), name=held.mediator.name))
        issue(mediation.dispute, documents.notice(mediation), by=by)


def keep_rooms(mediation: Mediation, *, by: User | None) -> None:
    """Bring rooms and seats in line with who takes part. Whoever comes later does not see what was said before."""
    beside = seated_beside(mediation)
    if mediation.state not in TALKING and not (beside and mediation.began_at and mediation.is_running):
        return
    parties = list(mediation.dispute.parties.filter(joined_at__isnull=False))
    joint = _open(mediation, joint_key(mediation), RoomKind.JOINT, gettext_lazy("全体会谈室"), None, by)
    _seat(joint, mediation, parties, by)
    if not joint.messages.exists():
        tell_what_came_before(mediation, joint)
        for member in joint.members.current().select_related("user"):
            mark_read(joint, by=member.user, seq=LARGEST)  # they were there: it is no news to them
    for party in parties:
        title = format_lazy(gettext_lazy("{name}与调解员单独会谈"), name=party.name)
        caucus = _open(mediation, caucus_key(mediation, party), RoomKind.CAUCUS, title, party, by)
        _seat(caucus, mediation, [party], by)
    _keep_deliberation(mediation, beside, by)


def _keep_deliberation(mediation: Mediation, beside: list[User], by: User | None) -> None:
    """For the mediators alone, as long as there are several."""
    key = deliberation_key(mediation)
    if beside:
        room = _open(mediation, key, RoomKind.DELIBERATION, gettext_lazy("调解员合议室"), None, by)
        _seat(room, mediation, [], by)
    else:
        for room in rooms_of_mediation(mediation).filter(key=key, closed_at=None):
            close_room(room, by=by)


def seated_beside(mediation: Mediation) -> list[User]:
    """The co-mediators who take part."""
    held = mediation.appointments.filter(ended_at=None, co_office__state=CoMediatorState.SEATED)
    return [one.mediator for one in held.select_related("mediator")]


def pause_rooms(mediation: Mediation, *, by: User | None) -> None:
    """Without a lead there is no talk, unless somebody sits beside who goes on with it."""
    if seated_beside(mediation):
        keep_rooms(mediation, by=by)
    else:
        close_rooms(mediation, by=by)


def unseat(mediation: Mediation, person: User, *, by: User | None) -> None:
    for room in rooms_of_mediation(mediation).filter(members__user=person, members__left_at=None):
        member = remove_member(room, person, by=by)
        if room.is_caucus and member is not None:
            _tell_leaving(room, member)


def close_rooms(mediation: Mediation, *, by: User | None) -> None:
    for room in rooms_of_mediation(mediation).filter(closed_at=None):
        close_room(room, by=by)


def tell_joint_room(mediation: Mediation, *, by: User | None, verbs: Sequence[str]) -> None:
    """What has just been done, a line each, where everybody reads it."""
    room = rooms_of_mediation(mediation).filter(key=joint_key(mediation)).first()
    if room is not None:
        room.dispute = mediation.dispute
        tell_acts(mediation, room, by=by, verbs=verbs)


def say(mediation: Mediation, text: str | _StrPromise) -> None:
    """A line of the case itself, for all to read, in the joint room."""
    room = rooms_of_mediation(mediation).filter(key=joint_key(mediation), closed_at=None).first()
    if room is not None:
        post_line(room, cast(str, text))  # read in the language of the case


def tell_parties(mediation: Mediation, text: str | _StrPromise, *, by: User | None) -> None:
    listeners = [
        person
        for party in mediation.dispute.parties.filter(joined_at__isnull=False)
        for person in people_of(party)
        if person != by
    ]
    tell_people(mediation, listeners, text)


def tell_people(mediation: Mediation, listeners: Iterable[User], text: str | _StrPromise) -> None:
    """Under their bells, and by mail to those who want mail."""
    case = mediation.dispute
    tell(listeners, chain=case.chain, reference=case.reference or "", text=text, url=address_of(mediation))


def address_of(mediation: Mediation) -> str:
    """Where each finds their own page of it."""
    return reverse("mediation:show", kwargs={"pk": mediation.pk})


def tell_table(mediation: Mediation, text: str | _StrPromise, *, by: User | None = None) -> None:
    """A line in the joint room, and under the bell of the parties and the mediator, but not of who acted."""
    say(mediation, text)
    tell_parties(mediation, text, by=by)
    if mediation.mediator is not None and mediation.mediator != by:
        case = mediation.dispute
        url = reverse("mediation:show", kwargs={"pk": mediation.pk})
        tell([mediation.mediator], chain=case.chain, reference=case.reference or "", text=text, url=url)


def _open(
    mediation: Mediation, key: str, kind: str, title: str | _StrPromise, party: Party | None, by: User | None
) -> Room:
    room = open_room(mediation.dispute, key=key, kind=kind, title=str(title), side_party=party, by=by)
    return room if room.is_open else reopen_room(room, by=by)


def _seat(room: Room, mediation: Mediation, parties: list[Party], by: User | None) -> None:
    wanted: dict[User, Place] = {}
    for party in parties:
        for voice in voices_of(party):
            place = Place(
                voice.person,
                SIDES[PartyRole(party.role)],
                _label(party, voice.person),
                office=voice.office,
                mandate=voice.mandate,
            )
            wanted.setdefault(voice.person, place)
    lead = mediation.mediator
    if lead is not None and mediation.state in TALKING:
        wanted |= _neutral(mediation, lead, _("调解员 %(name)s"))
    for person in seated_beside(mediation):
        wanted |= _neutral(mediation, person, _("协同调解员 %(name)s"))
    is_under_way = room.messages.exists()
    left, come = keep_seats(room, list(wanted.values()), by=by)
    for member in left:
        if member.user not in wanted:
            _tell_leaving(room, member)
    for member in come:
        # that a mediator begins, all are told in other words
        if is_under_way and (room.is_caucus or member.side != Side.NEUTRAL):
            post_line(room, cast(str, format_lazy(gettext_lazy("{name}加入会谈。"), name=member.label)))


def _neutral(mediation: Mediation, person: User, words: str) -> dict[User, Place]:
    """Who mediates sits there as a mediator of the body; whoever is none any more, nowhere."""
    serving = person.memberships.in_force().filter(organisation=mediation.body_id, role=Role.MEDIATOR)
    label = words % {"name": person.name}
    office = serving.first()
    return {person: Place(person, Side.NEUTRAL, label, office=office)} if office is not None else {}


def _tell_leaving(room: Room, member: Member) -> None:
    post_line(room, cast(str, format_lazy(gettext_lazy("{name}离开会谈室。"), name=member.label)))


def _label(party: Party, person: User) -> str:
    if party.user_id == person.pk or not person.name:
        return party.name
    return f"{party.name}（{person.name}）"
