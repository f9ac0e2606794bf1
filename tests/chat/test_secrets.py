"""Plant a word in each room, in every way a word can get there, and hunt for it wherever the others can look."""

import json
import random

import pytest
from django.db import transaction
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from chat import selectors
from chat.consumers import reading
from chat.exceptions import NotInRoom
from chat.models import Member, Message, MessageRevision, Room
from chat.policies import speaking
from chat.services import (
    admit_member,
    close_room,
    edit_message,
    mark_read,
    post_line,
    recall_message,
    remove_member,
    reopen_room,
)
from chat.services.messages import message_event
from chat.states import Side
from disputes.exceptions import Refusal
from docket.models import Entry, Opening
from tests.cast import login, make_cast

from .conftest import make_talks, say

pytestmark = pytest.mark.both_stacks

ROOMS = ("joint", "of_li", "of_wang")
PEOPLE = ("li", "wang", "chen", "zhao")
ACTS = (
    "say",
    "say",
    "say",
    "quote",
    "edit",
    "recall",
    "line",
    "remove",
    "remove",
    "admit",
    "close",
    "reopen",
    "read",
)


def everything_for(user, talks) -> str:
    """All that this app shows a person by any way it offers."""
    shown = [repr(selectors.unread_count(user))]
    for manager in (Room.objects, Member.objects, Message.objects, MessageRevision.objects):
        shown += [as_text(row) for row in manager.visible_to(user)]
    client = login(Client(), user)
    for room in talks.rooms:
        shown += [repr(reading.view_room(room.pk, user)), repr(reading.lines_after(room.pk, user, 0, 1000))]
        shown += [repr(reading.changes_after(room.pk, user, 0))]
        shown += [as_text(m) for m in selectors.transcript(room, user)]
        shown += [as_text(m) for m in selectors.search_messages(room, user, "记号")]
        for name in ("room", "lines"):
            shown.append(client.get(reverse(f"chat:{name}", args=[room.pk])).content.decode())
        shown.append(client.get(reverse("chat:room", args=[room.pk]), {"q": "记号"}).content.decode())
        for seq in range(1, room.messages.count() + 1):
            shown.append(client.get(reverse("chat:edit", args=[room.pk, seq])).content.decode())
    # the docket is open to all sides
    shown += [as_text(entry) for entry in Entry.objects.filter(chain=talks.dispute.chain)]
    shown += [json.dumps([o.entry_id, o.field]) for o in Opening.objects.all()]
    return "\n".join(shown)


def as_text(row: Model) -> str:
    return repr({field.attname: str(getattr(row, field.attname)) for field in row._meta.concrete_fields})


class Planted:
    """Each marker with those who were there to hear it."""

    def __init__(self) -> None:
        self.count = 0
        self.heard: dict[str, set[str]] = {}
        self.names: dict[
            str, Room
        ] = {}  # a member's name is known to whoever comes to see the room, later too

    def marker(self) -> str:
        self.count += 1
        return f"记号{self.count:03d}号"


@pytest.mark.battery("rooms")
@pytest.mark.django_db
def test_no_word_reaches_who_was_not_in_the_room(battery):
    for _n in range(battery.size(sample=4, full=60)):
        with transaction.atomic():
            markers = hunt(some_acts(battery.chance))
            transaction.set_rollback(True)
        battery.count("words said, quoted, edited in rooms, none read by who was not there", markers)


def some_acts(chance: random.Random) -> list[tuple[str, str, str]]:
    return [
        (chance.choice(ACTS), chance.choice(ROOMS), chance.choice(PEOPLE))
        for _n in range(chance.randint(15, 30))
    ]


def hunt(acts: list[tuple[str, str, str]]) -> int:
    """How many words were planted. Fails when one is read by somebody who was not there."""
    speaking.spoken.clear()
    talks, planted = make_talks(make_cast()), Planted()
    for act, room, who in acts:
        happens(talks, planted, act, getattr(talks, room), who)
    for marker, room in planted.names.items():
        planted.heard[marker] |= {who for who in PEOPLE if sees(talks, who, room)}
    shown = {who: everything_for(getattr(talks, who), talks) for who in PEOPLE}
    for marker, heard in planted.heard.items():
        for who in set(PEOPLE) - heard:
            assert marker not in shown[who], f"{who} reads {marker} of {acts}"
    return len(planted.heard)


def sees(talks, who: str, room: Room) -> bool:
    return Room.objects.visible_to(getattr(talks, who)).filter(pk=room.pk).exists()


def happens(talks, planted, act, room, who):
    room.refresh_from_db()
    user, marker = getattr(talks, who), planted.marker()
    there = {name for name in PEOPLE if room.members.current().filter(user=getattr(talks, name)).exists()}
    last = Message.objects.filter(room=room, author__user=user).order_by("seq").last()
    try:
        if act == "say":
            say(room, user, marker)
        elif act == "quote":
            say(room, user, marker, reply_to=room.last_seq or None)
        elif act == "edit" and last:
            edit_message(last, by=user, text=marker)
        elif act == "recall" and last:
            recall_message(last, by=user)
        elif act == "line":
            post_line(room, marker, {"mark": marker})
        elif act == "remove":
            remove_member(room, user, by=talks.chen)
        elif act == "admit":
            side, label = Side.THIRD, f"{user.name} {marker}"
            admit_member(room, user, side=side, label=label, by=talks.chen)
            planted.names[marker] = room
            there |= {who}
            if room == talks.joint:
                there |= set(PEOPLE)
        elif act == "close":
            close_room(room, by=talks.chen)
        elif act == "reopen":
            reopen_room(room, by=talks.chen)
        elif act == "read":
            mark_read(room, by=user, seq=room.last_seq)
    except Refusal:
        pass
    planted.heard[marker] = there


@pytest.mark.parametrize("who", ["wang", "zhao"])
def test_no_query_of_the_other_side_or_of_an_outsider_returns_a_row_of_a_caucus(talks, who):
    message = say(talks.of_li, talks.li, "底线")
    edit_message(message, by=talks.li, text="真底线")
    user = getattr(talks, who)
    assert not Room.objects.visible_to(user).filter(pk=talks.of_li.pk).exists()
    assert not Member.objects.visible_to(user).filter(room=talks.of_li).exists()
    assert not Message.objects.visible_to(user).filter(room=talks.of_li).exists()
    assert not MessageRevision.objects.visible_to(user).exists()
    assert talks.of_li not in selectors.rooms_of(talks.dispute, user)
    with pytest.raises(NotInRoom):
        say(talks.of_li, user, "听听")


def test_a_word_on_its_way_names_only_who_is_there(talks):
    message = say(talks.of_li, talks.li, "底线")
    current = set(talks.of_li.members.current().values_list("pk", flat=True))
    [event] = reading.events_after(talks.of_li.pk, 0, 0)
    assert set(event["to"]) == current
    assert event == message_event(message, message.author, sorted(current))


def test_a_side_that_is_replaced_does_not_hand_its_caucus_on(talks, cast):
    """A new representative starts where they start; the mediator may grant more."""
    say(talks.of_li, talks.li, "底线")
    remove_member(talks.of_li, talks.li, by=talks.chen)
    admit_member(talks.of_li, cast.officer, side=Side.COMPLAINANT, label="代理人", by=talks.chen)
    assert not Message.objects.visible_to(cast.officer).exists()
    assert [m.body for m in Message.objects.visible_to(talks.li)] == ["底线"]
