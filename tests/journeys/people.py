"""Who appears in the journeys, and what each does by their pages: `li.files(…)`, `zhou.admits(…)`."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Self

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, expect

from disputes.models import Dispute
from tests.journeys.person import Person
from tests.stories import code_for

REFERENCE = re.compile(r"[A-Z]{2}-\d{4}-\d{6}")
STORY = "10月8日我在平台上接了王强的海报设计任务，约定报酬3000元。10月20日交稿并验收，至今没有付款。"


def in_days(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


class Party(Person):
    """Complains, or is complained about."""

    def files(self, *, platform: str = "众帮", evidence: list[str] | None = None) -> str:
        """The whole form, a page at a time; the reference on the receipt."""
        self.opens("disputes:start").presses("开始填写")
        return self.fills_in_the_complaint(platform=platform, evidence=evidence)

    def fills_in_the_complaint(self, *, platform: str = "众帮", evidence: list[str] | None = None) -> str:
        self.says_what_it_is_about()
        self.says_against_whom(platform)
        self.tells_the_story()
        self.asks_for("支付报酬", "3000")
        if evidence:
            self.adds_evidence(*evidence)
        self.presses("继续").says_who_they_are()
        return self.hands_in()

    def says_what_it_is_about(self) -> Self:
        self.chooses(sector="众包").presses("下一步")
        return self.chooses(category="拖欠、克扣报酬").presses("下一步")

    def says_against_whom(self, platform: str) -> Self:
        self.writes(q=platform)
        found = self.main.locator("#platforms label.choice", has_text=platform)
        expect(self.main.locator("#platforms label.choice")).to_have_count(2)  # it, and none
        found.click()
        self.chooses(target="平台上的商家、用户，或者其他人")
        return self.writes(name="王强", phone="13800000002", order_number="T-77").presses("下一步")

    def tells_the_story(self, narrative: str = STORY) -> Self:
        self.writes(title="做完设计稿后不付报酬", narrative=narrative, happened_on=in_days(-12))
        return self.chooses(region="浙江省").presses("下一步")

    def asks_for(self, remedy: str, amount: str) -> Self:
        self.chooses(**{"claims-0-remedy": remedy}).writes(**{"claims-0-amount": amount})
        return self.presses("下一步")

    def adds_evidence(self, *files: str) -> Self:
        """By the page that sends them itself, in pieces."""
        self.page.locator("input[type=file]").set_input_files(list(files))
        expect(self.page.locator(".uploads li.done")).to_have_count(len(files))
        return self

    def says_who_they_are(self, name: str = "李小雨", phone: str = "13800000001") -> Self:
        return self.writes(name=name, phone=phone).ticks("consents_e_service").presses("下一步")

    def hands_in(self) -> str:
        self.presses("提交投诉").sees("已经提交", "您的编号是")
        return self.reference_on_receipt()

    def reference_on_receipt(self) -> str:
        return REFERENCE.search(self.main.inner_text()).group()

    def joins(self, reference: str) -> Self:
        """By the code in the text message, as a guest."""
        return self.joins_with(code_for(Dispute.objects.get(reference=reference)), reference)

    def joins_with(self, code: str, reference: str) -> Self:
        self.opens("disputes:join").writes(code=code).presses("进入").sees("确认您是谁", reference)
        return self.presses("进入案件").sees(reference)

    def answers(self, reference: str, text: str, *, stance: str, amount: str = "") -> Self:
        self.takes_turn(reference, "答复投诉").writes(text=text)
        self.main.locator("fieldset.row-card label.choice", has_text=re.compile(rf"^\s*{stance}")).click()
        if amount:
            self.main.locator("[name$=-amount]").fill(amount)
        return self.presses("提交答复").sees("答复已经提交，并向对方发出")

    def offers(self, reference: str, amount: str, *, days: int = 10, message: str = "") -> Self:
        """To pay so much within so many days; whoever says it, the respondent pays."""
        self.opens_offers(reference)
        self.writes_offer(amount, days=days, message=message).presses("发给对方")
        return self.sees("方案已经发给对方")

    def opens_offers(self, reference: str) -> Self:
        self.opens_case(reference).presses("和解方案")
        return self.sees("方案的来往")

    def writes_offer(self, amount: str, *, days: int = 10, message: str = "") -> Self:
        self.chooses(**{"terms-0-who": "王强 向 李小雨", "terms-0-action": "支付"})
        self.writes(**{"terms-0-amount": amount, "terms-0-due_on": in_days(days)})
        return self.writes(message=message) if message else self

    def counters(self, reference: str, amount: str, *, message: str = "") -> Self:
        self.opens_offers(reference).presses("改一改再提")
        expect(self.field("terms-0-action")).to_have_value("pay")
        self.writes(**{"terms-0-amount": amount}, **({"message": message} if message else {}))
        return self.presses("发给对方").sees("方案已经发给对方")

    def accepts_offer(self, reference: str) -> Self:
        self.opens_offers(reference).presses("接受").sees("不能单方反悔")
        return self.presses("我接受，达成和解").sees("和解协议已经成立")

    def ends_negotiation(self, reference: str) -> Self:
        self.opens_offers(reference).presses("谈不下去了，结束协商")
        return self.presses("结束协商").sees("协商已经结束")

    def replies_to_opinion(self, reference: str, answer: str) -> Self:
        self.takes_turn(reference, "回应处理意见").chooses(answer=answer)
        return self.presses("提交回应")

    def performs(self, reference: str, note: str) -> Self:
        self.takes_turn(reference, "履行约定").presses("登记付款")
        return self.writes(note=note).presses("确定").sees("已经通知对方确认")

    def confirms(self, reference: str) -> Self:
        self.opens_case(reference).presses("履行情况").presses("确认已经履行")
        return self.presses("确定").sees("已经确认履行")

    def supplies(self, reference: str, reply: str) -> Self:
        self.takes_turn(reference, "补正材料").writes(reply=reply)
        return self.presses("提交补正").sees("等待审查")

    def withdraws(self, reference: str, why: str) -> Self:
        self.opens_case(reference).presses("撤回投诉").sees("不能恢复")
        return self.chooses(why=why).presses("撤回投诉").sees("投诉已经撤回")

    def rates(self, reference: str, score: str) -> Self:
        self.opens_case(reference).presses("评价这次办理").chooses(score=score)
        return self.presses("提交评价").sees("谢谢您的评价")

    def enters_room(self, reference: str, room: str) -> Room:
        self.opens_case(reference)
        self.main.get_by_role("link", name=room).first.click()
        return Room(self.page.locator(".chat"))


class Room:
    """A room on somebody's screen, live."""

    def __init__(self, panel: Locator) -> None:
        self.panel = panel
        expect(panel.locator(".chat-person.is-online").first).to_be_attached()  # at least oneself: connected

    def says(self, text: str) -> None:
        self.panel.locator(".chat-input").fill(text)
        self.panel.locator(".chat-send").click()
        self.shows(text)

    def shows(self, text: str) -> None:
        """Without anybody reloading anything."""
        expect(self.panel.locator(".chat-line .chat-text", has_text=text)).to_have_count(1)

    def never_showed(self, text: str) -> None:
        expect(self.panel.locator(".chat-lines")).not_to_contain_text(text)


