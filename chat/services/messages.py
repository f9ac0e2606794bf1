"""Saying, changing and taking back. The lock is the room's row, never the case's: talk does not wait for acts."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone, translation

from accounts.selectors import Standing, holding
from disputes.exceptions import Refusal

from .. import policies
from ..exceptions import BadFrame, NoSuchEvidence, NoSuchMessage, StandingChanged
from ..models import Member, Message, MessageRevision, Room
from ..selectors import as_frame
from ..states import Change, MessageKind
from . import storing
from .delivery import Event, announce
from .neighbour import work

if TYPE_CHECKING:
    from accounts.models import User

CLIENT_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)
#: What no line of text holds: half characters, and control characters except line break and tab.
UNSAYABLE = re.compile("[\ud800-\udfff\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Draft:
    """One message on its way into a room."""

    room_id: int
    user_id: int
    text: str
    client_id: str
    reply_to: int | None = None
    data: dict[str, Any] = field(default_factory=dict)
    standing: Standing | None = None  # of the socket it came through; a page has just been asked


def clean(text: str) -> str:
    return UNSAYABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def message_event(
    message: Message, author: Member | None, audience: list[int], *, kind: str = "message"
) -> Event:
    """`to` are the members of the moment it was said: whoever left before is never sent it, whatever they miss."""
    frame = as_frame(message, author) | {"type": kind}
    return {
        "type": kind,
        "room": message.room_id,
        "seq": message.seq,
        "rev": message.rev,
        "to": audience,
        "frame": json.dumps(frame, ensure_ascii=False, separators=(",", ":")),
    }


class Batch:
    """Several drafts, also for several rooms, in one transaction. Each is stored or refused for itself."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self.rooms = storing.lock_rooms(sorted({draft.room_id for draft in drafts}))
        self.seats: dict[tuple[int, int], Member] = {}
        self.audience: dict[int, list[int]] = {pk: [] for pk in self.rooms}
        everybody: dict[tuple[int, int], list[Member]] = {}
        for member in storing.members_of(self.rooms):
            place = (member.room_id, member.user_id)
            everybody.setdefault(place, []).append(member)
            if member.sits:  # type: ignore[attr-defined]  # selected beside it
                self.seats[place] = member
                self.audience[member.room_id].append(member.pk)
        # under each seat this person ever had here: whoever left and came back may send again, too
        sendings = {
            (draft.room_id, member.pk, draft.client_id): draft.user_id
            for draft in drafts
            if CLIENT_ID.fullmatch(draft.client_id)
            for member in everybody.get((draft.room_id, draft.user_id), [])
        }
        self.said: dict[tuple[int, int, str], Message] = {}
        for message in storing.stored_sendings(sendings):
            sending = (message.room_id, message.author_id or 0, message.client_id)
            self.said[message.room_id, sendings[sending], message.client_id] = message
        self.new: list[Message] = []
        self.now = timezone.now()
        self.holding = holding({draft.standing for draft in drafts if draft.standing is not None})

    def place(self, draft: Draft) -> Message:
        if draft.standing is not None and draft.standing not in self.holding:
            raise StandingChanged()
        sending = (draft.room_id, draft.user_id, draft.client_id)
        if (already := self.said.get(sending)) is not None:
            return already
        text = clean(draft.text)
        policies.require_sayable(text, may_be_empty=bool(draft.data))
        member = policies.require_seat(self.seats.get((draft.room_id, draft.user_id)))
        room = self.rooms[draft.room_id]
        policies.require_open(room)
        if not CLIENT_ID.fullmatch(draft.client_id):
            raise BadFrame()
        quoted = self._quoted(room, member, draft.reply_to)
        if (evidence := draft.data.get("evidence")) is not None:
            _require_evidence(room, member, evidence)
        policies.speaking.require(member.pk)
        message = self._append(room, author=member, body=text, data=draft.data, client_id=draft.client_id)
        message.reply_to = quoted
        self.said[sending] = message
        return message

    def _append(self, room: Room, **content: Any) -> Message:
        room.last_seq += 1
        message = Message(room=room, seq=room.last_seq, at=self.now, kind=kind_of(content), **content)
        self.new.append(message)
        return message

    def line(self, room_id: int, text: str, data: dict[str, Any]) -> Message:
        """A line of the case itself."""
        return self._append(self.rooms[room_id], author=None, body=clean(text), data=data)

    @staticmethod
    def _quoted(room: Room, member: Member, seq: int | None) -> Message | None:
        """Only what the one who quotes may read themselves."""
        if seq is None:
            return None
        quoted = (
            Message.objects.visible_to(member.user)
            .filter(room=room, seq=seq)
            .select_related("author")
            .first()
        )
        if quoted is None:
            raise NoSuchMessage()
        return quoted

    def save(self) -> None:
        if not self.new:
            return
        storing.insert(self.new)
        storing.count({message.room for message in self.new})
        events = [message_event(m, m.author, self.audience[m.room_id]) for m in self.new]
        transaction.on_commit(partial(announce, events))


