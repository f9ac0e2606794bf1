"""Personal pages are kept nowhere: not in a cache, not by Back after log-out; and no address holds a secret."""

import re
from pathlib import Path

from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests import stories
from tests.cast import login

ROOT = Path(__file__).resolve().parent.parent.parent


def is_kept_nowhere(answer) -> bool:
    return "no-store" in answer.get("Cache-Control", "")


def test_what_somebody_with_a_session_is_shown_is_not_stored(cast):
    dispute = stories.negotiating(cast)
    pages = [
        *("/", "/inbox/", "/help/", "/no-such-page/", reverse("accounts:profile"), reverse("account_email")),
        reverse("proceedings:case", args=[dispute.reference]),
        reverse("disputes:negotiate", args=[dispute.reference]),
    ]
    client = login(Client(), cast.complainant)
    assert {url: is_kept_nowhere(client.get(url)) for url in pages} == dict.fromkeys(pages, True)


def test_nor_what_a_guest_is_shown(cast):
    dispute = stories.answering(cast, joined=False)
    guest = Client()
    guest.post("/disputes/join/", {"code": stories.code_for(dispute)})
    answer = guest.post("/disputes/join/confirm/", {"name": "王强", "phone": "13800000002"})
    assert is_kept_nowhere(guest.get(answer.url))


def test_pages_for_everybody_and_files_may_be_stored(client, db):
    assert not client.get("/").has_header("Cache-Control")
    assert "no-store" not in client.get("/static/house/house.js").get("Cache-Control", "")


def test_back_after_logging_out_shows_nothing(visitor, cast):
    dispute = stories.negotiating(cast)
    page: Page = visitor(cast.complainant)
    for url in ("/inbox/", reverse("proceedings:case", args=[dispute.reference])):
        page.goto(url)
        expect(page.locator("main")).to_contain_text(dispute.reference)
    page.goto("/accounts/logout/")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    for _ in range(3):
        page.go_back()
        expect(page.locator("body")).not_to_contain_text(dispute.reference)
        expect(page.locator("body")).not_to_contain_text(cast.complainant.name)


def test_a_code_behind_the_hash_is_filled_in_and_leaves_the_address(visitor, cast):
    dispute = stories.answering(cast, joined=False)
    page: Page = visitor()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.url} {request.headers.get('referer', '')}"))
    code = stories.code_for(dispute)
    page.goto(f"/disputes/join/#{code}")
    expect(page.locator("[name=code]")).to_have_value(code)
    assert page.url.endswith("/disputes/join/")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text(dispute.reference)
    assert [line for line in asked if code in line] == []


def test_no_link_of_ours_has_a_code_in_its_address():
    links = re.compile(r"\{% url [^%]*%\}\?\w*(code|token|key)=")
    found = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "templates").rglob("*")
        if path.is_file() and links.search(path.read_text())
    ]
    # the SHA-256 of a case file is printed for everybody to compare
    assert found == ["templates/casefiles/case_file_progress.html"]
