"""In a train: the line drops while the story is written and while a film is sent. Nothing is lost."""

import hashlib

from playwright.sync_api import expect

from casefiles.models import Evidence
from disputes.models import Dispute
from disputes.states import State
from tests.journeys.people import STORY, Party


def test_connection_is_lost_while_filing(site, cast, visitor, tmp_path):
    film = tmp_path / "交稿.mp4"
    film.write_bytes(b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(range(256)) * 4096 * 9)
    li = Party(visitor(cast.complainant, phone=True))
    li.opens("disputes:start").presses("开始填写").says_what_it_is_about().says_against_whom("众帮")

    li.page.wait_for_load_state()  # the page and what saves it have arrived
    line = li.page.context
    line.set_offline(True)
    li.writes(title="做完设计稿后不付报酬", narrative=STORY).sees("网络断开，写的内容还在")
    line.set_offline(False)
    li.sees("已自动保存")
    assert Dispute.objects.get().narrative == STORY

    at_home = Party(visitor())  # another device: it has only the password
    at_home.logs_in(cast.complainant.email)
    at_home.presses("做完设计稿后不付报酬")
    expect(at_home.field("narrative")).to_have_value(STORY)
    at_home.presses("下一步").asks_for("支付报酬", "3000")

    at_home.page.route("**/casefiles/uploads/**", drop_from_the_second_piece_on(at_home.page))
    at_home.page.locator("input[type=file]").set_input_files(film)
    at_home.sees("网络断开了。恢复后会自动接着上传。")
    at_home.page.unroute("**/casefiles/uploads/**")
    at_home.page.context.set_offline(False)
    expect(at_home.page.locator(".uploads li.done")).to_have_count(1)

    kept = Evidence.objects.get()
    assert kept.sha256 == hashlib.sha256(film.read_bytes()).hexdigest()
    at_home.presses("继续").says_who_they_are()
    reference = at_home.hands_in()
    li.waits_in(reference).sees("交稿")
    assert Dispute.objects.get().state == State.FILED


def drop_from_the_second_piece_on(page):
    pieces = []

    def answer(route):
        if route.request.method == "PATCH":
            pieces.append(route)
            if len(pieces) == 2:
                page.context.set_offline(True)
        return route.abort("internetdisconnected") if len(pieces) >= 2 else route.continue_()

    return answer
