"""Every page of the access ladder that opens, in a browser: on a phone in the light, on a desk in the dark, in large text.

No barrier that axe knows, nothing wider than the screen, nothing on the console, nothing typed is lost. Three apps look
at their own pages by daylight, at each step of a case (`tests/<app>/test_accessibility.py`, `test_browser.py`).
The walks stand together because they walk through the same world, which is then told once.
"""

import random
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from tests.cast import login
from tests.pages.forms import Forms
from tests.pages.ladder import LADDER
from tests.pages.world import whole

LOOKS = {"phone": {"phone": True}, "desk-dark": {"dark": True}}

#: Pieces of pages. Files are told by what they are sent as.
PIECES = {"arbitration:bundle_status", "chat:lines", "disputes:platforms", "proceedings:bell_badge"}
#: Who shows a page, when several may open it: those it is made for come first.
READERS = [
    "complainant",
    "respondent",
    "handler",
    "mediator",
    "secretary",
    "registrar",
    "receptionist",
    "analyst",
]
#: Pages that are made differently for different readers.
ALSO = {
    "proceedings:inbox": ["handler", "mediator", "registrar", "outsider"],
    "proceedings:queues": ["handler"],
    "proceedings:case": ["respondent", "handler", "mediator"],
    "proceedings:bell": ["handler"],
    "arbitration:show": ["registrar"],
    "mediation:caseload": ["mediator", "secretary"],
    "mediation:agreement": ["mediator"],
    "mediation:calendar": ["mediator"],
    "mediation:session": ["mediator"],
    "mediation:record": ["mediator"],
}
BY_DAYLIGHT_ELSEWHERE = ("disputes:", "mediation:", "arbitration:")
STRANGERS = [
    "proceedings:home",
    "proceedings:help",
    "disputes:start",
    "disputes:join",
    "verify:page",
    "reporting:public",
    "accounts:privacy_policy",
    "account_login",
    "account_signup",
    "account_reset_password",
]
LOGGED_IN = [
    "account_email",
    "account_change_phone",
    "account_change_password",
    "mfa_index",
    "account_logout",
]


WIDTHS = (375, 320)
#: One of each frame: public, sign-in, party, desk, mediator, association.
FRAMES = {
    ("anonymous", "proceedings:home"), ("anonymous", "account_login"), ("complainant", "proceedings:case"),
    ("handler", "proceedings:inbox"), ("handler", "proceedings:queues"), ("mediator", "mediation:caseload"),
    ("mediator", "mediation:calendar"), ("complainant", "casefiles:evidence"), ("complainant", "accounts:profile"),
    ("registrar", "arbitration:referrals"), ("analyst", "reporting:dashboard"),
}  # fmt: skip


@pytest.fixture
def world(site, cast, work):
    return whole(cast, work)


@pytest.mark.battery("barriers")
@pytest.mark.parametrize("looks", LOOKS.values(), ids=LOOKS)
def test_no_page_has_a_barrier(looks, world, cast, visitor, axe, battery):
    pages, troubles = {}, []
    for who, name, url in looked_at(world, looks, battery):
        if who not in pages:
            pages[who] = visitor(getattr(cast, who, None), **looks)
            pages[who].on("console", partial(note, who, pages, troubles))
        page = pages[who]
        if opens(page, url):
            troubles += [(name, who, trouble) for trouble in troubles_of(page, axe)]
            battery.count("looks at a page, on a phone in the light or on a desk in the dark: no barrier")
    assert troubles == [], "\n".join(str(trouble) for trouble in troubles)


def looked_at(world, looks, battery):
    """By sample each page once, in one look or the other; of those seen by daylight elsewhere some, in the dark."""
    asked = [one for one in walk(world) if "dark" in looks or not one[1].startswith(BY_DAYLIGHT_ELSEWHERE)]
    if battery.is_whole:
        return asked
    elsewhere = [one for one in asked if one[1].startswith(BY_DAYLIGHT_ELSEWHERE)]
    here = [one for one in asked if one not in elsewhere]
    half = [one for one in here if is_on_the_phone(one, battery) != ("dark" in looks)]
    return half + battery.chance.sample(elsewhere, min(15, len(elsewhere)))


def is_on_the_phone(one, battery):
    """The same for both looks, whatever else they draw."""
    who, name, _url = one
    return bool(random.Random(f"{battery.seed} {who} {name}").getrandbits(1))


def opens(page, url):
    """Whether it is a page, and then goes there. A file is not gone to: the browser's own viewers break its policy."""
    answer = page.request.get(url, max_retries=2)  # the server may just be closing a line that was idle
    if not answer.headers["content-type"].startswith("text/html"):
        return False
    page.goto(url)
    return True


