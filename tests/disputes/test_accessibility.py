"""Every page of the road, as its reader has it before them: axe finds nothing, and nothing sticks out."""

import pytest
from django.urls import reverse

from disputes import services
from notices.models import Paper
from tests import stories
from tests.disputes.test_access import completing

STEPS = ("sector", "category", "respondent", "story", "claims", "consents", "check")


def pages_of(cast):
    """(who, address) for each page."""

    def case(name, dispute, *args):
        return reverse(f"disputes:{name}", args=[dispute.reference, *args])

    draft = stories.drafted(cast)
    filed = stories.filed(cast)
    unjoined = stories.answering(cast, joined=False)
    talking = stories.negotiating(cast)
    first = services.make_offer(
        talking, by=cast.respondent, terms=[stories.pays(talking, "1500")], message="最多一半"
    )
    services.counter_offer(first, by=cast.complainant, terms=[stories.pays(talking, "2600")])
    services.make_offer(talking, by=cast.respondent, terms=[stories.pays(talking, "2000")])
    choosing = stories.choosing_road(cast)
    settled = stories.settled(cast)
    owed = settled.settlements.get().obligations.get()
    closed = stories.closed(cast)
    yield None, reverse("disputes:start")
    yield None, reverse("disputes:join")
    yield None, f"{reverse('disputes:join')}#{stories.code_for(unjoined)}"
    for step in STEPS:
        yield cast.complainant, reverse("disputes:file_step", args=[draft.pk, step])
    yield cast.complainant, reverse("disputes:start")
    yield cast.complainant, reverse("disputes:discard", args=[draft.pk])
    yield cast.complainant, case("receipt", filed)
    yield cast.complainant, case("complete", completing(cast))
    yield cast.complainant, case("negotiate", talking)
    yield cast.complainant, case("negotiate", talking) + "?counter=3"
    yield cast.complainant, case("end_negotiation", talking)
    yield cast.complainant, case("offer_act", talking, 3, "accept")
    yield cast.complainant, case("offer_act", talking, 3, "reject")
    yield cast.complainant, case("representatives", talking)
    yield cast.complainant, case("withdraw", talking)
    yield cast.complainant, case("reply", stories.opinion_issued(cast, is_automated=True))
    yield cast.complainant, case("choose_road", choosing)
    yield cast.complainant, case("take_road", choosing, "regulator")
    yield cast.complainant, case("take_road", choosing, "litigation")
    yield cast.complainant, case("let_rest", choosing)
    yield cast.complainant, case("perform", settled)
    yield cast.complainant, case("obligation_act", settled, owed.pk, "waive")
    yield cast.complainant, case("satisfaction", closed)
    yield cast.respondent, case("answer", stories.answering(cast))
    yield cast.respondent, case("obligation_act", settled, owed.pk, "done")
    yield cast.respondent, case("offer_act", talking, 3, "withdraw")
    yield cast.receptionist, reverse("disputes:desk")
    yield cast.handler, case("admit", filed)
    yield cast.handler, case("parties", talking)
    yield cast.handler, case("access_code", unjoined, unjoined.parties.get(role="respondent").pk)
    yield cast.handler, case("opinion", stories.reviewing(cast))
    for paper in Paper.objects.filter(chain=closed.chain):
        yield cast.handler, reverse("notices:paper", args=[paper.pk])


@pytest.mark.battery("barriers")
def test_axe_finds_nothing_on_the_road(site, cast, visitor, axe, battery):
    """Each page at 375 and at 1280 pixels; by sample at one of them."""
    pages = {}
    for user, address in list(pages_of(cast)):
        for phone in battery.chance.sample([True, False], battery.size(sample=1, full=2)):
            if (user, phone) not in pages:
                pages[user, phone] = visitor(user, phone=phone)
            page = pages[user, phone]
            answer = page.goto(address)
            only_the_code_is_another = answer is None and "#" in address
            assert only_the_code_is_another or answer.status == 200, address
            axe(page)
            assert page.evaluate(
                "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            ), address
            battery.count("looks at a page of the road, on a phone or on a desk: no barrier")


def test_without_javascript_platforms_are_searched_and_rows_grow(site, cast, visitor):
    draft = stories.drafted(cast)
    page = visitor(cast.complainant, javascript=False)
    page.goto(reverse("disputes:file_step", args=[draft.pk, "respondent"]))
    page.get_by_label("在哪个平台上发生的？").fill("星火")
    page.get_by_role("button", name="查找").click()
    page.get_by_label("星火众筹").check()
    page.get_by_role("button", name="下一步").click()
    assert stories.fresh(draft).platform == cast.other_platform
    page.goto(reverse("disputes:file_step", args=[draft.pk, "claims"]))
    page.get_by_role("button", name="再加一项").click()
    page.locator("[name=claims-1-remedy]").select_option(label="赔礼道歉")
    page.get_by_role("button", name="下一步").click()
    assert [claim.remedy for claim in draft.claims.all()] == ["pay_remuneration", "apology"]
