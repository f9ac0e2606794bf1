"""A person at a browser without JavaScript: opens pages, fills in the form that is there, presses its button."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

import httpx
from lxml import html


class PageRefused(Exception):
    """The page did not take what was filled in; the message is what it said."""


class Visitor:
    """One person, one browser. `base` is the address of the running server."""

    def __init__(self, base: str, name: str) -> None:
        self.base, self.name, self.email = base, name, ""
        self._client = httpx.Client(base_url=base, follow_redirects=True, timeout=60)

    def close(self) -> None:
        self._client.close()

    @property
    def cookie(self) -> str:
        """For the WebSocket's handshake."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._client.cookies.jar)

    def log_in(self, login: str, password: str) -> None:
        self.fill("/accounts/login/", login=login, password=password)

    def open(self, path: str) -> html.HtmlElement:
        return self._page(self._client.get(path))

    def fill(self, path: str, *, press: str = "", **fields: Any) -> str:
        """Fill in the form of the page at `path` that has these fields, and send it; the address one lands on.

        `press` is the `name=value` of the button. Whatever else the page had filled in stays. Raises `PageRefused`.
        """
        return str(self._send(path, press, fields).url).removeprefix(self.base)

    def read_after(self, path: str, place: str, **fields: Any) -> str:
        """Fill in the form and read what the answer says at `place`, a class name: a code shown once."""
        page = html.fromstring(self._send(path, "", fields).content)
        return str(page.xpath(f"string(//*[contains(@class,'{place}')])")).strip()

    def _send(self, path: str, press: str, fields: dict[str, Any]) -> httpx.Response:
        page = self.open(path)
        form = self._form(page, path, fields, press)
        data: dict[str, Any] = {}
        for name, value in form.form_values():
            data.setdefault(name, []).append(value)
        for name, value in fields.items():
            data[name] = value if isinstance(value, list) else [str(value)]
        if press:
            name, _, value = press.partition("=")
            data[name] = [value]
        target = urljoin(str(page.base_url), form.get("action") or "")
        answer = self._client.post(target, data=data, headers={"Referer": target})
        self._page(answer)
        if answer.status_code >= 400 or (not answer.history and self._errors(answer)):
            raise PageRefused(f"{self.name} {path} {answer.status_code}: {self._errors(answer)}")
        return answer

    def press(self, path: str, action: str = "") -> str:
        """Press the button in the body of the page that posts to `action`, or the first that posts to the page itself."""
        page = self.open(path)
        forms = page.xpath("//main//form[@method='post']")
        form = next((form for form in forms if (form.get("action") or "") == action), None)
        if form is None:
            raise PageRefused(f"{self.name} {path}: no button for {action}")
        target = urljoin(str(page.base_url), action)
        answer = self._client.post(target, data=dict(form.form_values()), headers={"Referer": target})
        self._page(answer)
        return str(answer.url).removeprefix(self.base)

    def _form(
        self, page: html.HtmlElement, path: str, fields: dict[str, Any], press: str
    ) -> html.FormElement:
        wanted = {name for name in fields if not name[-1].isdigit()} | (
            {press.partition("=")[0]} if press else set()
        )
        main = [form for form in page.xpath("//main//form") if "csrfmiddlewaretoken" in form.fields]
        for form in main:
            buttons = {button.get("name") for button in form.xpath(".//button[@name]")}
            if wanted <= set(form.fields) | buttons:
                return form
        raise PageRefused(f"{self.name} {path}: no form with {sorted(wanted)}; {self._said(page)}")

    def _page(self, answer: httpx.Response) -> html.HtmlElement:
        if answer.status_code >= 500:
            raise PageRefused(f"{self.name} {answer.url}: {answer.status_code}")
        page = html.fromstring(answer.content or b"<html></html>", base_url=str(answer.url))
        if answer.status_code in (403, 404, 409):
            raise PageRefused(f"{self.name} {answer.url}: {answer.status_code} {self._said(page)}")
        return page

    def _errors(self, answer: httpx.Response) -> str:
        page = html.fromstring(answer.content)
        found = page.xpath("//*[contains(@class,'field-error') or contains(@class,'form-errors')]")
        return " ".join(" ".join(node.text_content().split()) for node in found)

    def _said(self, page: html.HtmlElement) -> str:
        main = page.xpath("//main")
        return " ".join(main[0].text_content().split())[:200] if main else ""
