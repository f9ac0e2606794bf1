"""Every page of the access ladder that opens, on a phone in the light and on a desk in the dark.

No barrier that axe knows, nothing wider than the screen, nothing on the console. Three apps look at their own pages
by daylight, at each step of a case (`tests/<app>/test_accessibility.py`, `test_browser.py`).
"""

from functools import partial

import pytest
from django.urls import reverse

from tests.pages.ladder import LADDER
from tests.pages.world import build

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


@pytest.fixture
def world(site, cast, work):
    built = build(cast)
    work()
    return built


@pytest.mark.parametrize("looks", [{"phone": True}, {"dark": True}], ids=["phone", "desk-dark"])
def test_no_page_has_a_barrier(looks, world, cast, visitor, axe):
    pages, troubles = {}, []
    for who, name, url in walk(world):
        if "dark" not in looks and name.startswith(BY_DAYLIGHT_ELSEWHERE):
            continue
        if who not in pages:
            pages[who] = visitor(getattr(cast, who, None), **looks)
            pages[who].on("console", partial(note, who, pages, troubles))
        page = pages[who]
        answer = page.request.get(url, max_retries=2)  # the server may just be closing a line that was idle
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        page.goto(url)
        troubles += [(name, who, trouble) for trouble in troubles_of(page, axe)]
    assert troubles == [], "\n".join(str(trouble) for trouble in troubles)


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
