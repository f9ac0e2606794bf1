"""Many at once: threads with connections of their own, as the pages of several processes."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from chat.models import Message, Room
from chat.services import Draft, admit_member, edit_message, post_messages, remove_member
from chat.states import Side
from disputes.exceptions import Refusal

from .conftest import say

pytestmark = [pytest.mark.both_stacks, pytest.mark.django_db(transaction=True)]


def in_threads(number, act):
    def run(index):
        try:
            return act(index)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))


def test_posters_at_once_leave_no_gap_and_no_double(live_talks):
    t = live_talks
    people = [t.li, t.wang, t.chen]

    def speak(index):
        for turn in range(25):
            say(t.joint, people[index % 3], f"{index}-{turn}", f"{index}-{turn}")

    in_threads(6, speak)
    stored = list(Message.objects.filter(room=t.joint).order_by("seq").values_list("seq", "body"))
    assert [seq for seq, _ in stored] == list(range(1, 151))
    assert {body for _, body in stored} == {f"{i}-{n}" for i in range(6) for n in range(25)}
    assert Room.objects.get(pk=t.joint.pk).last_seq == 150
    for index in range(6):
        own = [body for _, body in stored if body.startswith(f"{index}-")]
        assert own == [f"{index}-{n}" for n in range(25)]


def test_the_same_sending_from_six_pages_at_once_is_one_message(live_talks):
    t = live_talks
    said = in_threads(6, lambda index: say(t.joint, t.li, "一次", "same").seq)
    assert said == [1] * 6
    assert Message.objects.count() == 1


def test_batches_over_several_rooms_in_any_order_do_not_wait_for_each_other(live_talks):
    t = live_talks

    def speak(index):
        rooms = t.rooms if index % 2 else list(reversed(t.rooms))
        for turn in range(10):
            post_messages([Draft(room.pk, t.chen.pk, "话", f"{index}-{turn}") for room in rooms])

    in_threads(4, speak)
    for room in t.rooms:
        assert list(room.messages.values_list("seq", flat=True)) == list(range(1, 41))


def test_nothing_is_said_after_the_moment_of_removal(live_talks):
    t = live_talks

    def act(index):
        if index == 0:
            return remove_member(t.joint, t.wang, by=t.chen).until_seq
        said = []
        for turn in range(20):
            try:
                said.append(say(t.joint, t.wang if index == 1 else t.li, "话", f"{index}-{turn}").seq)
            except Refusal:
                break
        return said

    until, by_removed, _ = in_threads(3, act)
    assert all(seq <= until for seq in by_removed)
    assert list(t.joint.messages.values_list("seq", flat=True)) == list(
        range(1, t.joint.messages.count() + 1)
    )


def test_edits_at_once_are_numbered_without_gaps(live_talks):
    t = live_talks
    messages = [say(t.joint, t.li, f"第{n}条") for n in range(4)]
    in_threads(
        4, lambda index: [edit_message(messages[index], by=t.li, text=f"{index}{n}") for n in range(5)]
    )
    revs = sorted(rev for m in messages for rev in m.revisions.values_list("rev", flat=True))
    assert revs == list(range(1, 21))


def test_a_full_batch_over_many_rooms_is_stored_looked_up_and_answered_as_one(live_talks):
    """More messages than one statement takes: every one gets its key, and the same again stores nothing."""
    t = live_talks
    drafts = [Draft(room.pk, t.chen.pk, f"第{n}句", f"b{n}") for n in range(120) for room in t.rooms]
    first, again = post_messages(drafts), post_messages(drafts)
    assert [m.pk for m in first] == [m.pk for m in again]
    assert len({m.pk for m in first}) == Message.objects.count() == 360
    for field in Message._meta.concrete_fields:
        assert getattr(first[5], field.attname) == getattr(Message.objects.get(pk=first[5].pk), field.attname)
    assert set(Room.objects.filter(pk__in=[r.pk for r in t.rooms]).values_list("last_seq", flat=True)) == {
        120
    }


def test_who_left_and_came_back_sends_again_under_the_seat_of_before(live_talks):
    t = live_talks
    first = say(t.joint, t.wang, "一次", "before")
    remove_member(t.joint, t.wang, by=t.chen)
    admit_member(t.joint, t.wang, side=Side.RESPONDENT, label="被投诉人 王强", by=t.chen)
    assert say(t.joint, t.wang, "一次", "before") == first


def test_who_is_deactivated_says_nothing_and_hears_nothing_in_the_same_batch(live_talks):
    t = live_talks
    t.wang.is_active = False
    t.wang.save()
    said, refused = post_messages(
        [Draft(t.joint.pk, t.li.pk, "在", "1"), Draft(t.joint.pk, t.wang.pk, "还在", "2")]
    )
    assert said.seq == 1
    assert refused.code == "not_in_room"
