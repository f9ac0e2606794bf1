"""Two tabs, a session that ends, a log-in elsewhere, a step back, a lost line: what was typed is still there."""

import json

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from chat.models import Phrase
from disputes.models import Dispute
from tests.cast import PASSWORD
from tests.journeys.people import STORY, Party

SAID = "第一句写了很久。\n第二句更久。"
HERE = "还没有保存到服务器，已存在本机"


def at_story(li):
    """As far as the page where the story is written."""
    li.opens("disputes:start").presses("开始填写").says_what_it_is_about().says_against_whom("众帮")
    expect(li.field("narrative")).to_be_visible()
    return Dispute.objects.get()


def in_another_tab(person):
    return Party(person.page.context.new_page())


def on_this_device(person):
    return json.dumps(person.page.evaluate("Object.entries(localStorage)"), ensure_ascii=False)


def writes_phrase(person, text=SAID):
    person.opens("chat:phrases").writes(title="常说", text=text)
    return person.sees(HERE)


def logs_in_again(person, user):
    person.opens("account_login").writes(login=user.email, password=PASSWORD)
    person.main.locator("form button[type=submit]").first.click()
    person.page.wait_for_url("**/inbox/")


def test_two_tabs_a_page_nobody_touched_saves_nothing_and_a_stale_one_is_told(site, cast, visitor, axe):
    li = Party(visitor(cast.complainant, phone=True))
    draft = at_story(li)
    other = in_another_tab(li)
    other.opens("disputes:file_step", draft.pk, "story")
    other.writes(title="新的一份", narrative=STORY).sees("已自动保存")

    posts = []
    li.page.on("request", lambda request: posts.append(request) if request.method == "POST" else None)
    li.page.context.set_offline(True)
    li.page.context.set_offline(False)
    li.page.wait_for_timeout(2500)
    assert posts == []

    li.writes(title="旧的一份", narrative="旧页面上写的。").sees("没有覆盖任何内容", STORY)
    assert Dispute.objects.get().narrative == STORY
    li.page.set_viewport_size({"width": 320, "height": 700})
    li.page.context.add_cookies([{"name": "elder", "value": "1", "url": site.url}])
    li.page.evaluate("document.documentElement.classList.add('elder')")
    assert (
        li.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    )
    axe(li.page)
    li.presses("用我写的").sees("已自动保存")
    assert Dispute.objects.get().narrative == "旧页面上写的。"

    other.writes(narrative="那一页又写了一句。").sees("没有覆盖任何内容", "旧页面上写的。")
    other.presses("换成较新的内容")
    expect(other.field("narrative")).to_have_value("旧页面上写的。")
    assert Dispute.objects.get().narrative == "旧页面上写的。"
    other.presses("下一步").sees("您希望怎样解决")


def test_the_session_ends_while_she_writes_and_the_text_is_there_after_log_in(site, cast, visitor):
    li = Party(visitor(cast.complainant))
    draft = at_story(li)
    Session.objects.all().delete()
    li.writes(title="做完不付钱", narrative=SAID).sees("您已经退出登录", HERE)
    logs_in_again(li, cast.complainant)
    li.opens("disputes:file_step", draft.pk, "story").sees("已经放回您上次写的内容")
    expect(li.field("narrative")).to_have_value(SAID)
    li.sees("已自动保存")
    assert Dispute.objects.get().narrative.replace("\r\n", "\n") == SAID
    assert "jiefen.typed" not in on_this_device(li)


def test_somebody_newer_wrote_meanwhile_and_she_is_asked(site, cast, visitor):
    li = Party(visitor(cast.complainant))
    draft = at_story(li)
    Session.objects.all().delete()
    li.writes(title="做完不付钱", narrative=SAID).sees("您已经退出登录", HERE)
    Dispute.objects.update(title="手机上", narrative="手机上写的更新。")
    logs_in_again(li, cast.complainant)
    li.opens("disputes:file_step", draft.pk, "story").sees("本机还有一份您写的内容", "第二句更久。")
    expect(li.field("narrative")).to_have_value("手机上写的更新。")
    assert Dispute.objects.get().narrative == "手机上写的更新。"
    li.presses("用本机的这一份").sees("已自动保存")
    assert Dispute.objects.get().narrative.replace("\r\n", "\n") == SAID


