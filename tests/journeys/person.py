"""Somebody at a browser: what anybody can do on any page, in the words on the page."""

from __future__ import annotations

import re
from typing import Self

from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from notices.models import OutboxMessage
from tests.cast import PASSWORD


class Person:
    """Acts by what is written on the page and by nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def opens(self, name: str, *args: object) -> Self:
        self.page.goto(reverse(name, args=args))
        return self

    def presses(self, words: str) -> Self:
        """The button or link that says exactly this."""
        exactly = re.compile(rf"^\s*{re.escape(words)}\s*$")
        found = self.main.get_by_role("button", name=exactly).or_(self.main.get_by_role("link", name=exactly))
        found.filter(visible=True).first.click()
        return self

    def writes(self, **fields: str) -> Self:
        """By the name of the field, which no two on a page share."""
        for name, text in fields.items():
            self.field(name).fill(text)
        return self

    def chooses(self, **fields: str) -> Self:
        """One card of several, by its heading; or one line of a list."""
        for name, words in fields.items():
            of_list = self.main.locator(f"select[name={name}]")
            if of_list.count():
                of_list.select_option(label=words)
            else:
                self._card(name, words).click()
        return self

    def ticks(self, *names: str) -> Self:
        for name in names:
            self.main.locator(f"input[type=checkbox][name={name}]").check()
        return self

    def sees(self, *words: str) -> Self:
        for each in words:
            expect(self.main).to_contain_text(each)
        return self

    def does_not_see(self, *words: str) -> Self:
        for each in words:
            expect(self.main).not_to_contain_text(each)
        return self

    def logs_in(self, login: str) -> Self:
        self.gives_password(login)
        expect(self.page).to_have_url(re.compile(reverse("proceedings:inbox") + "$"))
        return self

    def types_code_sent_to(self, number: str) -> Self:
        """Which says that the number is theirs."""
        self.sees("+86" + number)
        code = re.search(r"验证码 (\S+?)，", message_to("+86" + number, about="验证码"))[1]
        return self.writes(code=code).presses("确认").sees("密码已经设置")

    def gives_password(self, login: str) -> Self:
        self.opens("account_login").writes(login=login, password=PASSWORD)
        self.main.locator("form button[type=submit]").first.click()
        return self

    def opens_case(self, reference: str) -> Self:
        """From the list of everything one has to do, or the list of the desk."""
        self.opens("proceedings:inbox")
        if not self._case_links(reference).count():
            self.opens("proceedings:queues")
        self._case_links(reference).first.click()
        return self.sees(reference)

    def takes_turn(self, reference: str, what: str) -> Self:
        """The thing that waits for this person, as the case's page offers it."""
        self.opens_case(reference)
        turn = self.main.locator(".turn.mine")
        expect(turn).to_contain_text("现在轮到您")
        turn.get_by_role("link", name=what).click()
        return self

    def waits_in(self, reference: str) -> Self:
        """Nothing to do here for this person just now."""
        self.opens_case(reference)
        expect(self.main.locator(".turn.mine")).to_have_count(0)
        return self

    def hears_of(self, words: str) -> Self:
        self.opens("proceedings:bell").sees(words)
        return self

    def reads_paper(self, reference: str, title: str) -> Self:
        self.opens_case(reference)
        self.main.get_by_role("link", name=title).first.click()
        return self

    def field(self, name: str) -> Locator:
        return self.main.locator(f"[name='{name}']:not([type=hidden]):not([hidden])").first

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def _card(self, name: str, words: str) -> Locator:
        heading = self.page.locator("strong", has_text=re.compile(rf"^\s*{re.escape(words)}\s*$"))
        inputs = self.page.locator(f"input[name='{name}']")
        return self.main.locator("label.choice").filter(has=heading).filter(has=inputs).first

    def _case_links(self, reference: str) -> Locator:
        return self.main.locator(f"a[href='{reverse('proceedings:case', args=[reference])}']")


def message_to(address: str, *, about: str) -> str:
    """The last e-mail or text message that somebody got about a case."""
    return OutboxMessage.objects.filter(address=address, text__contains=about).latest("pk").text