def _require_evidence(room: Room, member: Member, evidence: object) -> None:
    """Only a piece of this case, which the one who names it may see themselves."""
    shows = work.get("shows")
    if shows is None or not isinstance(evidence, int) or not shows(member.user, room.dispute_id, evidence):
        raise NoSuchEvidence()


def kind_of(content: dict[str, Any]) -> str:
    if content["author"] is None:
        return MessageKind.SYSTEM
    if "offer" in content["data"]:
        return MessageKind.OFFER
    return MessageKind.FILE if content["data"].keys() & {"evidence", "file"} else MessageKind.TEXT


@transaction.atomic
def post_messages(drafts: Sequence[Draft]) -> list[Message | Refusal]:
    """Store what may be said, in the order given; what may not comes back as its refusal, in its place."""
    batch = Batch(drafts)
    results: list[Message | Refusal] = []
    for draft in drafts:
        try:
            results.append(batch.place(draft))
        except Refusal as refusal:
            results.append(refusal)
    batch.save()
    return results


def post_message(
    room: Room,
    *,
    by: User,
    text: str,
    client_id: str,
    reply_to: int | None = None,
    data: dict[str, Any] | None = None,
) -> Message:
    """Say something. The same `client_id` again gives the message already stored. `reply_to` is a number.

    `data` may hold `evidence` or `offer`: the key of what the message shows. Raises a `Refusal`.
    """
    [result] = post_messages([Draft(room.pk, by.pk, text, client_id, reply_to, data or {})])
    if isinstance(result, Refusal):
        raise result
    return result


@transaction.atomic
def post_line(room: Room, text: str, data: dict[str, Any] | None = None) -> Message:
    """A procedural act, told in the room in the language of the case. Also into a closed room."""
    batch = Batch([Draft(room.pk, 0, "", "")])
    with translation.override(room.dispute.language):
        message = batch.line(room.pk, str(text), data or {})
    batch.save()
    return message


def edit_message(message: Message, *, by: User, text: str) -> Message:
    """Change one's own words while they are fresh. The earlier wording is kept."""
    return _change(message, by=by, change=Change.EDITED, text=clean(text))


def recall_message(message: Message, *, by: User) -> Message:
    """Take one's own words back: the others see that there was a message, the record keeps what it said."""
    return _change(message, by=by, change=Change.RECALLED)


@transaction.atomic
def _change(message: Message, *, by: User, change: str, text: str = "") -> Message:
    room = Room.objects.select_for_update(of=("self",)).get(pk=message.room_id)
    members = list(room.members.current())
    member = policies.require_seat(next((m for m in members if m.user_id == by.pk), None))
    policies.require_open(room)
    # read again under the lock: another page may have changed it
    message = room.messages.select_related("author", "reply_to").get(pk=message.pk)
    now = timezone.now()
    if change == Change.EDITED:
        policies.require_editable(message, member, now)
        policies.require_sayable(text)
        policies.require_same_readers(message, members)
        if text == message.body:
            return message
    else:
        policies.require_recallable(message, member, now)
    room.last_rev += 1
    MessageRevision.objects.create(
        message=message, rev=room.last_rev, change=change, body=message.body, data=message.data, at=now
    )
    message.rev = room.last_rev
    if change == Change.EDITED:
        message.body, message.edited_at = text, now
    else:
        message.body, message.data, message.recalled_at = "", {}, now
    message.save(update_fields=["body", "data", "edited_at", "recalled_at", "rev"])
    room.save(update_fields=["last_rev"])
    audience = [m.pk for m in members if m.sees(message.seq)]
    transaction.on_commit(
        partial(announce, [message_event(message, message.author, audience, kind="changed")])
    )
    return message


def mark_read(room: Room, *, by: User, seq: int) -> None:
    """Move one's mark forward, never back. Who is no member has none."""
    member = room.members.current().filter(user=by).first()
    if member is None:
        return
    newest = Room.objects.values_list("last_seq", flat=True).get(pk=room.pk)
    seq = min(seq, newest)
    if not room.members.filter(pk=member.pk, last_read_seq__lt=seq).update(last_read_seq=seq):
        return
    frame = {"type": "read", "room": room.pk, "member": member.pk, "seq": seq}
    event = {"type": "read", "room": room.pk, "member": member.pk, "frame": json.dumps(frame)}
    transaction.on_commit(partial(announce, [event]))
