"""She asks to be forgotten. Her account goes at once; the case is kept, and she reads why and until which day.

Five years pass, as long as this house keeps a case. Then everybody looks: she herself, Wang, the mediator, the desk, a
stranger with an old print in hand. Nothing of her stands where nobody has a right to it, Wang's papers carry the
replacement, and both verifiers agree.
"""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django.utils.formats import date_format

from accounts.services import sweep_erasures
from casefiles.models import CaseFile
from casefiles.services import assemble_case_file, paper_pdf
from casefiles.standalone import verify_case_file as strict
from disputes.models import Dispute
from disputes.services import withdraw_dispute
from docket import authority
from docket.services import make_checkpoint
from notices.codes import grouped
from notices.models import Paper
from notices.states import PaperKind
from rulebook.models import RuleVersion
from tests.cast import PASSWORD
from tests.disputes.test_window import hand_in, walk_in_draft
from tests.journeys.looking import all_reached, pdf_text, where
from tests.journeys.mediation_people import Mediating
from tests.journeys.people import Party, Receptionist
from tests.journeys.person import Person
from tests.proceedings.planted import EMAIL, NAME, PARTICULARS, WORDS, plant

NOBODY = "〔已注销用户〕"
ROOM = "全体会谈室"


@pytest.fixture
def five_years(site):
    """A house whose own rule keeps a case for five years: within the ten that its signer's certificate lasts."""
    rows = RuleVersion.objects.filter(rule__code="keep_case_file")
    before = list(rows)
    rows.update(n=5)
    yield 5
    for row in before:
        row.save()


def test_an_erased_person_is_found_nowhere_by_anybody(site, cast, visitor, travel, tmp_path, five_years):
    told = plant(cast)
    reference, dispute = told.dispute.reference, told.dispute
    make_checkpoint()
    paper = Paper.objects.filter(chain=dispute.chain, html__contains=NAME, kind=PaperKind.ADMISSION).get()
    held_print, held_file = paper_pdf(paper), told.case_files[1].file.read()
    places = starting_points(reference, dispute)

    # before: each of them reads her name, so that finding nothing afterwards says something
    ouyang = Party(visitor(cast.complainant, phone=True))
    seen = all_reached(Person(visitor(cast.respondent)).opens("proceedings:inbox").page, places)
    assert len(where(seen, [NAME])[NAME]) > 5
    for user in (cast.mediator, cast.handler):
        Person(visitor(user)).opens("proceedings:case", reference).sees(NAME)

    # she asks; what is refused, why and until when
    closed = timezone.localtime(dispute.closed_at)
    until = closed.replace(year=closed.year + five_years)
    day = date_format(until.date())
    ouyang.opens("accounts:privacy").presses("注销账号")
    ouyang.sees(f"案件 {reference} 已经结案，案卷从结案起保存", "保存到", day)
    no_sideways(ouyang, tmp_path / "erase-375.png")
    ouyang.ticks("understands").presses("注销账号").sees(reference, day)
    no_sideways(ouyang, tmp_path / "erased-375.png")

    # her account is gone, and the case still reads as it did
    ouyang.opens("proceedings:inbox")
    assert "/login" in ouyang.page.url
    wang = Party(visitor(cast.respondent))
    wang.opens_case(reference).sees(NAME)

    travel.to(until - timedelta(days=2))
    assert sweep_erasures() == 0
    wang = Party(visitor(cast.respondent))
    wang.opens_case(reference).sees(NAME)
    travel.to(until + timedelta(days=3))
    assert sweep_erasures() == 1

    # she herself: no way in, by her address or by her case
    ouyang.opens("account_login").writes(login=EMAIL, password=PASSWORD)
    ouyang.main.locator("form button[type=submit]").first.click()
    assert "/login" in ouyang.page.url
    own = all_reached(ouyang.page, [f"/cases/{reference}/", *places])
    assert where(own, [NAME, *WORDS.values()]) == {}

    # Wang, the mediator, the desk
    quoted = quoted_in_papers(dispute)
    for user in (cast.respondent, cast.mediator, cast.handler, cast.secretary):
        seen = all_reached(Person(visitor(user)).opens("proceedings:inbox").page, places)
        assert where(seen, [*PARTICULARS, *set(WORDS.values()) - quoted]) == {}, user.name
        assert where(seen, [NOBODY]) or user == cast.secretary, user.name
    wang = Mediating(visitor(cast.respondent, phone=True))
    wang.opens_case(reference).sees(NOBODY)
    no_sideways(wang, tmp_path / "case-375.png")
    room = wang.opens_mediation(reference).in_tab(ROOM)
    room.shows("〔已注销用户〕您好，打〔已删除〕能找到您吗")
    for word in (*PARTICULARS, WORDS["said"], WORDS["changed"]):
        room.never_showed(word)

    # his paper carries the replacement, printed and on the page; the hash before stands in the log
    wang.opens("notices:paper", paper.pk).sees(NOBODY).does_not_see(NAME)
    again = paper_pdf(Paper.objects.get(pk=paper.pk))
    assert NOBODY in pdf_text(again)
    assert NAME not in pdf_text(again)

    # a stranger with an old print, and with the code and the date on it
    stranger = Person(visitor(phone=True))
    old = tmp_path / "old.pdf"
    old.write_bytes(held_print)
    assert NAME in pdf_text(held_print)
    stranger.opens("lookup:paper")
    stranger.page.locator("input[type=file]").set_input_files(str(old))
    stranger.presses("对照").sees("文件与原件完全一致", "有人的姓名已经依法删除", paper.number)
    stranger.does_not_see(NAME, "欧阳").sees(NOBODY)
    no_sideways(stranger, tmp_path / "look-up-375.png")
    stranger.opens("lookup:paper").writes(
        code=grouped(paper.code), fact=timezone.localdate(paper.issued_at).isoformat()
    ).presses("对照").sees(paper.number, NOBODY, "其余各项仍然应当一致").does_not_see("欧阳")

    # the copy he took home is still genuine, says the program; so is a new one, in which she is not
    wang = Party(visitor(cast.respondent))
    house = {authority.fingerprint()}
    assert strict.examine(held_file, house).kind == "genuine"
    fresh = takes_the_case_file(wang, reference)
    assert strict.examine(fresh, house).kind == "genuine"
    text = pdf_text(fresh)
    assert [word for word in (*PARTICULARS, *set(WORDS.values()) - quoted) if word in text] == []
    assert NOBODY in text
    said = io.StringIO()
    call_command("verify_docket", stdout=said)
    assert said.getvalue().strip().endswith(": sound")


