"""Two people and a mediator, each in a browser of their own."""

import re

from django.urls import reverse
from playwright.sync_api import Page, expect

from chat.models import Message, Room
from chat.services import close_room, remove_member

from .conftest import say


def enter(page: Page, room: Room) -> None:
    page.goto(reverse("chat:room", args=[room.pk]))
    expect(page.locator(".chat-state")).to_have_text("")


def speak(page: Page, text: str) -> None:
    page.locator(".chat-input").fill(text)
    page.locator(".chat-send").click()


def bodies(room: Room) -> list[str]:
    return list(room.messages.order_by("seq").values_list("body", flat=True))


def texts(page: Page) -> list[str]:
    return [text.strip() for text in page.locator(".chat-line[data-seq] .chat-text").all_inner_texts()]


def test_two_people_talk_and_see_that_it_was_read(site, live_talks, visitor, axe):
    t = live_talks
    remove_member(t.joint, t.chen, by=None)
    li, wang = visitor(t.li, phone=True), visitor(t.wang)
    enter(li, t.joint)
    enter(wang, t.joint)
    speak(li, "尾款 8,000 元\n还没有付")
    expect(wang.locator(".by-complainant .chat-text")).to_have_text("尾款 8,000 元 还没有付")
    speak(wang, "收到")
    expect(li.locator(".by-respondent .chat-text")).to_have_text("收到")
    expect(li.locator(".by-me .chat-tick")).to_have_text("✓✓")
    assert bodies(t.joint) == ["尾款 8,000 元\n还没有付", "收到"]
    axe(li)
    axe(wang)


def test_what_is_said_without_a_network_is_sent_once_when_it_is_back(site, live_talks, visitor):
    t = live_talks
    li, wang = visitor(t.li), visitor(t.wang)
    enter(li, t.joint)
    enter(wang, t.joint)
    li.context.set_offline(True)
    expect(li.locator(".chat-state")).to_have_text("连接中断，消息已保存，恢复后自动发送")
    speak(li, "断网时说的")
    speak(li, "第二句")
    speak(wang, "你在吗")
    expect(wang.locator(".by-me[data-seq]")).to_have_count(1)
    assert bodies(t.joint) == ["你在吗"]
    li.context.set_offline(False)
    expect(wang.locator(".chat-line[data-seq]")).to_have_count(3)
    expect(li.locator(".chat-line[data-seq]")).to_have_count(3)
    assert texts(li) == texts(wang) == bodies(t.joint) == ["你在吗", "断网时说的", "第二句"]
    expect(li.locator(".is-waiting")).to_have_count(0)


def test_what_was_typed_and_not_sent_survives_closing_the_page(site, live_talks, visitor):
    t = live_talks
    li = visitor(t.li)
    enter(li, t.joint)
    li.context.set_offline(True)
    expect(li.locator(".chat-state.is-lost")).to_be_visible()
    speak(li, "没有发出去")
    li.locator(".chat-input").fill("只打了一半")
    li.context.set_offline(False)
    li.goto("about:blank")
    enter(li, t.joint)
    expect(li.locator(".chat-line[data-seq] .chat-text")).to_have_text("没有发出去")
    expect(li.locator(".chat-input")).to_have_value("只打了一半")
    assert bodies(t.joint) == ["没有发出去"]


def test_a_refused_text_comes_back_into_the_box(site, live_talks, visitor, settings):
    t = live_talks
    settings.CHAT_PACE = (1, 60.0)
    li = visitor(t.li)
    enter(li, t.joint)
    speak(li, "第一句")
    expect(li.locator(".by-me[data-seq]")).to_have_count(1)
    speak(li, "太快的一句")
    expect(li.locator(".chat-problem")).to_contain_text("发送得太快了")
    expect(li.locator(".chat-input")).to_have_value("太快的一句")
    close_room(t.joint, by=None)
    expect(li.locator(".chat-end")).to_have_text("会谈室已关闭，只能查看。")
    assert bodies(t.joint) == ["第一句"]


