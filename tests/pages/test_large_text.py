"""Large-text mode on a phone: nothing is wider than the screen, and the user's menu is in reach."""

import pytest
from django.urls import reverse

from tests.pages.test_axe import walk
from tests.pages.world import build

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
    built = build(cast)
    work()
    return built


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
        answer = page.request.get(url, max_retries=2)
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        page.goto(url)
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
