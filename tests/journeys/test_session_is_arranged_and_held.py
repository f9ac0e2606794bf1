"""Chen puts times forward; both answer on their phones; it is fixed, served, put into calendars, held and recorded.
The second time Wang stays away twice, and the page for ending says so already: Chen decides."""

import re
from datetime import timedelta

import icalendar
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from mediation.models import Mediation, Session
from mediation.services import record_attendance
from tests.journeys.mediation_people import Chair, Mediating
from tests.journeys.people import in_days
from tests.mediation.cases import make_case
from tests.mediation.sessions import fixed


class Arranging(Mediating):
    def ticks_times(self, reference: str, *answers: str) -> "Arranging":
        self.takes_turn(reference, "选会议时间")
        rows = self.main.locator("fieldset.tick-row")
        for number, answer in enumerate(answers):
            rows.nth(number).locator("label.tick", has_text=re.compile(rf"^\s*{answer}\s*$")).click()
        return self.presses("提交")

    def downloads_file(self) -> icalendar.Event:
        with self.page.expect_download() as found:
            self.presses("加入日历")
        content = found.value.path().read_bytes()
        [event] = icalendar.Calendar.from_ical(content).walk("VEVENT")
        return event


class Convening(Chair):
    def puts_forward(self, reference: str, *days: int) -> "Convening":
        self.opens_mediation(reference).presses("约会议时间").chooses(whom="各方一起", way="在本平台的会谈室")
        for number, day in enumerate(days):
            self.writes(**{f"times-{number}-on": in_days(day), f"times-{number}-at": "19:30"})
        return self.presses("发给对方选").sees("时间已经发给对方选")


def test_session_is_arranged_on_phones_held_and_recorded(site, cast, visitor):
    case = make_case(cast).mediating()
    reference = case.dispute.reference
    li, wang = (Arranging(visitor(person, phone=True)) for person in (cast.complainant, cast.respondent))
    chen = Convening(visitor(cast.mediator))

    chen.puts_forward(reference, 4, 5).sees("还没有答复：", "李小雨", "王强")
    li.ticks_times(reference, "不行", "可以").sees("时间定下来会通知您")
    wang.opens_mediation(reference).sees("请选您方便的时间")
    wang.ticks_times(reference, "勉强可以", "可以").sees("时间定下来了", "19:30–20:30")
    li.hears_of("调解会议时间已定").reads_paper(reference, "调解会议通知书").sees("19:30–20:30", "满2次")
    wang.reads_paper(reference, "调解会议通知书").sees("陈静")
    wang.opens_mediation(reference).sees("19:30–20:30")
    session = Session.objects.get()
    event = wang.downloads_file()
    assert (event["DTSTART"].dt, event["UID"]) == (session.starts_at, f"session-{session.key}@jiefen")
    chen.opens("mediation:caseload").sees("19:30")
    chen.opens("mediation:calendar").sees("19:30–20:30").presses("生成日历地址")
    expect(chen.main.locator(".feed-address")).to_have_value(re.compile(r"/calendar/\d+-\w{64}\.ics$"))

    # as if the evening had come: both come into the room
    began = timezone.now() - timedelta(minutes=5)
    Session.objects.update(starts_at=began, ends_at=began + timedelta(hours=1))
    for party in (li, wang):
        party.opens_mediation(reference).in_tab("全体会谈室")
    expect(chen.opens("mediation:attendance", session.key).main).to_contain_text("会谈室里看到过")
    chen.chooses(outcome="已经举行").presses("登记").sees("已经登记", "已经举行")
    chen.writes_record(reference, "双方当面说明了经过。")
    record = Mediation.objects.get().records.get()
    [held] = record.content["sessions"]
    assert (held["result"], held["came"]) == ("已经举行", ["李小雨", "王强"])


def test_absent_twice_leads_to_the_page_for_ending_and_the_mediator_decides(site, cast, visitor):
    case = make_case(cast).mediating()
    reference = case.dispute.reference
    session = fixed(case)
    with time_machine.travel(session.ends_at, tick=True):
        came = {case.li.pk: True, case.wang.pk: False}
        record_attendance(session, by=cast.mediator, outcome="not_held", came=came)
    second = fixed(case, days=6)
    now = timezone.now()
    Session.objects.filter(pk=second.pk).update(
        starts_at=now - timedelta(minutes=9), ends_at=now + timedelta(hours=1)
    )
    chen, wang = Convening(visitor(cast.mediator)), Arranging(visitor(cast.respondent, phone=True))
    chen.opens_mediation(reference).presses("登记到场").chooses(outcome="没有开成")
    chen.chooses(**{f"party-{case.li.pk}": "到场", f"party-{case.wang.pk}": "没有到场，没有正当理由"})
    chen.presses("登记").sees("已经登记")
    wang.opens("mediation:session", second.key).sees("登记的是您没有到场", "有正当理由的，请现在说明")
    chen.opens_mediation(reference).sees("可以考虑终止调解").presses("填好理由，去终止页面")
    expect(chen.field("reason")).to_have_value(re.compile("王强经通知，无正当理由2次没有参加调解会议"))
    chen.presses("终止调解").sees("一方无正当理由不参加或者明确拒绝调解")
