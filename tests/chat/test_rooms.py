"""What the services promise, and what the docket learns."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from chat import exceptions, selectors
from chat.models import Member, Message, MessageRevision, Room
from chat.services import (
    admit_member,
    close_room,
    edit_message,
    mark_read,
    open_room,
    post_line,
    recall_message,
    remove_member,
    reopen_room,
)
from chat.services.rooms import commitment
from chat.states import EDIT_WINDOW, RoomKind, Side
from docket.models import Entry
from docket.selectors import verify_chain

from .conftest import say

pytestmark = pytest.mark.both_stacks


def entries(talks, verb):
    return list(Entry.objects.filter(chain=talks.dispute.chain, verb=verb).order_by("seq"))


def heard_by(user, room):
    return list(
        Message.objects.visible_to(user).filter(room=room).order_by("seq").values_list("body", flat=True)
    )


def test_a_room_is_opened_once_whatever_calls_again(talks):
    again = open_room(talks.dispute, key=talks.joint.key, kind=RoomKind.JOINT, title="另一个", by=talks.chen)
    assert (again, again.title) == (talks.joint, "全体会谈室")
    assert Room.objects.count() == 3
    assert len(entries(talks, "chat.room_opened")) == 3


def test_numbers_have_no_gaps_also_where_something_was_refused(talks):
    say(talks.joint, talks.li, "一")
    with pytest.raises(exceptions.NotInRoom):
        say(talks.joint, talks.zhao, "不在")
    with pytest.raises(exceptions.TooLong):
        say(talks.joint, talks.li, "长" * 4001)
    post_line(talks.joint, "投诉人提出方案")
    say(talks.joint, talks.wang, "二")
    assert list(Message.objects.filter(room=talks.joint).values_list("seq", "kind")) == [
        (1, "text"),
        (2, "system"),
        (3, "text"),
    ]


def test_the_same_client_id_of_two_people_are_two_messages(talks):
    first, second = say(talks.joint, talks.li, "一", "x"), say(talks.joint, talks.wang, "二", "x")
    assert (first.seq, second.seq) == (1, 2)


def test_sending_again_after_leaving_and_coming_back_stores_once(talks):
    first = say(talks.joint, talks.li, "一", "x")
    remove_member(talks.joint, talks.li, by=talks.chen)
    assert say(talks.joint, talks.li, "一", "x") == first
    admit_member(talks.joint, talks.li, side=Side.COMPLAINANT, label="投诉人 李小雨", by=talks.chen)
    assert say(talks.joint, talks.li, "一", "x") == first


def test_who_left_reads_up_to_then_and_who_returned_also_from_then(talks):
    say(talks.joint, talks.chen, "一")
    remove_member(talks.joint, talks.li, by=talks.chen)
    say(talks.joint, talks.chen, "二")
    admit_member(talks.joint, talks.li, side=Side.COMPLAINANT, label="投诉人 李小雨", by=talks.chen)
    say(talks.joint, talks.chen, "三")
    assert heard_by(talks.li, talks.joint) == ["一", "三"]


def test_a_new_member_sees_history_only_where_it_is_granted(talks, cast):
    say(talks.joint, talks.li, "一")
    new, granted = cast.second_mediator, cast.secretary
    admit_member(talks.joint, new, side=Side.NEUTRAL, label="调解员 许国华", by=talks.chen)
    admit_member(talks.joint, granted, side=Side.STAFF, label="秘书 秦兰", by=talks.chen, sees_history=True)
    say(talks.joint, talks.li, "二")
    assert heard_by(new, talks.joint) == ["二"]
    assert heard_by(granted, talks.joint) == ["一", "二"]


def test_a_quotation_of_what_one_may_not_read_shows_nothing_of_it(talks, cast):
    say(talks.joint, talks.li, "一")
    admit_member(talks.joint, cast.second_mediator, side=Side.NEUTRAL, label="调解员 许国华", by=talks.chen)
    say(talks.joint, talks.wang, "二", reply_to=1)
    [line] = selectors.panel(talks.joint, cast.second_mediator).lines
    assert line.quotes is None
    with pytest.raises(exceptions.NoSuchMessage):
        say(talks.joint, cast.second_mediator, "三", reply_to=1)


def test_a_closed_room_takes_nothing_but_lines_of_the_case_until_it_is_opened_again(talks):
    message = say(talks.joint, talks.li, "一")
    close_room(talks.joint, by=talks.chen)
    for act in (
        lambda: say(talks.joint, talks.li, "二"),
        lambda: edit_message(message, by=talks.li, text="改"),
        lambda: recall_message(message, by=talks.li),
    ):
        with pytest.raises(exceptions.RoomClosed):
            act()
    post_line(talks.joint, "调解终止")
    reopen_room(talks.joint, by=talks.chen)
    say(talks.joint, talks.li, "三")
    assert heard_by(talks.li, talks.joint) == ["一", "调解终止", "三"]


def test_an_edit_keeps_the_earlier_wording_for_its_author_and_the_neutral(talks):
    message = say(talks.joint, talks.li, "八千")
    changed = edit_message(message, by=talks.li, text="八千五")
    assert (changed.body, changed.rev, changed.edited_at is not None) == ("八千五", 1, True)
    for user, sees in ((talks.li, ["八千"]), (talks.chen, ["八千"]), (talks.wang, []), (talks.zhao, [])):
        assert list(MessageRevision.objects.visible_to(user).values_list("body", flat=True)) == sees


def test_what_was_taken_back_is_gone_from_every_page_and_kept_in_the_record(talks):
    message = recall_message(say(talks.joint, talks.li, "说错了"), by=talks.li)
    assert (message.body, message.recalled_at is not None) == ("", True)
    assert MessageRevision.objects.get().body == "说错了"
    assert selectors.search_messages(talks.joint, talks.wang, "说错了") == []
    with pytest.raises(exceptions.AlreadyRecalled):
        edit_message(message, by=talks.li, text="再改")


@pytest.mark.parametrize(
    "act", [lambda m, u: edit_message(m, by=u, text="改"), lambda m, u: recall_message(m, by=u)]
)
def test_only_ones_own_words_and_only_while_they_are_fresh(talks, act):
    message = say(talks.joint, talks.li, "一")
    with pytest.raises(exceptions.NotYours):
        act(message, talks.chen)
    with pytest.raises(exceptions.NotInRoom):
        act(message, talks.zhao)
    with pytest.raises(exceptions.NotYours):
        act(post_line(talks.joint, "开始"), talks.chen)
    Message.objects.filter(pk=message.pk).update(at=timezone.now() - EDIT_WINDOW - timedelta(seconds=1))
    with pytest.raises(exceptions.TooLate):
        act(message, talks.li)


def test_a_read_mark_moves_forward_only_and_not_past_the_end(talks):
    for _ in range(3):
        say(talks.joint, talks.chen, "一")
    mark = Member.objects.get(room=talks.joint, user=talks.li)
    for seq, stands in ((2, 2), (1, 2), (99, 3)):
        mark_read(talks.joint, by=talks.li, seq=seq)
        mark.refresh_from_db()
        assert mark.last_read_seq == stands


def test_unread_counts_what_others_said_in_the_rooms_one_sits_in(talks):
    say(talks.joint, talks.chen, "一")
    say(talks.joint, talks.li, "二")
    say(talks.of_li, talks.chen, "三")
    say(talks.of_wang, talks.chen, "四")
    recall_message(say(talks.joint, talks.chen, "错"), by=talks.chen)
    counts = {room.pk: room.unread for room in selectors.rooms_of(talks.dispute, talks.li)}
    assert counts == {talks.joint.pk: 1, talks.of_li.pk: 1}
    assert [selectors.unread_count(user) for user in (talks.li, talks.wang, talks.chen, talks.zhao)] == [
        2,
        3,
        1,
        0,
    ]


def test_the_docket_of_a_shared_room_holds_its_hash_and_of_a_caucus_a_commitment_only(talks):
    say(talks.joint, talks.li, "公开的话")
    say(talks.of_li, talks.li, "私下的话")
    joint, caucus = close_room(talks.joint, by=talks.chen), close_room(talks.of_li, by=talks.chen)
    of_joint, of_caucus = entries(talks, "chat.room_closed")
    assert of_joint.facts == {
        "room": joint.pk,
        "messages": 1,
        "content_hash": selectors.content_hash(joint),
    }
    bound = commitment(caucus, {"messages": 1, "content_hash": selectors.content_hash(caucus)})
    assert of_caucus.facts == {"room": caucus.pk, "commitment": bound}
    assert (of_caucus.commitments, of_caucus.openings.count()) == ({}, 0)
    assert verify_chain(talks.dispute.chain) == []


def test_a_changed_word_changes_the_hash(talks):
    message = say(talks.joint, talks.li, "一")
    before = close_room(talks.joint, by=None).content_hash
    Message.objects.filter(pk=message.pk).update(body="二")
    assert selectors.content_hash(talks.joint) != before


def test_who_sat_where_and_when_is_in_the_docket(talks):
    say(talks.joint, talks.chen, "一")
    remove_member(talks.joint, talks.wang, by=talks.chen)
    seat = Member.objects.get(room=talks.joint, user=talks.wang)
    admitted = next(e for e in entries(talks, "chat.member_admitted") if e.facts.get("member") == seat.pk)
    [removed] = entries(talks, "chat.member_removed")
    assert (admitted.facts, admitted.actor) == (
        {"room": talks.joint.pk, "member": seat.pk, "side": "respondent", "from": 0},
        talks.chen.actor,
    )
    assert removed.facts == {"room": talks.joint.pk, "member": seat.pk, "until": 1}


def test_the_database_itself_keeps_the_numbers_and_the_seats(talks):
    message = say(talks.joint, talks.li, "一", "x")
    seat = Member.objects.get(room=talks.joint, user=talks.li)
    wrong = [
        lambda: Message.objects.create(room=talks.joint, seq=1, author=None),
        lambda: Message.objects.create(room=talks.joint, seq=9, author=message.author, client_id="x"),
        lambda: Message.objects.create(room=talks.joint, seq=9, author=message.author, client_id=""),
        lambda: Message.objects.create(room=talks.joint, seq=0),
        lambda: Member.objects.create(room=talks.joint, user=talks.li, side=Side.THIRD, label="又一个"),
        lambda: Member.objects.filter(pk=seat.pk).update(left_at=timezone.now()),
        lambda: Room.objects.filter(pk=talks.of_li.pk).update(kind=RoomKind.JOINT),
    ]
    for act in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_what_too_fast_means_is_counted_for_each_person(talks, settings):
    settings.CHAT_PACE = (2, 60.0)
    for _ in range(2):
        say(talks.joint, talks.li, "快")
    with pytest.raises(exceptions.TooFast) as refused:
        say(talks.joint, talks.li, "快")
    assert 0 < refused.value.retry_after <= 60
    say(talks.joint, talks.wang, "慢")


def test_who_was_deactivated_neither_speaks_nor_hears(talks):
    talks.li.is_active = False
    talks.li.save()
    with pytest.raises(exceptions.NotInRoom):
        say(talks.joint, talks.li, "一")


@pytest.mark.parametrize(
    ("language", "joint", "caucus"),
    [
        ("zh-hans", "全体会谈室", "李小雨与调解员单独会谈"),
        ("en", "Joint room", "李小雨 in private with the mediator"),
    ],
)
def test_a_room_is_called_by_its_kind_and_side_in_the_readers_language(talks, language, joint, caucus):
    with translation.override(language):
        assert talks.joint.name == joint
        assert talks.of_li.name == caucus
