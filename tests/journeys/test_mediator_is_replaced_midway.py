"""Chen falls ill in the middle of it: she is out at once, Xu sees of a caucus what its party shows him, talk goes on."""

from django.urls import reverse
from playwright.sync_api import expect

from mediation.services import (
    accept_appointment,
    accept_mediator,
    appoint_mediator,
    resign_as_mediator,
)
from tests.journeys.mediation_people import Chair, Mediating
from tests.mediation.cases import make_case

OVER = "您在这个会谈室的工作已经结束，这里的内容您不能再查看，也不能发言。"
ROOM, ALONE = "全体会谈室", "李小雨与调解员单独会谈"


def test_mediator_is_replaced_midway(site, cast, visitor):
    case = make_case(cast).mediating()
    reference, caucus = case.dispute.reference, case.room(case.li)
    li, wang = Mediating(visitor(cast.complainant, phone=True)), Mediating(visitor(cast.respondent))
    chen, xu = Chair(visitor(cast.mediator)), Chair(visitor(cast.second_mediator))

    li.opens_mediation(reference).in_tab(ALONE).says("两千五是我的底线。")
    chen.opens_mediation(reference)
    chen.in_tab(ALONE).shows("两千五是我的底线。")
    xu.page.goto(reverse("chat:room", args=[caucus.pk]))
    expect(xu.page.locator(".chat")).to_have_count(0)  # no such room for him

    resign_as_mediator(case.mediation, by=cast.mediator, reason="生病。")
    panel = chen.page.locator(f"#room-{caucus.pk}")
    expect(panel.locator(".chat-end")).to_have_text(OVER)
    expect(panel.locator(".chat-composer")).to_be_hidden()
    expect(panel.locator(".chat-line")).to_have_count(0)

    appoint_mediator(case.mediation, by=cast.secretary, entry=case.entries[1])
    accept_appointment(case.mediation, by=cast.second_mediator, has_interest=False)
    for person in (cast.complainant, cast.respondent):
        accept_mediator(case.mediation, by=person)

    xu.opens_mediation(reference)
    xu.in_tab(ALONE)
    xu.does_not_see("两千五是我的底线。")

    li.opens_mediation(reference).in_tab(ALONE)
    li.sees("调解员 许国华是新来的，看不到您在这里说过的话").presses("让调解员 许国华看到以前的消息")
    shown = xu.page.locator(f"#room-{caucus.pk}")
    expect(shown.locator(".chat-text", has_text="两千五是我的底线。")).to_be_visible()

    li.opens_mediation(reference).in_tab(ALONE).says("新来的您好。")
    expect(shown.locator(".chat-text", has_text="新来的您好。")).to_be_visible()
    wang.opens_mediation(reference)
    wang.in_tab(ROOM).says("我们继续谈。")
    xu.in_tab(ROOM).shows("我们继续谈。")
    wang.sees_no_tab(ALONE).does_not_see("两千五是我的底线。")
    chen.page.goto(reverse("chat:room", args=[caucus.pk]))
    expect(chen.page.locator(".chat")).to_have_count(0)  # by rule her old rooms are shut
    chen.page.goto(reverse("mediation:desk", args=[case.mediation.pk]))
    expect(chen.page.locator(".chat")).to_have_count(0)
