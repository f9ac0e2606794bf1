"""What a new mediator does not see of the joint room, and whose answer is waited for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chat.models import Member, Message, Room
from chat.selectors import reach_of, seat_of
from disputes.models import Party

from ..models import EarlierTalkRequest, Mediation
from ..states import EarlierTalkState
from .joint_room import caucus_key, joint_key
from .standing import deciding_parties

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Unseen:
    """The seat of somebody who mediates in the joint room, and how many lines of people lie before it."""

    seat: Member
    lines: int


def joint_room_of(mediation: Mediation) -> Room | None:
    return Room.objects.filter(dispute=mediation.dispute, key=joint_key(mediation)).first()


def unseen_before(mediation: Mediation, user: User) -> Unseen | None:
    """None where nothing was said before, or all of it may be read already."""
    room = joint_room_of(mediation)
    seat = seat_of(user, room) if room else None
    if seat is None or (reach := reach_of(seat)) == 0:
        return None
    lines = Message.objects.filter(room=seat.room_id, seq__lte=reach, author__isnull=False, recalled_at=None)
    return Unseen(seat, count) if (count := lines.count()) else None


def earlier_talk_request(mediation: Mediation) -> EarlierTalkRequest | None:
    """That of the mediator who leads now, if it has not fallen away."""
    found = mediation.earlier_talk_requests.filter(appointment__ended_at=None)
    return found.exclude(state=EarlierTalkState.DROPPED).select_related("appointment__mediator").last()


def parties_to_answer_earlier(mediation: Mediation) -> list[Party]:
    open_one = mediation.earlier_talk_requests.filter(state=EarlierTalkState.OPEN).first()
    if open_one is None:
        return []
    said = set(open_one.replies.values_list("party", flat=True))
    return [party for party in deciding_parties(mediation.dispute) if party.pk not in said]


def may_ask_for_earlier_talk(mediation: Mediation, user: User) -> bool:
    """Asked inside the talk, by whoever leads it; the state is the caller's to ask."""
    if mediation.mediator != user or earlier_talk_request(mediation) is not None:
        return False
    return unseen_before(mediation, user) is not None


def caucus_unseen_by(mediation: Mediation, mediator: User, party: Party, user: User) -> Member | None:
    """The mediator's seat in this side's own room, when the reader sits there and could show more of it."""
    own_room = Room.objects.filter(dispute=mediation.dispute, key=caucus_key(mediation, party))
    room = own_room.filter(closed_at=None).first()
    if room is None:
        return None
    own, seat = seat_of(user, room), seat_of(mediator, room)
    if own is None or seat is None or reach_of(seat) <= reach_of(own):
        return None
    return seat
