"""Visitors with a real browser. Each has cookies of their own; two may be on the site at once."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.rigs.site import Site

#: The first is a browser without windows, which does the same for a quarter less.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
)
QUIET = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 740}
LOST = Path("test-results")
PATIENCE = 30_000  # milliseconds; two browsers on two busy cores have been seen to need twenty seconds


def find_browser() -> str:
    for name in (os.environ.get("CHROMIUM", ""), *NAMES):
        if name and (found := shutil.which(name)):
            return found
    pytest.fail("no browser found; `make setup-tests` installs one, CHROMIUM=… names another")


@pytest.fixture(scope="module")
def playwright_driver() -> Iterator[Playwright]:
    """A module long, not a session: its event loop would be in the way of the tests of sockets."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # that loop only drives the browser
    with sync_playwright() as driver:
        yield driver
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="module")
def browser(playwright_driver: Playwright) -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with playwright_driver.chromium.launch(executable_path=find_browser(), args=QUIET) as started:
        yield started


@pytest.fixture
def visitor(site: Site, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """`visitor(user, phone=…, dark=…, javascript=…)` opens a page for one more person, logged in if given.

    At the end nothing may have gone wrong unseen: no server error, no script error, no blocked script.
    """
    pages: list[Page] = []
    complaints: list[str] = []

    def enter(
        user=None,
        *,
        phone: bool = False,
        dark: bool = False,
        javascript: bool = True,
        language: str = "zh-CN",
    ) -> Page:
        context = browser.new_context(
            base_url=site.url,
            viewport=PHONE if phone else DESKTOP,
            is_mobile=phone,
            has_touch=phone,
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            locale=language,
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        if user is not None:
            key = site.session_key_for(user)
            context.add_cookies([{"name": "sessionid", "value": key, "url": site.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        page.on("console", lambda said: _note_blocked(said.text, complaints))
        page.on("response", lambda answer: _note_failed(answer, complaints))
        pages.append(page)
        return page

    yield enter
    for number, page in enumerate(pages):
        if getattr(request.node, "failed", False):
            LOST.mkdir(exist_ok=True)
            page.screenshot(path=LOST / f"{request.node.name}-{number}.png", full_page=True)
        page.context.close()
    assert complaints == []


def _note_blocked(text: str, complaints: list[str]) -> None:
    if "Content Security Policy" in text:
        complaints.append(text)


def _note_failed(answer, complaints: list[str]) -> None:
    if answer.status >= 500:
        complaints.append(f"{answer.status}: {answer.url}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = yield
    if report.when == "call" and report.failed:
        item.failed = True
    return report


@pytest.fixture
def page(visitor: Callable[..., Page]) -> Page:
    return visitor()


@pytest.fixture
def phone(visitor: Callable[..., Page]) -> Page:
    return visitor(phone=True)


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)` finds no violation of WCAG 2.2 A and AA, or says which and where."""
    checker = Axe()
    rules = {
        "runOnly": {
            "type": "tag",
            "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        }
    }

    def check(page: Page) -> None:
        found = checker.run(page, options=rules).response["violations"]
        assert [(each["id"], each["help"], [node["html"] for node in each["nodes"]]) for each in found] == []

    return check