def test_somebody_else_on_the_same_device_sees_nothing_of_it(site, cast, visitor):
    li = Party(visitor(cast.complainant))
    writes_phrase(li)
    assert "jiefen.typed" in on_this_device(li)
    assert "第二句" not in on_this_device(li)
    Session.objects.all().delete()
    li.page.context.clear_cookies()

    zhao = Party(li.page)
    logs_in_again(zhao, cast.outsider)
    zhao.opens("chat:phrases")
    zhao.page.wait_for_timeout(500)
    expect(zhao.field("text")).to_have_value("")
    zhao.does_not_see("本机还有一份", "第二句")
    zhao.page.context.clear_cookies()

    logs_in_again(li, cast.complainant)
    li.opens("chat:phrases")
    expect(li.field("text")).to_have_value(SAID)
    li.page.locator("details.menu summary").click()
    li.page.get_by_role("button", name="退出登录").click()
    li.page.wait_for_load_state()
    expect(li.page.get_by_role("link", name="登录").first).to_be_visible()
    assert "jiefen.typed" not in on_this_device(li)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_sent_after_the_session_ended_it_waits_behind_the_log_in(javascript, site, cast, visitor):
    li = Party(visitor(cast.complainant, javascript=javascript))
    li.opens("chat:phrases").writes(title="常说", text=SAID)
    Session.objects.all().delete()
    li.presses("添加常用语")
    li.writes(login=cast.complainant.email, password=PASSWORD)
    li.main.locator("form button[type=submit]").first.click()
    li.sees("您写的内容还在", "第二句更久。").presses("现在提交").sees("已加入常用语")
    assert Phrase.objects.get().text.replace("\r\n", "\n") == SAID
    if javascript:
        assert "jiefen.typed" not in on_this_device(li)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_logged_in_again_in_another_tab_nothing_is_lost(javascript, site, cast, visitor):
    li = Party(visitor(cast.complainant, javascript=javascript))
    li.opens("chat:phrases").writes(title="常说", text=SAID)
    other = in_another_tab(li)
    other.page.goto("/accounts/logout/")
    other.page.locator("main form button").first.click()
    logs_in_again(other, cast.complainant)
    if javascript:  # the page is looked at again
        old = li.page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
        li.page.evaluate("dispatchEvent(new Event('focus'))")
        expect(li.page.locator("input[name=csrfmiddlewaretoken]").first).not_to_have_value(old)
        li.presses("添加常用语")
    else:
        li.presses("添加常用语").sees("您写的内容还在", "第二句更久。").presses("现在提交")
    li.sees("已加入常用语")
    assert Phrase.objects.get().text.replace("\r\n", "\n") == SAID


def test_the_step_before_and_the_browsers_back_keep_the_text(site, cast, visitor):
    li = Party(visitor(cast.complainant))
    at_story(li)
    li.tells_the_story().asks_for("支付报酬", "3000").presses("继续")
    li.writes(phone="12", prior_steps="打过三次电话。").presses("上一步").presses("继续")
    expect(li.field("phone")).to_have_value("12")
    expect(li.field("prior_steps")).to_have_value("打过三次电话。")

    li.opens("chat:phrases").writes(text=SAID).sees(HERE)
    li.page.locator("a.brand").click()
    li.page.wait_for_load_state()
    li.page.go_back()
    expect(li.field("text")).to_have_value(SAID)


def test_the_line_is_lost_on_a_form_that_is_no_draft(site, cast, visitor):
    li = Party(visitor(cast.complainant, phone=True))
    li.opens("chat:phrases")
    li.page.context.set_offline(True)
    li.writes(title="常说", text=SAID).sees("网络断开，写的内容还在。" + HERE)
    li.presses("添加常用语")
    expect(li.field("text")).to_have_value(SAID)
    li.page.context.set_offline(False)
    li.sees("网络恢复了，可以提交了")
    assert not Phrase.objects.exists()  # nothing is sent unasked
    li.presses("添加常用语").sees("已加入常用语")
    assert Phrase.objects.get().text.replace("\r\n", "\n") == SAID
    assert "jiefen.typed" not in on_this_device(li)
    assert reverse("chat:phrases") in li.page.url


def test_a_text_that_comes_back_refused_is_still_kept(site, cast, visitor):
    li = Party(visitor(cast.complainant))
    li.opens("chat:phrases").writes(text=SAID).presses("添加常用语").sees("请先改正下面的问题", HERE)
    li.opens("proceedings:inbox").opens("chat:phrases")
    expect(li.field("text")).to_have_value(SAID)
