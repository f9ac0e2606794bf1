"""The body ends Chen's membership while she is speaking: she reads in one sentence that it is over, and hears no more.

Li and Wang keep every word; the secretary has a turn with a date; Xu takes over, and the talk goes on.
"""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from playwright.sync_api import APIResponse, expect

from chat.services import post_file
from mediation.services import accept_appointment, accept_mediator, appoint_mediator, open_feed, token_of
from rulebook.selectors import live_deadlines
from tests.journeys.mediation_people import Chair, Mediating
from tests.journeys.person import Person
from tests.mediation.cases import make_case

ROOM, ALONE = "全体会谈室", "李小雨与调解员单独会谈"
OVER = "您在这个会谈室的工作已经结束，这里的内容您不能再查看，也不能发言。"
GONE = "调解员已经不是本调解组织的调解员，不再办理本案"
#: With the tools of her browser: what is hidden shown, a line typed and sent.
SPEAK_ANYWAY = """panel => {
    panel.querySelectorAll('[hidden]').forEach(one => { one.hidden = false })
    const box = panel.querySelector('.chat-input')
    box.disabled = false
    box.value = '还有一句'
    box.dispatchEvent(new Event('input', {bubbles: true}))
    panel.querySelector('.chat-send').disabled = false
    panel.querySelector('.chat-send').click()
}"""


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
    sent = SimpleUploadedFile("验收.txt", "验收单一份".encode())
    post_file(joint, by=cast.respondent, file=sent, client_id="f1")
    feed = open_feed(cast.mediator)
    hers = [
        reverse("mediation:show", args=[case.mediation.pk]),
        reverse("proceedings:case", args=[reference]),
        reverse("chat:file", args=[joint.files.get().pk]),
    ]
    calendar = reverse("proceedings:calendar_feed", args=[feed.pk, token_of(feed)])
    assert [answers(chen, address).status for address in hers] == [200, 200, 200]
    assert reference in answers(chen, calendar).text()
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
        expect(words).to_have_text(["我愿意谈。", "请两边各退一步。", ""])  # the last is Wang's file
    assert not joint.messages.filter(body__contains="我再说一句").exists()

    # nor by whatever her browser still has: the line that was open, addresses, the calendar
    said_before = joint.messages.count(), caucus.messages.count()
    panels[chen].evaluate(SPEAK_ANYWAY)
    wang.opens_mediation(reference).in_tab(ROOM).never_showed("还有一句")
    assert (joint.messages.count(), caucus.messages.count()) == said_before
    assert {answers(chen, address).status for address in hers} <= {403, 404}
    assert reference not in answers(chen, calendar).text()
    chen.opens("proceedings:inbox").does_not_see(reference)

    qin.opens_case(reference)
    expect(qin.main.locator(".turn.mine")).to_contain_text("指定调解员")
    due = live_deadlines(case.mediation).first().due_on
    expect(qin.main.locator(".turn.mine .turn-due")).to_contain_text(f"{due.month}月{due.day}日")
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


def answers(person: Person, address: str) -> APIResponse:
    """Typed into her browser by hand."""
    return person.page.context.request.get(address)
