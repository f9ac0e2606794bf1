"""Whole stories over the socket. The database is the truth; what arrives must be it, once, in order."""

import asyncio
import contextlib
import json

import pytest
from asgiref.sync import sync_to_async

from chat.consumers import hub
from chat.models import Message, Room
from chat.services import (
    Draft,
    admit_member,
    close_room,
    edit_message,
    post_messages,
    recall_message,
    remove_member,
)
from chat.states import TEXT_LIMIT, Side

from .conftest import asay, knock, opened

pytestmark = [pytest.mark.both_stacks, pytest.mark.django_db(transaction=True)]


async def test_everybody_in_the_room_hears_it_and_the_speaker_gets_its_number(live_talks):
    t = live_talks
    async with opened(t.li) as li, opened(t.wang) as wang, opened(t.chen) as chen:
        for socket in (li, wang, chen):
            assert (await socket.hello(t.joint))["is_open"]
        ack = await li.say(t.joint, "您好")
        assert ack["seq"] == 1
        for socket in (wang, chen):
            [line] = await socket.lines(1)
            assert (line["seq"], line["text"], line["label"]) == (1, "您好", "投诉人 李小雨")


async def test_one_socket_holds_several_rooms_apart(live_talks):
    t = live_talks
    async with opened(t.chen) as chen, opened(t.li) as li, opened(t.wang) as wang:
        for room in t.rooms:
            await chen.hello(room)
        await li.hello(t.of_li)
        await wang.hello(t.of_wang)
        await li.say(t.of_li, "底线八千")
        await wang.say(t.of_wang, "最多一万")
        heard = {(line["room"], line["text"]) for line in await chen.lines(2)}
        assert heard == {(t.of_li.pk, "底线八千"), (t.of_wang.pk, "最多一万")}
        assert not [f for f in await li.rest() if "最多一万" in str(f)]


async def test_sending_again_stores_once_and_says_the_same_number(live_talks):
    t = live_talks
    async with opened(t.li) as li:
        await li.hello(t.joint)
        first = await li.say(t.joint, "只说一次", "once")
    async with opened(t.li) as li:
        again = await li.say(t.joint, "只说一次", "once")
    assert again == first
    assert await Message.objects.filter(room=t.joint).acount() == 1


async def test_sent_three_times_in_one_breath_is_stored_once(live_talks):
    t = live_talks
    async with opened(t.li) as li:
        await li.hello(t.joint)
        for _ in range(3):
            await li.send(type="say", room=t.joint.pk, text="急", client_id="same")
        acks = [await li.next("ack") for _ in range(3)]
        assert [ack["seq"] for ack in acks] == [1, 1, 1]
        assert len(await li.lines(1)) == 1
    assert await Message.objects.filter(room=t.joint).acount() == 1


async def test_who_comes_back_gets_exactly_what_was_missed(live_talks):
    t = live_talks
    drafts = [Draft(t.joint.pk, t.wang.pk, f"第{number}条", f"{number}") for number in range(1, 260)]
    await sync_to_async(post_messages)(drafts[:3])
    async with opened(t.li) as li:
        await li.hello(t.joint)
        assert [line["seq"] for line in await li.lines(3)] == [1, 2, 3]
    await sync_to_async(post_messages)(drafts[3:])
    async with opened(t.li) as li:
        welcome = await li.hello(t.joint, after=3)
        assert welcome["seq"] == 259
        assert [line["seq"] for line in await li.lines(256)] == list(range(4, 260))
        assert [f for f in await li.rest() if f["type"].startswith("message")] == []


async def test_a_page_that_knows_more_than_the_database_still_hears_what_comes(live_talks):
    t = live_talks
    await asay(t.joint, t.wang, "一")
    async with opened(t.li) as li:
        await li.hello(t.joint, after=1000, rev=1000)
        await asay(t.joint, t.wang, "二")
        assert [line["text"] for line in await li.lines(1)] == ["二"]


async def test_who_comes_back_learns_what_was_changed_meanwhile(live_talks):
    t = live_talks
    message = await asay(t.joint, t.wang, "八千")
    gone = await asay(t.joint, t.wang, "说错了")
    async with opened(t.li) as li:
        assert (await li.hello(t.joint))["rev"] == 0
        await li.lines(2)
    await sync_to_async(edit_message)(message, by=t.wang, text="八千五百")
    await sync_to_async(recall_message)(gone, by=t.wang)
    async with opened(t.li) as li:
        await li.hello(t.joint, after=2, rev=0)
        changed = [await li.next("changed") for _ in range(2)]
    assert [(c["seq"], c["text"], c["recalled"]) for c in changed] == [(1, "八千五百", False), (2, "", True)]