class Desk(Person):
    """A handler or supervisor of a platform or of the service centre."""

    def admits(self, reference: str) -> Self:
        self.takes_turn(reference, "审查是否受理").presses("受理")
        return self.sees("已经受理。答复期限从答辩通知送达时起算")

    def declines(self, reference: str, ground: str, reasons: str) -> Self:
        """Sees first what the complainant will read."""
        self.takes_turn(reference, "审查是否受理")
        self.main.locator("#declining > summary").click()
        self.chooses(ground=ground).writes(reasons=reasons).presses("先看投诉人会读到什么")
        self.sees("投诉人将读到的内容", reasons)
        return self.presses("确定不予受理并发出决定").sees("已经作出不予受理决定")

    def asks_completion(self, reference: str, *, standard: str, more: str) -> Self:
        self.takes_turn(reference, "审查是否受理")
        self.main.locator("#asking > summary").click()
        self.chooses(standard=standard).writes(more=more)
        return self.presses("一次告知并要求补正").sees("已经一次告知全部需要补正的内容")

    def issues_opinion(
        self, reference: str, amount: str, *, is_automated: bool = False, title: str = "出具处理意见"
    ) -> Self:
        self.takes_turn(reference, "出具处理意见").sees(title)
        self.writes(
            facts_found="任务已完成并验收。",
            rule_name="众帮众包平台交易规则第18条",
            rule_version="2026年第2版",
            reasons="验收后应当付款。",
            **{"terms-0-amount": amount, "terms-0-due_on": in_days(10)},
        )
        self.chooses(**{"terms-0-who": "王强 向 李小雨", "terms-0-action": "支付"})
        if is_automated:
            self.ticks("is_automated")
        return self.presses("出具并发给双方").sees("处理意见书已经作出")


