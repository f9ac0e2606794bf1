"""What parties and the commission do about an arbitration, by their pages."""

from __future__ import annotations

from typing import Self

from tests.journeys.people import Party
from tests.journeys.person import Person


class Applicant(Party):
    def proposes_arbitration(self, reference: str, commission: str) -> Self:
        """No agreement yet: an agreement made now, read in full before it is signed."""
        self.takes_turn(reference, "选择下一步途径").presses("申请仲裁移送")
        self.presses("向对方提议签订仲裁协议").chooses(commission=commission)
        self.writes(name="李小雨").ticks("agrees").presses("先看全文").sees("双方要确认的文字", commission)
        return self.presses("签名并送给对方").sees("等待对方答复")

    def applies(self, reference: str) -> Self:
        """The application is filled in already; only where one lives is missing."""
        self.takes_turn(reference, "核对并提交仲裁申请").sees("核对仲裁申请书")
        self.main.locator("[name$=-domicile]").first.fill("示例市东区和平路1号")
        return self.presses("提交给仲裁机构")


class Opponent(Party):
    def agrees_to_arbitrate(self, reference: str) -> Self:
        self.takes_turn(reference, "答复是否同意仲裁").sees("协议全文")
        return self.writes(name="王强").ticks("agrees").presses("签名并同意").sees("您已经同意仲裁")


class Registrar(Person):
    def registers(self, title: str, number: str) -> Self:
        self.opens("arbitration:referrals").presses(title)
        return self.writes(case_number=number).presses("登记受理").sees("已经登记受理")

    def awards(self, title: str, number: str, summary: str, *, on: str, file: str) -> Self:
        self.opens("arbitration:referrals").presses(title)
        self.writes(number=number, awarded_on=on, summary=summary)
        self.page.locator("input[type=file][name=file]").set_input_files(file)
        return self.presses("登记裁决").sees("裁决已经登记")