async def test_a_change_reaches_who_is_there(live_talks):
    t = live_talks
    async with opened(t.li) as li, opened(t.wang) as wang:
        await li.hello(t.joint)
        await wang.hello(t.joint)
        await wang.say(t.joint, "八千")
        await wang.send(type="edit", room=t.joint.pk, seq=1, text="九千")
        assert (await li.next("changed"))["text"] == "九千"
        await wang.send(type="recall", room=t.joint.pk, seq=1)
        assert (await li.next("changed"))["recalled"]
        await li.send(type="recall", room=t.joint.pk, seq=1)
        assert (await li.next("error"))["code"] == "not_yours"


async def test_who_is_removed_hears_nothing_more_at_once(live_talks):
    t = live_talks
    async with opened(t.wang) as wang, opened(t.chen) as chen:
        await wang.hello(t.joint)
        await chen.hello(t.joint)
        await chen.say(t.joint, "先说这些")
        await wang.lines(1)
        await sync_to_async(remove_member)(t.joint, t.wang, by=t.chen)
        assert (await wang.next("removed"))["room"] == t.joint.pk
        await chen.say(t.joint, "只剩我们")
        refusal = await wang.say(t.joint, "我还在吗")
        assert refusal["code"] == "not_in_room"
        assert "只剩我们" not in str(await wang.rest())
    async with opened(t.wang) as wang:
        welcome = await wang.hello(t.joint)
        assert (welcome["me"], welcome["members"]) == (None, [])
        assert [line["text"] for line in await wang.lines(1)] == ["先说这些"]
        assert "只剩我们" not in str(await wang.rest())


async def test_who_comes_later_hears_nothing_of_before_unless_granted(live_talks):
    t = live_talks
    await asay(t.joint, t.li, "来之前")
    await sync_to_async(admit_member)(t.joint, t.zhao, side=Side.THIRD, label="第三人 赵旁观", by=t.chen)
    await asay(t.joint, t.li, "来之后")
    async with opened(t.zhao) as zhao:
        await zhao.hello(t.joint)
        assert [line["text"] for line in await zhao.lines(1)] == ["来之后"]


async def test_a_room_one_is_not_in_is_like_no_room(live_talks):
    t = live_talks
    async with opened(t.li) as li:
        refusals = [await li.hello(t.of_wang), await li.hello(Room(pk=999_999))]
        assert {(r["type"], r["code"]) for r in refusals} == {("error", "not_in_room")}
        assert (await li.say(t.of_wang, "偷听"))["code"] == "not_in_room"


async def test_refusals_name_the_message_and_store_nothing(live_talks, settings):
    t = live_talks
    async with opened(t.li) as li:
        await li.hello(t.joint)
        assert (await li.say(t.joint, "长" * (TEXT_LIMIT + 1)))["code"] == "too_long"
        assert (await li.say(t.joint, "  \n "))["code"] == "empty"
        settings.CHAT_PACE = (2, 60.0)
        assert [(await li.say(t.joint, "快"))["type"] for _ in range(2)] == ["ack", "ack"]
        refused = await li.say(t.joint, "太快")
        assert (refused["code"], refused["retry_after"] > 1) == ("too_fast", True)
        await sync_to_async(close_room)(t.joint, by=t.chen)
        settings.CHAT_PACE = (1000, 1.0)
        assert (await li.next("room"))["is_open"] is False
        assert (await li.say(t.joint, "关了吗"))["code"] == "room_closed"
    assert await Message.objects.filter(room=t.joint).acount() == 2


NONSENSE = [
    "",
    "[]",
    "null",
    "{}",
    "{",
    '"a"',
    '{"type":"nope"}',
    '{"type":"__init__"}',
    '{"type":"say"}',
    "[" * 100_000,
    '{"type":"say","room":"1","text":"a","client_id":"b"}',
    '{"type":"say","room":true,"text":"a","client_id":"b"}',
    '{"type":"hello","room":1,"after":-1}',
    '{"type":"hello","room":99999999999999999999}',
    '{"type":"say","room":1,"text":{"a":1},"client_id":"b"}',
    '{"type":"read","room":1.5,"seq":1}',
]


async def test_nonsense_is_refused_and_the_socket_lives_on(live_talks):
    async with opened(live_talks.li) as li:
        for frame in NONSENSE:
            await li.send_text(frame)
            assert (await li.next("error"))["code"] == "bad_frame", frame[:80]
            assert (await li.hello(live_talks.joint))["type"] == "welcome", frame[:80]


