"""Two people and a mediator, each in a browser of their own."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from chat.models import Room
from chat.services import close_room, remove_member

pytestmark = pytest.mark.both_stacks


def enter(page: Page, room: Room) -> None:
    page.goto(reverse("chat:room", args=[room.pk]))
    expect(page.locator(".chat-state")).to_have_text("")


def speak(page: Page, text: str) -> None:
    page.locator(".chat-input").fill(text)
    page.locator(".chat-send").click()


def bodies(room: Room) -> list[str]:
    return list(room.messages.order_by("seq").values_list("body", flat=True))


def test_two_people_talk_and_see_that_it_was_read(site, live_talks, visitor):
    t = live_talks
    remove_member(t.joint, t.chen, by=None)
    li, wang = visitor(t.li, phone=True), visitor(t.wang)
    # one who sits in several rooms may undo for ten seconds; here the caucuses are over
    close_room(t.of_li, by=None)
    close_room(t.of_wang, by=None)
    enter(li, t.joint)
    enter(wang, t.joint)
    speak(li, "尾款 8,000 元\n还没有付")
    heard = wang.locator(".chat-line .chat-text").last
    expect(heard).to_have_text("尾款 8,000 元 还没有付")
    expect(wang.locator(".chat-line").last).to_have_class(re.compile("by-complainant"))
    speak(wang, "收到")
    expect(li.locator(".chat-line .chat-text").last).to_have_text("收到")
    expect(li.locator(".by-me .chat-tick").first).to_have_text("✓✓")
    assert bodies(t.joint) == ["尾款 8,000 元\n还没有付", "收到"]
