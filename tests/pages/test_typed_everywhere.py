"""Every form of the product with room for more than one line keeps what is typed in it."""

from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from tests.cast import login
from tests.pages.acts import ACTS
from tests.pages.test_axe import walk
from tests.pages.world import build

#: They keep what is typed by themselves, line by line: the box of a room, and the private sheet beside it.
OF_THEIR_OWN = {"chat-composer", "chat-note"}


class Forms(HTMLParser):
    """The forms of a page that have a textarea, as (class, attributes, names of hidden fields)."""

    def __init__(self, page):
        super().__init__()
        self.found, self.form = [], None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.form = {"attrs": attrs, "long": 0, "hidden": set()}
        elif self.form and tag == "textarea":
            self.form["long"] += 1
        elif self.form and tag == "input" and attrs.get("type") == "hidden":
            self.form["hidden"].add(attrs.get("name"))

    def handle_endtag(self, tag):
        if tag == "form" and self.form:
            if self.form["long"]:
                self.found.append(self.form)
            self.form = None


def is_kept(form):
    attrs = form["attrs"]
    if set(attrs.get("class", "").split()) & OF_THEIR_OWN:
        return attrs.get("data-typed") == "own"
    return attrs.get("method") == "post" and "data-typed" not in attrs and "written_by" in form["hidden"]


@pytest.mark.parametrize("name", ACTS)
def test_the_form_of_every_act_is_kept(name, cast):
    act = ACTS[name]
    act.story(cast)
    answer = login(Client(), getattr(cast, act.who)).get(act.url())
    if answer.status_code != 200 or "html" not in answer.headers["content-type"]:
        return  # posted from another page, which is walked below
    page = answer.content.decode()
    forms = Forms(page).found
    assert [form for form in forms if not is_kept(form)] == []
    if forms:
        assert 'id="typed-words"' in page and "typed/typed.js" in page


def test_in_a_browser_every_page_of_the_ladder_keeps_what_is_typed(site, cast, work, visitor):
    world = build(cast)
    work()
    pages, tried, lost = {}, 0, []
    for who, name, url in walk(world):
        if who == "anonymous":
            continue
        answer = login(Client(), getattr(cast, who)).get(url)
        if "html" not in answer.headers["content-type"]:
            continue
        forms = [
            form for form in Forms(answer.content.decode()).found if form["attrs"].get("data-typed") != "own"
        ]
        if not forms:
            continue
        page = pages.setdefault(who, None) or visitor(getattr(cast, who), phone=True)
        pages[who] = page
        page.goto(url)
        boxes = page.locator("form:not([data-typed=own]) textarea")
        for number in range(boxes.count()):
            box = boxes.nth(number)
            box.evaluate(
                "(box) => { box.value += '新写的'; box.dispatchEvent(new Event('input', {bubbles: true})); }"
            )
        lines = page.locator("form:has(textarea):not([data-typed=own]) .typed-line")
        tried += len(forms)
        if lines.count() != len(forms):
            lost.append((name, who, lines.count(), len(forms)))
            continue
        for number in range(len(forms)):
            expect(lines.nth(number)).to_have_text("还没有保存到服务器，已存在本机。")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        lost += [(name, who, f"wider by {wide}")] if wide > 0 else []
    assert lost == []
    assert tried > 15


def test_the_address_of_the_fresh_token_is_known(cast):
    assert reverse("fresh_token") == "/typed/token/"
