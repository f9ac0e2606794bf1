"""The body ends Chen's membership while she is speaking: she reads in one sentence that it is over, and hears no more.

Li and Wang keep every word; the secretary has a turn with a date; Xu takes over, and the talk goes on.
"""

from playwright.sync_api import expect

from mediation.services import accept_appointment, accept_mediator, appoint_mediator
from tests.journeys.mediation_people import Chair, Mediating
from tests.journeys.person import Person
from tests.mediation.cases import make_case

ROOM, ALONE = "全体会谈室", "李小雨与调解员单独会谈"
OVER = "您在这个会谈室的工作已经结束，这里的内容您不能再查看，也不能发言。"
GONE = "调解员已经不是本调解组织的调解员，不再办理本案"


def test_mediator_is_dismissed_while_speaking(site, cast, visitor):
    case = make_case(cast).mediating()
    reference, joint, caucus = case.dispute.reference, case.room(), case.room(case.li)
    li, wang = Mediating(visitor(cast.complainant, phone=True)), Mediating(visitor(cast.respondent))
    chen, qin, xu = (
        Chair(visitor(cast.mediator)),
        Person(visitor(cast.secretary)),
        Chair(visitor(cast.second_mediator)),
    )

    li.opens_mediation(reference).in_tab(ALONE).says("八千八是底线。")
    wang.opens_mediation(reference).in_tab(ROOM).says("我愿意谈。")
    chen.opens_mediation(reference).in_tab(ROOM).says("请两边各退一步。")
    panels = {person: person.page.locator(f"#room-{joint.pk}") for person in (li, wang, chen)}
    li.in_tab(ROOM).shows("请两边各退一步。")
    panels[chen].locator(".chat-input").fill("我再说一句，")  # in the middle of it

    qin.opens("accounts:organisation", cast.mediation_body.pk)
    row = qin.main.locator("tr, li").filter(has_text="陈静").first
    row.get_by_role("link", name="结束任职").click()
    qin.presses("结束任职").sees("任职已经结束，相关权限即时停止。")

    for pk in (joint.pk, caucus.pk):
        panel = chen.page.locator(f"#room-{pk}")
        expect(panel.locator(".chat-end")).to_have_text(OVER)
        expect(panel.locator(".chat-composer")).to_be_hidden()
        expect(panel.locator(".chat-line")).to_have_count(0)
    wang.in_tab(ROOM)
    expect(panels[wang].locator(".chat-text").filter(has_text=GONE)).to_be_visible()
    for person in (li, wang):
        words = panels[person].locator(".chat-line[data-seq]:not(.by-case) .chat-text")
        expect(words).to_have_text(["我愿意谈。", "请两边各退一步。"])
    assert not joint.messages.filter(body__contains="我再说一句").exists()

    chen.opens("proceedings:inbox").does_not_see(reference)
    qin.takes_turn(reference, "指定调解员").sees("指定调解员")

    case.mediation.refresh_from_db()
    appoint_mediator(case.mediation, by=cast.secretary, entry=case.entries[1], reason="接任。")
    accept_appointment(case.mediation, by=cast.second_mediator, has_interest=False)
    for party in (cast.complainant, cast.respondent):
        accept_mediator(case.mediation, by=party)
    xu.opens_mediation(reference).in_tab(ROOM).says("我是新的调解员，我们接着谈。")
    li.opens_mediation(reference).in_tab(ROOM).shows("我是新的调解员，我们接着谈。")
    li.in_tab(ROOM).shows("请两边各退一步。")
    li.in_tab(ALONE).shows("八千八是底线。")