def test_the_first_words_after_another_room_can_be_undone_before_anybody_has_them(site, live_talks, visitor):
    t = live_talks
    chen = visitor(t.chen)
    enter(chen, t.of_li)
    speak(chen, "您的底线是多少")
    expect(chen.locator(".by-me[data-seq]")).to_have_count(1)
    enter(chen, t.joint)
    speak(chen, "说错房间的话")
    expect(chen.locator(".is-waiting")).to_contain_text("秒后发送")
    chen.get_by_role("button", name="撤销").click()
    expect(chen.locator(".chat-line")).to_have_count(0)
    expect(chen.locator(".chat-input")).to_have_value("说错房间的话")
    enter(chen, t.of_wang)
    speak(chen, "马上发")
    chen.get_by_role("button", name="立即发送").click()
    expect(chen.locator(".by-me[data-seq]")).to_have_count(1)
    assert (bodies(t.joint), bodies(t.of_wang)) == ([], ["马上发"])


def test_text_copied_in_one_room_is_not_pasted_into_another_unawares(site, live_talks, visitor):
    t = live_talks
    say(t.of_li, t.li, "底线是六千五百元")
    chen = visitor(t.chen)
    chen.context.grant_permissions(["clipboard-read", "clipboard-write"])
    joint = chen.context.new_page()
    enter(chen, t.of_li)
    enter(joint, t.joint)
    chen.bring_to_front()
    chen.locator(".chat-line[data-seq] .chat-text").select_text()
    chen.keyboard.press("ControlOrMeta+c")
    joint.bring_to_front()
    joint.locator(".chat-input").focus()
    joint.keyboard.press("ControlOrMeta+v")
    expect(joint.locator(".chat-problem")).to_contain_text("李小雨与调解员单独会谈")
    joint.locator(".chat-send").click()
    expect(joint.locator(".chat-line")).to_have_count(0)
    expect(joint.locator(".chat-input")).to_have_value("底线是六千五百元")
    assert bodies(t.joint) == []


def test_editing_and_taking_back_reach_the_other_page(site, live_talks, visitor):
    t = live_talks
    say(t.joint, t.li, "八千")
    say(t.joint, t.li, "说错了")
    li, wang = visitor(t.li), visitor(t.wang)
    enter(li, t.joint)
    enter(wang, t.joint)
    first, second = (li.locator(f"#line-{t.joint.pk}-{seq}") for seq in (1, 2))
    first.locator("summary").click()
    first.get_by_text("修改", exact=True).click()
    speak(li, "八千五百")
    expect(wang.locator(f"#line-{t.joint.pk}-1 .chat-text")).to_have_text("八千五百")
    expect(wang.locator(f"#line-{t.joint.pk}-1 .chat-edited")).to_be_visible()
    li.on("dialog", lambda dialog: dialog.accept())
    second.locator("summary").click()
    second.get_by_role("button", name="撤回").click()
    expect(wang.locator(f"#line-{t.joint.pk}-2 .chat-text")).to_have_text("撤回了一条消息")


def test_who_is_removed_sees_it_at_once(site, live_talks, visitor):
    t = live_talks
    wang = visitor(t.wang)
    enter(wang, t.joint)
    remove_member(t.joint, t.wang, by=t.chen)
    expect(wang.locator(".chat-end")).to_have_text("您已不在这个会谈室。之后的内容您看不到。")
    say(t.joint, t.li, "只剩我们")
    wang.reload()
    assert texts(wang) == []


def test_a_page_whose_socket_never_opens_still_talks(site, live_talks, visitor):
    t = live_talks
    li = visitor(t.li)
    li.route_web_socket(re.compile("/ws/rooms/"), lambda socket: socket.close())
    li.goto(reverse("chat:room", args=[t.joint.pk]))
    expect(li.locator(".chat-state")).to_have_text("实时连接不可用，每几秒更新一次", timeout=20_000)
    speak(li, "没有长连接")
    say(t.joint, t.wang, "听到了")
    expect(li.locator(".chat-line[data-seq]")).to_have_count(2, timeout=15_000)
    assert bodies(t.joint) == ["听到了", "没有长连接"] or bodies(t.joint) == ["没有长连接", "听到了"]
    assert Message.objects.count() == 2