@pytest.mark.battery("large-text")
def test_no_page_in_large_text_is_wider_than_a_phone(world, cast, visitor, site, battery):
    asked = list(dict.fromkeys(walk(world)))
    always = [one for one in asked if one[:2] in FRAMES]
    others = [one for one in asked if one not in always]
    battery.chance.shuffle(others)
    pages, troubles = {}, []
    for who, name, url in [*always, *others[: battery.size(sample=12, full=len(others))]]:
        if who not in pages:
            pages[who] = visitor(getattr(cast, who, None), phone=True)
            pages[who].context.add_cookies([{"name": "elder", "value": "1", "url": site.url}])
        page = pages[who]
        if not opens(page, url):
            continue
        battery.count("pages in large text", 1)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 740})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                troubles.append((name, who, width, wide, page.evaluate(WIDEST)))
    assert troubles == [], "\n".join(str(trouble) for trouble in troubles)


#: For whoever has to mend it: what reaches past the screen.
WIDEST = """[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1
  && !e.closest(".site-nav ul, .rail")).slice(0, 4).map(e => e.outerHTML.slice(0, 90))"""


@pytest.mark.parametrize("width", WIDTHS)
def test_the_user_s_menu_is_on_the_screen(cast, visitor, site, width):
    page = visitor(cast.handler, phone=True)
    page.context.add_cookies([{"name": "elder", "value": "1", "url": site.url}])
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(reverse("proceedings:inbox"))
    page.get_by_text("我的菜单").locator("..").click()
    for words in ("个人资料", "退出登录"):
        box = page.locator(".menu-panel").get_by_text(words).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
    panel = page.locator(".menu-panel").bounding_box()
    assert panel["x"] >= 0 and panel["x"] + panel["width"] <= width


@pytest.mark.battery("typed")
def test_in_a_browser_every_page_of_the_ladder_keeps_what_is_typed(world, cast, visitor, battery):
    pages, clients, tried, lost = {}, {}, 0, []
    asked = [one for one in walk(world) if one[0] != "anonymous"]
    battery.chance.shuffle(asked)
    for who, name, url in asked:
        if tried >= battery.size(sample=12, full=len(asked)):
            break
        if who not in clients:
            clients[who] = login(Client(), getattr(cast, who))
        forms = long_forms(clients[who].get(url))
        if not forms:
            continue
        if who not in pages:
            pages[who] = visitor(getattr(cast, who), phone=True)
        page = pages[who]
        page.goto(url)
        tried += 1
        lost += [(name, who, trouble) for trouble in lost_on(page, len(forms))]
        battery.count("forms in a browser, each told what was typed in it and kept it", len(forms))
    assert lost == []
    assert tried >= 12


def long_forms(answer):
    if "html" not in answer.headers["content-type"]:
        return []
    found = Forms(answer.content.decode()).found
    return [form for form in found if form["attrs"].get("data-typed") != "own"]


def lost_on(page, forms):
    boxes = page.locator("form:not([data-typed=own]) textarea")
    for number in range(boxes.count()):
        boxes.nth(number).evaluate(
            "(box) => { box.value += '新写的'; box.dispatchEvent(new Event('input', {bubbles: true})); }"
        )
    lines = page.locator("form:has(textarea):not([data-typed=own]) .typed-line")
    if lines.count() != forms:
        yield f"{lines.count()} lines for {forms} forms"
        return
    for number in range(forms):
        expect(lines.nth(number)).to_have_text("还没有保存到服务器，已存在本机。")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        yield f"wider by {wide}"


def walk(world):
    for name in STRANGERS:
        yield "anonymous", name, reverse(name)
    for name in LOGGED_IN:
        yield "complainant", name, reverse(name)
    for name, rung in LADDER.items():
        opens_to = rung.answers.get(200, set())
        if name in PIECES or rung.posts or not opens_to:
            continue
        first = next((who for who in READERS if who in opens_to), None) or sorted(opens_to)[0]
        for who in dict.fromkeys([first, *ALSO.get(name, [])]):
            yield who, name, reverse(name, args=rung.args(world))


def troubles_of(page, axe):
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        yield f"wider than the screen by {wide}px"
    try:
        axe(page)
    except AssertionError as barrier:
        yield str(barrier).splitlines()[0][:1500]


def note(who, pages, troubles, said):
    found = (pages[who].url, who, said.text)
    if said.type == "error" and found not in troubles:
        troubles.append(found)