def starting_points(reference: str, dispute) -> list[str]:
    return ["/inbox/", "/queues/", "/bell/", f"/cases/{reference}/", f"/casefiles/{reference}/files/"]


def quoted_in_papers(dispute) -> set[str]:
    """What she had said and a paper or the record quotes: the other side's as much as hers."""
    papers = [paper.html + str(paper.facts) for paper in Paper.objects.filter(chain=dispute.chain)]
    records = [str(record.content) for record in dispute.mediations.get().records.all()]
    return {word for word in WORDS.values() if any(word in text for text in (*papers, *records))}


def no_sideways(person: Person, picture) -> None:
    """Nothing to scroll sideways for on a phone."""
    person.page.screenshot(path=picture, full_page=True)
    wide = person.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def takes_the_case_file(wang: Party, reference: str) -> bytes:
    wang.opens("casefiles:case_files", reference)
    wang.presses("制作我的副本")
    newest = CaseFile.objects.order_by("pk").last()
    assemble_case_file.func(newest.pk)
    return CaseFile.objects.get(pk=newest.pk).file.read()


def test_a_walk_in_asks_at_the_window_and_is_answered_on_paper(site, cast, visitor, travel, tmp_path):
    """He has no way in: he shows his six digits, hears reason and day, signs, and takes the sheet home."""
    dispute = hand_in(cast, walk_in_draft(cast))
    reference = dispute.reference
    old = dispute.parties.get(role="complainant")
    withdraw_dispute(dispute, by=old.user, reason="算了")
    closed = timezone.localtime(Dispute.objects.get(pk=dispute.pk).closed_at)
    day = date_format(closed.date().replace(year=closed.year + 10))

    han = Receptionist(visitor(cast.receptionist, phone=True))
    han.opens_case(reference).presses("赵老伯来窗口办理")
    no_sideways(han, tmp_path / "window-375.png")
    han.presses("请求删除个人信息").chooses(document="居民身份证").ticks("is_same")
    no_sideways(han, tmp_path / "window-who-375.png")
    han.writes(digits="111111").presses("写好了，读给他听").sees("和案件里登记的不一致")
    han.writes(digits="246810").presses("写好了，读给他听")
    han.sees(f"案件 {reference} 已经结案", f"保存到{day}", "出示的证件：居民身份证").does_not_see("246810")
    no_sideways(han, tmp_path / "window-read-375.png")
    han.lets_sign().presses("本人已签名，提交").sees("已经办好：请求删除个人信息")
    han.presses("请求删除个人信息").sees("窗口记录", f"保存到{day}", "赵老伯")

    travel.to(closed.replace(year=closed.year + 10) + timedelta(days=3))
    assert sweep_erasures() == 1
    places = starting_points(reference, dispute)
    for user in (cast.receptionist, cast.handler):
        seen = all_reached(Person(visitor(user)).opens("proceedings:queues").page, places)
        assert where(seen, ["赵老伯", "和平路 3 号", "246810"]) == {}, user.name
        assert where(seen, [NOBODY]), user.name
