"""Li's train goes through a tunnel while all three talk: three messages wait, then stand where they belong, once."""

from playwright.sync_api import expect

from tests.journeys.mediation_people import Chair, Mediating
from tests.mediation.cases import make_case

LOST = "连接中断，消息已保存，恢复后自动发送"
ROOM = "全体会谈室"
WRITTEN = ["第三张我改过两次。", "有聊天记录。", "可以发给您看。"]


def test_network_is_lost_while_they_talk(site, cast, visitor):
    case = make_case(cast).mediating()
    reference = case.dispute.reference
    li, wang = Mediating(visitor(cast.complainant, phone=True)), Mediating(visitor(cast.respondent))
    chen = Chair(visitor(cast.mediator))
    for person in (li, wang, chen):
        person.opens_mediation(reference).in_tab(ROOM)
    panels = {
        person: person.page.locator(".chat", has=person.page.get_by_text(ROOM)).first
        for person in (li, wang, chen)
    }

    def says(person, text):
        panels[person].locator(".chat-input").fill(text)
        panels[person].locator(".chat-send").click()

    says(chen, "请李小雨先说。")
    expect(panels[li].locator(".by-neutral .chat-text").last).to_have_text("请李小雨先说。")

    li.page.context.set_offline(True)
    expect(panels[li].locator(".chat-state")).to_have_text(LOST)
    for text in WRITTEN:
        says(li, text)
    expect(panels[li].locator(".is-waiting")).to_have_count(3)
    says(wang, "她不说话，我先说。")
    says(chen, "她掉线了，等一等。")
    expect(panels[wang].locator(".by-neutral .chat-text").last).to_have_text("她掉线了，等一等。")

    li.page.context.set_offline(False)
    expect(panels[li].locator(".is-waiting")).to_have_count(0)
    expect(panels[li].locator(".chat-state")).to_have_text("")
    said = ["请李小雨先说。", "她不说话，我先说。", "她掉线了，等一等。", *WRITTEN]
    for person in (li, wang, chen):
        lines = panels[person].locator(".chat-line[data-seq]:not(.by-case) .chat-text")
        expect(lines).to_have_text(said)
    kept = case.room().messages.exclude(author=None).order_by("seq").values_list("body", flat=True)
    assert list(kept) == said
