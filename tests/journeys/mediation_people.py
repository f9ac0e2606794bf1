"""What parties, the body and the mediator do in a mediation, by their pages."""

from __future__ import annotations

import re
from typing import Self

from playwright.sync_api import Locator, expect

from mediation.models import Mediation
from tests.cast import PASSWORD
from tests.journeys.people import Party, Room, in_days
from tests.journeys.person import Person, message_to


class InMediation(Person):
    """Anybody with a part in it."""

    def opens_mediation(self, reference: str) -> Self:
        mediation = Mediation.objects.filter(dispute__reference=reference).latest("pk")
        return self.opens("mediation:show", mediation.pk)

    def in_tab(self, name: str) -> Room:
        """A room beside others on the same page."""
        tab = self.main.get_by_role("tab", name=name)
        if tab.count():
            tab.click()
        return Room(self._panel(name))

    def _panel(self, name: str) -> Locator:
        heading = self.page.locator(".chat-title", has_text=name)
        return self.page.locator(".chat").filter(has=heading)

    def signs(self, reference: str, name: str, button: str = "签署") -> Self:
        self.takes_turn(reference, "签署调解协议")
        self.writes(typed_name=name, password=PASSWORD).ticks("has_read").presses(button)
        return self.sees("已签署")

    def sees_no_tab(self, name: str) -> Self:
        expect(self.main.get_by_role("tab", name=name)).to_have_count(0)
        return self


class Mediating(InMediation, Party):
    """A party."""

    def asks_for_mediation(self, reference: str, body: str, text: str) -> Self:
        self.opens("mediation:request", reference).sees(body)
        self.main.locator("label.choice", has_text=body).click()
        self.writes(text=text).presses("提交调解申请")
        expect(self.page).to_have_url(re.compile(r"/mediation/\d+/room/"))
        return self

    def consents(self, reference: str) -> Self:
        self.takes_turn(reference, "答复是否同意调解").chooses(answer="愿意参加").presses("提交答复")
        return self.sees("调解")

    def ranks(self, reference: str, **wishes: str) -> Self:
        self.takes_turn(reference, "选择调解员")
        for name, wish in wishes.items():
            self.main.get_by_label(f"您对{name}的意见").select_option(label=wish)
        return self.presses("提交选择")

    def has_nothing_against_mediator(self, reference: str) -> Self:
        self.takes_turn(reference, "对调解员有无异议").chooses(answer="没有异议")
        return self.presses("提交")

    def answers_proposal(self, reference: str, button: str) -> Self:
        self.opens_mediation(reference).sees("您怎么选，对方和调解员都看不到")
        return self.presses(button)

    def offers_at_table(self, reference: str, amount: str) -> Self:
        """The form is filled in already: one number is changed."""
        self.opens_mediation(reference).presses("提一份方案")
        return self.writes(**{"terms-0-amount": amount}).presses("发给对方").sees("请等对方逐项回应")

    def counters(self, reference: str, amount: str) -> Self:
        self.opens_mediation(reference).presses("逐项回应").chooses(**{"item1-answer": "改一改"})
        return self.writes(**{"item1-amount": amount}).presses("送出回应").sees("您的回应已经送到")

    def takes_offer(self, reference: str) -> Self:
        self.opens_mediation(reference).presses("逐项回应").chooses(**{"item1-answer": "同意这一项"})
        return self.presses("送出回应").sees("谈拢")

    def tells_mediator_alone(self, reference: str, claim: int, amount: str) -> Self:
        self.opens_mediation(reference).presses("逐项看谈到哪里").presses("只告诉调解员我的底线")
        self.writes(**{f"claim{claim}-amount": amount}).presses("只告诉调解员")
        return self.sees("已经悄悄告诉调解员")

    def agrees_to_bid(self, reference: str) -> Self:
        self.opens_mediation(reference).presses("去看双盲报价").sees("举个例子", "当场从系统里销毁")
        return self.presses("同意规则，参加")

    def bids(self, reference: str, amount: str) -> Self:
        self.opens_mediation(reference).presses("去看双盲报价")
        return self.writes(amount=amount).ticks("is_sure").presses("密封报价").sees("双盲报价")

    def accepts_wording(self, reference: str) -> Self:
        self.opens_mediation(reference).presses("读全文并确认").sees("协议内容")
        return self.presses("文字无误，同意进入签署")

    def signs_by_code(self, reference: str, name: str, address: str) -> Self:
        self.takes_turn(reference, "签署调解协议").presses("获取验证码").sees("还没有签署")
        code = re.search(r"验证码：(\d{6})", message_to(address, about=reference))[1]
        return self.writes(typed_name=name, code=code).ticks("has_read").presses("签署").sees("已签署")


class Secretary(InMediation):
    def takes_case(self, reference: str) -> Self:
        self.takes_turn(reference, "决定是否接受调解").chooses(answer="受理").presses("作出决定")
        return self.sees("各方选调解员")

    def seals(self, reference: str, name: str) -> Self:
        return self.signs(reference, name, button="盖章，协议生效")


class Chair(InMediation):
    """The mediator."""

    def accepts_office(self, reference: str, disclosure: str = "") -> Self:
        self.opens("mediation:caseload")
        self.main.get_by_role("link", name="设计").first.click()
        self.presses("接受并披露").chooses(answer="接受")
        if disclosure:
            self.ticks("has_interest").writes(text=disclosure)
        return self.presses("提交")

    def proposes(self, reference: str, amount: str, *, days: int = 10) -> Self:
        self.opens_mediation(reference).presses("提出调解方案")
        self.chooses(**{"terms-0-who": "王强 向 李小雨", "terms-0-action": "支付"})
        self.writes(**{"terms-0-amount": amount, "terms-0-due_on": in_days(days)})
        return self.presses("送给各方").sees("还没有人回应")

    def starts_bidding(self, reference: str, *, rounds: str = "2 轮") -> Self:
        self.opens_mediation(reference).presses("提议双盲报价")
        self.chooses(who="王强 向 李小雨", rule="交叉才成交", rounds=rounds)
        return self.presses("向双方提议").sees("等双方答复是否参加")

    def drafts(self, reference: str, *, disputed: str, days: int | None = None) -> Self:
        """From what was agreed: the terms are there already, of a sum found by bids all but the day."""
        self.opens_mediation(reference).presses("起草协议")
        expect(self.field("terms-0-action")).to_have_value("pay")
        if days is not None:
            self.writes(**{"terms-0-due_on": in_days(days)})
        self.writes(
            disputed_items=disputed, performance="转账到尾号1234的账户。", default_clause="逾期加付百分之一。"
        )
        return self.presses("送给各方核对").sees("还没有确认文字")

    def writes_record(self, reference: str, summary: str) -> Self:
        self.opens_mediation(reference).presses("写笔录").writes(summary=summary)
        return self.presses("送给各方核对").sees("各方核对")

    def terminates(self, reference: str, ground: str, reason: str) -> Self:
        self.opens_mediation(reference).presses("终止调解").chooses(ground=ground)
        return self.writes(reason=reason).presses("终止调解").sees(ground)
