"""Whoever comes later sees what follows, until the past is opened to them: never more than who opens it may read."""

import pytest
from asgiref.sync import sync_to_async
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chat.models import Member, Message
from chat.selectors import messages_after, reach_of
from chat.services import admit_member, grant_history, remove_member
from chat.states import Side
from disputes.exceptions import NotLawfulNow, NotPermitted
from docket.selectors import opened as facts_of
from docket.selectors import verify_chain
from tests.cast import login

from .conftest import asay, opened, say


def bodies(room, user):
    return [m.body for m in messages_after(room, user, 0) if m.author]


def lines(room):
    return [m.body for m in room.messages.filter(author=None)]


@pytest.fixture
def later(talks, cast):
    """A representative who comes in after two lines."""
    say(talks.joint, talks.li, "一")
    say(talks.joint, talks.wang, "二")
    member = admit_member(
        talks.joint, cast.outsider, side=Side.RESPONDENT, label="王强（赵律师）", by=talks.chen
    )
    say(talks.joint, talks.li, "三")
    return member


@pytest.mark.parametrize(("from_seq", "sees"), [(0, ["一", "二", "三"]), (1, ["二", "三"]), (2, ["三"])])
def test_the_mediator_opens_the_past_from_a_line_on(talks, later, from_seq, sees):
    assert bodies(talks.joint, later.user) == ["三"]
    grant_history(later, by=talks.chen, from_seq=from_seq)
    assert bodies(talks.joint, later.user) == sees
    assert lines(talks.joint) == (
        [f"王强（赵律师）现在可以看到第{from_seq + 1}条以后的内容。"] if from_seq < 2 else []
    )


def test_opening_it_twice_or_less_changes_nothing(talks, later):
    grant_history(later, by=talks.chen, from_seq=1)
    before = talks.joint.messages.count()
    for from_seq in (1, 2):
        assert grant_history(later, by=talks.chen, from_seq=from_seq).from_seq == 1
    assert talks.joint.messages.count() == before
    entries = talks.dispute.chain.entries.filter(verb="chat.history_granted")
    assert [facts_of(entry)["from"] for entry in entries] == [1]
    assert verify_chain(talks.dispute.chain) == []


def test_nobody_opens_more_than_they_read_themselves(talks, cast):
    say(talks.joint, talks.li, "早")
    remove_member(talks.joint, talks.chen, by=None)
    admit_member(talks.joint, cast.second_mediator, side=Side.NEUTRAL, label="许国华", by=None)
    say(talks.joint, talks.li, "中")
    member = admit_member(talks.joint, talks.zhao, side=Side.RESPONDENT, label="赵", by=None)
    grant_history(member, by=cast.second_mediator)
    assert bodies(talks.joint, talks.zhao) == ["中"]


def test_a_gap_in_who_opens_it_is_not_bridged(talks):
    say(talks.joint, talks.li, "在的时候")
    remove_member(talks.joint, talks.chen, by=None)
    say(talks.joint, talks.li, "不在的时候")
    back = admit_member(talks.joint, talks.chen, side=Side.NEUTRAL, label="陈静", by=None)
    assert reach_of(back) == 2
    member = admit_member(talks.joint, talks.zhao, side=Side.RESPONDENT, label="赵", by=None)
    say(talks.joint, talks.li, "回来以后")
    grant_history(member, by=talks.chen)
    assert bodies(talks.joint, talks.zhao) == ["回来以后"]


def test_who_may_open_what(talks, later, cast):
    for person in (talks.li, talks.wang, cast.outsider, cast.secretary):
        with pytest.raises(NotPermitted):
            grant_history(later, by=person)
    remove_member(talks.joint, later.user, by=None)
    with pytest.raises(NotLawfulNow):
        grant_history(later, by=talks.chen)


def test_a_new_mediator_reads_of_a_caucus_what_its_party_shows_them(talks, cast):
    say(talks.of_li, talks.li, "底线六千")
    say(talks.of_wang, talks.wang, "最多一万")
    new = {}
    for room in (talks.of_li, talks.of_wang):
        remove_member(room, talks.chen, by=None)
        new[room] = admit_member(room, cast.second_mediator, side=Side.NEUTRAL, label="许国华", by=None)
    with pytest.raises(NotPermitted):  # not to oneself
        grant_history(new[talks.of_li], by=cast.second_mediator)
    with pytest.raises(NotPermitted):  # nor the other side's
        grant_history(new[talks.of_li], by=talks.wang)
    page = login(Client(), talks.li).get(reverse("chat:room", args=[talks.of_li.pk])).content.decode()
    assert "让许国华看到以前的消息" in page
    login(Client(), talks.li).post(
        reverse("chat:history", args=[talks.of_li.pk, new[talks.of_li].pk]), {"what": "all"}
    )
    assert bodies(talks.of_li, cast.second_mediator) == ["底线六千"]
    assert bodies(talks.of_wang, cast.second_mediator) == []
    entry = talks.dispute.chain.entries.get(verb="chat.history_granted")
    assert set(facts_of(entry)) == {"room", "commitment"}  # a caucus shows the docket a commitment only


def test_the_page_opens_from_a_day_or_a_line(talks, later):
    Message.objects.filter(room=talks.joint, seq=1).update(at=timezone.now() - timezone.timedelta(days=2))
    client = login(Client(), talks.chen)
    assert "王强（赵律师）" in client.get(reverse("chat:members", args=[talks.joint.pk])).content.decode()
    url = reverse("chat:history", args=[talks.joint.pk, later.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"what": "day"}).status_code == 422
    assert client.post(url, {"what": "message", "seq": "x"}).status_code == 422
    assert client.post(url, {"what": "day", "day": timezone.localdate().isoformat()}).status_code == 302
    later.refresh_from_db()
    assert later.from_seq == 1
    for person in (talks.li, talks.wang):
        assert login(Client(), person).post(url, {"what": "all"}).status_code == 403


@pytest.mark.both_stacks
@pytest.mark.django_db(transaction=True)
async def test_an_open_socket_gets_the_older_lines_at_once(live_talks):
    t = live_talks
    await asay(t.joint, t.li, "一")
    await asay(t.joint, t.wang, "二")
    member = await sync_to_async(admit_member)(t.joint, t.zhao, side=Side.RESPONDENT, label="赵", by=t.chen)
    async with opened(t.zhao) as zhao, opened(t.li) as li:
        assert (await zhao.hello(t.joint))["from"] == 2
        await li.hello(t.joint, after=2)
        await sync_to_async(grant_history)(member, by=t.chen)
        assert (await zhao.next("granted"))["from"] == 0
        heard = await zhao.lines(3)
        assert sorted(line["seq"] for line in heard) == [1, 2, 3]
        assert [line["text"] for line in heard if line["author"]] == ["一", "二"]
        [told] = await li.lines(1)
        assert told["text"] == "赵现在可以看到第1条以后的内容。"
    assert (await Member.objects.aget(pk=member.pk)).from_seq == 0
