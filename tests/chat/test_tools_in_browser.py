"""What stands beside the box, in a real browser: phrases, files, notes, the past, and all of it by keyboard."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from playwright.sync_api import Page, expect

from chat.models import PrivateNote, RoomFile
from chat.services import add_phrase, admit_member, grant_history, mark_read, post_file
from chat.states import Side
from tests.casefiles.samples import pdf, picture

from .conftest import say
from .test_browser import bodies, enter, speak, texts

ATTACHED = ".chat-line[data-seq] .chat-attached"


def elder(page: Page) -> None:
    page.context.add_cookies([{"name": "elder", "value": "1", "url": page.url}])


def test_a_phrase_is_found_by_typing_and_put_in_but_never_sent(site, live_talks, visitor, axe):
    t = live_talks
    add_phrase(by=t.li, title="附件", text="请看附件。")
    li, chen = visitor(t.li), visitor(t.chen)
    enter(chen, t.joint)
    box = chen.locator(".chat-input")
    box.press("/")
    find = chen.get_by_role("combobox", name="查找常用语")
    expect(find).to_be_focused()
    expect(chen.get_by_role("option")).not_to_have_count(0)
    axe(chen)
    find.press_sequentially("保密")
    find.press("ArrowDown")
    find.press("Enter")
    expect(box).to_be_focused()
    expect(box).to_have_value(re.compile("不作为对自己不利的证据"))
    assert bodies(t.joint) == []
    box.fill("3 天内付款")
    box.press("Home")
    chen.get_by_role("button", name="常用语").click()
    chen.get_by_role("option").first.click()
    expect(box).to_have_value(re.compile("任何一方随时可以退出.*3 天内付款"))
    box.fill("")
    box.press("/")
    find.press_sequentially("3")
    find.press("Escape")
    expect(box).to_have_value("/3")
    enter(li, t.joint)
    li.locator(".chat-input").press("/")
    expect(li.get_by_role("option")).to_have_count(1)
    expect(li.get_by_role("option")).to_contain_text("请看附件。")


def test_a_file_is_chosen_pasted_or_dropped_and_sent_with_the_button(site, live_talks, visitor, axe):
    t = live_talks
    li, wang = visitor(t.li), visitor(t.wang, phone=True)
    enter(li, t.joint)
    enter(wang, t.joint)
    photo = {"name": "照片.png", "mimeType": "image/png", "buffer": picture("PNG")}
    paper = {"name": "合同.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    li.locator(".chat-attach").set_input_files([photo, paper])
    expect(li.locator(".chat-staged li")).to_have_count(2)
    axe(li)
    assert not RoomFile.objects.exists()
    li.locator(".chat-input").fill("见附件")
    li.locator(".chat-send").click()
    expect(wang.locator(ATTACHED)).to_have_count(2)
    expect(wang.locator(f"{ATTACHED} img")).to_have_js_property("complete", True)
    assert wang.locator(f"{ATTACHED} img").evaluate("image => image.naturalWidth") == 320
    expect(li.locator(".is-waiting")).to_have_count(0)
    for kind in ("paste", "drop"):
        li.evaluate(
            """async ([kind, bytes]) => {
                const data = new DataTransfer();
                data.items.add(new File([new Uint8Array(bytes)], `${kind}.png`, { type: "image/png" }));
                const target = document.querySelector(kind === "paste" ? ".chat-input" : ".chat-log");
                const event = kind === "paste"
                    ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
                    : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
                target.dispatchEvent(event);
            }""",
            [kind, list(picture("PNG", size=(30 if kind == "paste" else 40, 30)))],
        )
    expect(li.locator(".chat-staged li")).to_have_count(2)
    li.locator(".chat-staged button").first.click()
    li.locator(".chat-send").click()
    expect(wang.locator(ATTACHED)).to_have_count(3)
    axe(wang)
    assert [kept.original_name for kept in RoomFile.objects.all()] == ["照片.png", "合同.pdf", "drop.png"]
    li.locator(".chat-attach").set_input_files(
        {"name": "假.png", "mimeType": "image/png", "buffer": b"MZ" + b"0" * 50}
    )
    li.locator(".chat-send").click()
    expect(li.locator(".chat-problem")).to_contain_text("程序文件")


def test_a_file_waits_like_a_word_after_another_room(site, live_talks, visitor):
    t = live_talks
    chen = visitor(t.chen)
    enter(chen, t.of_li)
    speak(chen, "您的底线")
    expect(chen.locator(".by-me[data-seq]")).to_have_count(1)
    enter(chen, t.of_wang)
    photo = {"name": "照片.png", "mimeType": "image/png", "buffer": picture("PNG")}
    chen.locator(".chat-attach").set_input_files([photo])
    chen.locator(".chat-send").click()
    expect(chen.locator(".is-waiting")).to_contain_text("秒后发送")
    chen.get_by_role("button", name="撤销").click()
    expect(chen.locator(".is-waiting")).to_have_count(0)
    expect(chen.locator(".chat-staged li")).to_have_count(1)
    chen.wait_for_timeout(1500)
    assert not RoomFile.objects.exists()


def test_the_send_button_says_who_hears_it_in_the_colour_of_the_room(site, live_talks, visitor):
    t = live_talks
    chen, seen = visitor(t.chen), {}
    for room in t.rooms:
        enter(chen, room)
        button = chen.locator(".chat-send")
        frame = chen.locator(".chat").evaluate("room => getComputedStyle(room).borderTopColor")
        assert button.evaluate("button => getComputedStyle(button).backgroundColor") == frame
        seen[button.inner_text()] = frame
    assert list(seen) == ["发送到：全体会谈室", "只发给 李小雨 一方", "只发给 王强 一方"]
    assert len(set(seen.values())) == 3


def test_a_note_saves_itself_and_nobody_else_sees_it(site, live_talks, visitor, axe):
    t = live_talks
    say(t.of_li, t.li, "底线六千")
    chen = visitor(t.chen)
    chen.goto(reverse("chat:room_note", args=[t.joint.pk]))
    sheet = chen.get_by_label("私人笔记")
    sheet.press_sequentially("先谈数额")
    expect(chen.locator(".chat-note-state")).to_contain_text("已保存")
    assert PrivateNote.objects.get().text == "先谈数额"
    chen.context.set_offline(True)
    sheet.press_sequentially("，再谈期限")
    expect(chen.locator(".chat-note-state")).to_contain_text("还没有保存成功")
    chen.context.set_offline(False)
    expect(chen.locator(".chat-note-state")).to_contain_text("已保存")
    assert PrivateNote.objects.get().text == "先谈数额，再谈期限"
    axe(chen)
    enter(chen, t.of_li)
    chen.locator(f"#line-{t.of_li.pk}-1 summary").click()
    chen.get_by_role("link", name="私人笔记").click()
    chen.get_by_label("私人笔记").fill("可能还能让")
    chen.get_by_role("button", name="保存笔记").click()
    expect(chen.locator(".chat-note-state")).to_contain_text("已保存")
    enter(chen, t.of_li)
    expect(chen.get_by_role("link", name="有我的笔记")).to_be_visible()
    li = visitor(t.li)
    enter(li, t.of_li)
    assert "笔记" not in li.locator("main").inner_text()


def test_an_open_page_gets_the_past_when_it_is_opened(site, live_talks, visitor):
    t = live_talks
    say(t.joint, t.li, "一")
    say(t.joint, t.wang, "二")
    member = admit_member(t.joint, t.zhao, side=Side.RESPONDENT, label="赵", by=t.chen)
    zhao = visitor(t.zhao)
    enter(zhao, t.joint)
    say(t.joint, t.li, "三")
    expect(zhao.locator(".chat-line[data-seq]")).to_have_count(1)
    grant_history(member, by=t.chen)
    expect(zhao.locator(".chat-line[data-seq]")).to_have_count(4)
    assert texts(zhao)[:3] == ["一", "二", "三"]


def test_everything_is_done_by_keyboard(site, live_talks, visitor):
    t = live_talks
    say(t.joint, t.li, "第一句")
    say(t.joint, t.wang, "第二句")
    mark_read(t.joint, by=t.li, seq=1)
    li = visitor(t.li)
    enter(li, t.joint)
    li.on("dialog", lambda dialog: dialog.accept())
    log, box = li.locator(".chat-log"), li.locator(".chat-input")
    log.focus()
    log.press("u")
    expect(li.locator(f"#line-{t.joint.pk}-2")).to_be_focused()
    li.keyboard.press("r")
    expect(box).to_be_focused()
    box.fill("回您这句")
    box.press("Enter")
    expect(li.locator(".by-me[data-seq] .chat-quoted").last).to_contain_text("第二句")
    box.press("ArrowUp")
    expect(box).to_have_value("回您这句")
    box.fill("改过的一句")
    box.press("Enter")
    expect(li.locator(".by-me .chat-edited").last).to_be_visible()
    log.focus()
    log.press("ArrowUp")
    li.keyboard.press("Delete")
    expect(li.locator(f"#line-{t.joint.pk}-3 .chat-text")).to_have_text("撤回了一条消息")
    log.focus()
    log.press("Escape")
    expect(box).to_be_focused()


@pytest.mark.parametrize("is_phone", [True, False])
def test_a_full_room_has_no_barrier(site, live_talks, visitor, axe, is_phone):
    t = live_talks
    fill(t)
    for is_elder in (False, True):
        chen = visitor(t.chen, phone=is_phone, dark=is_elder)
        enter(chen, t.joint)
        if is_elder:
            elder(chen)
            enter(chen, t.joint)
            expect(chen.locator(".chat-typing")).to_be_hidden()
        axe(chen)
        assert chen.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for name, args in {
        "phrases": [],
        "notes": [],
        "members": [t.joint.pk],
        "file": [RoomFile.objects.last().pk],
    }.items():
        chen.goto(reverse(f"chat:{name}", args=args))
        axe(chen)


def fill(t) -> None:
    say(t.joint, t.li, "您好，尾款 3,000 元还没有付。")
    say(t.joint, t.chen, "两位好，先请李小雨说。", reply_to=1)
    file = SimpleUploadedFile("验收截图.png", picture("PNG"))
    post_file(t.joint, by=t.wang, file=file, client_id="f1", text="这是验收记录")
    recording = SimpleUploadedFile("录音.amr", b"#!AMR\n" + b"\x00" * 90)
    post_file(t.joint, by=t.li, file=recording, client_id="f2")
    post_file(t.joint, by=t.li, file=SimpleUploadedFile("合同.pdf", pdf()), client_id="f3")
    member = admit_member(t.joint, t.zhao, side=Side.RESPONDENT, label="王强（赵律师）", by=t.chen)
    grant_history(member, by=t.chen, from_seq=1)
    add_phrase(by=t.chen, title="开场", text="您好。")