class Receptionist(Desk, Party):
    """Writes for whoever comes to the window, and reads it back."""

    def says_who_they_are(self, name: str = "赵老伯", phone: str = "") -> Self:
        """A man without phone and e-mail: his address, and six digits he will remember."""
        self.writes(name=name, phone=phone, address="示例市和平路 3 号", window_fact="246810")
        return self.presses("下一步")

    def hands_in(self) -> str:
        self.sees("请逐项读给投诉人听").lets_sign().presses("提交投诉").sees("已经提交")
        return self.reference_on_receipt()

    def lets_sign(self) -> Self:
        """On the tablet: somebody's hand in the box."""
        self.ticks("signed-was_read").chooses(**{"signed-on": "在屏幕上手写签名"})
        box = self.main.locator("canvas")
        box.scroll_into_view_if_needed()
        at = box.bounding_box()
        assert at is not None
        self.page.mouse.move(at["x"] + 30, at["y"] + 40)
        self.page.mouse.down()
        for step in range(1, 12):
            self.page.mouse.move(at["x"] + 30 + 20 * step, at["y"] + (80 if step % 2 else 30))
        self.page.mouse.up()
        return self.sees("已写好")

    def opens_window(self, reference: str, name: str) -> Self:
        self.opens("disputes:window_people").sees(name, reference)
        self.page.goto(
            self.page.locator(f"section:has-text('{reference}') a.btn-primary").first.get_attribute("href")
        )
        return self.sees(f"{name}来窗口办理")

    def takes_down(self, act: str) -> Self:
        """A plain yes: straight to what is read out."""
        return self.presses(act).sees("逐项读给本人听")

    def reads_back(self, *words: str) -> Self:
        return self.presses("写好了，读给他听").sees("逐项读给本人听", *words)

    def submits(self, what: str) -> Self:
        return self.lets_sign().presses("本人已签名，提交").sees(f"已经办好：{what}")

    def prints_sheet(self) -> str:
        """The covering sheet for the post; the code on it."""
        self.presses("打印送达封面").presses("生成封面").sees("凭查阅码进入", "还要填您在窗口约定的六位数字")
        return self.main.locator(".access-code").inner_text().replace(" ", "")

    def begins_for_walk_in(self) -> Self:
        self.opens("disputes:desk").presses("登记一件新投诉")
        return self

    def hands_out_code(self) -> str:
        self.presses("给投诉人查阅码").presses("生成查阅码")
        return self.main.locator(".access-code").inner_text().replace(" ", "")


def expect_closed(person: Person, reference: str, outcome: str) -> None:
    """The case's page says how it ended, and that nobody needs to act."""
    person.opens_case(reference).sees(outcome, "现在不需要任何人做什么")


def address_of(reference: str) -> str:
    return reverse("proceedings:case", args=[reference])