async def test_naughty_text_comes_back_as_text(live_talks):
    t = live_talks
    texts = [
        "<script>alert(1)</script>",
        "'; DROP TABLE chat_message; --",
        "\u202eabc",
        "👩‍👩‍👧",
        "a\x00b",
        "\ud800x",
    ]
    async with opened(t.li) as li, opened(t.wang) as wang:
        await li.hello(t.joint)
        await wang.hello(t.joint)
        for text in texts:
            assert (await li.say(t.joint, text))["type"] == "ack"
        heard = [line["text"] for line in await wang.lines(len(texts))]
    assert heard == [*texts[:2], "abc", texts[3], "ab", "x"]


async def test_typing_reading_and_presence_are_told(live_talks):
    t = live_talks
    async with opened(t.li) as li, opened(t.chen) as chen:
        me = (await li.hello(t.joint))["me"]
        welcome = await chen.hello(t.joint)
        assert me in welcome["online"]
        await chen.say(t.joint, "请看")
        await li.lines(1)
        await li.send(type="typing", room=t.joint.pk)
        assert (await chen.next("typing"))["member"] == me
        await li.send(type="read", room=t.joint.pk, seq=1)
        assert await chen.next("read") == {"type": "read", "room": t.joint.pk, "member": me, "seq": 1}
        await li.send(type="bye", room=t.joint.pk)
        while (await chen.next("presence"))["online"] != [welcome["me"]]:
            pass


async def test_nobody_without_a_session_gets_in():
    communicator = knock()
    await communicator.send_input({"type": "websocket.connect"})
    assert (await communicator.receive_output())["type"] == "websocket.accept"
    assert json.loads((await communicator.receive_output())["text"])["code"] == "signed_out"
    assert (await communicator.receive_output())["code"] == 4401


async def test_sixty_messages_of_six_at_once_arrive_everywhere_in_one_order(live_talks):
    t = live_talks
    async with opened(t.li) as li, opened(t.wang) as wang, opened(t.chen) as chen, opened(t.chen) as tablet:
        sockets = [li, wang, chen, tablet]
        for socket in sockets:
            await socket.hello(t.joint)

        async def speak(number, socket):
            for turn in range(15):
                await socket.send(
                    type="say", room=t.joint.pk, text=f"{number}-{turn}", client_id=f"{number}-{turn}"
                )

        await asyncio.gather(*(speak(n, s) for n, s in enumerate(sockets)))
        heard = await asyncio.gather(*(socket.lines(60) for socket in sockets))
    stored = [
        m async for m in Message.objects.filter(room=t.joint).order_by("seq").values_list("seq", "body")
    ]
    assert [seq for seq, _ in stored] == list(range(1, 61))
    for lines in heard:
        assert [(line["seq"], line["text"]) for line in lines] == stored


async def test_one_bad_sending_does_not_spoil_the_others(live_talks):
    t = live_talks
    drafts = [
        Draft(t.joint.pk, t.li.pk, "一", "1"),
        Draft(t.joint.pk, t.zhao.pk, "不在", "2"),
        Draft(999_999, t.li.pk, "没有", "3"),
        Draft(t.of_li.pk, t.li.pk, "二", "4"),
        Draft(t.joint.pk, t.li.pk, "引", "5", reply_to=77),
        Draft(t.joint.pk, t.li.pk, "空", "a\0b"),
        Draft(t.joint.pk, t.li.pk, "半", "\ud800"),
    ]
    results = await sync_to_async(post_messages)(drafts)
    assert [getattr(r, "code", None) or r.body for r in results] == [
        "一",
        "not_in_room",
        "not_in_room",
        "二",
        "no_such_message",
        "bad_frame",
        "bad_frame",
    ]


class DeafLayer:
    """Carries nothing, and its sending outlives one interruption, as `asyncio.wait_for` does in Python 3.11."""

    def __init__(self) -> None:
        self.is_sending = asyncio.Event()

    async def new_channel(self) -> str:
        return "here"

    async def group_add(self, group: str, channel: str) -> None:
        pass

    async def group_discard(self, group: str, channel: str) -> None:
        await asyncio.Event().wait()

    async def receive(self, channel: str) -> None:
        await asyncio.Event().wait()

    async def group_send(self, group: str, packet: object) -> None:
        self.is_sending.set()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()


async def test_the_last_page_leaves_also_when_the_channel_layer_does_not_let_go(live_talks, monkeypatch):
    layer = DeafLayer()
    monkeypatch.setattr(hub, "layer_between_processes", lambda: layer)
    monkeypatch.setattr(hub, "LAYER_SECONDS", 0.5)
    async with opened(live_talks.li) as li:
        assert (await li.hello(live_talks.joint))["is_open"]
        await asyncio.wait_for(layer.is_sending.wait(), 10)
    async with opened(live_talks.li) as li:  # and the next one finds everything in order
        assert (await li.say(live_talks.joint, "又来了"))["seq"] == 1
