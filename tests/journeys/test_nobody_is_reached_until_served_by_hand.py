"""The number on record is nobody's. The desk is told, brings the notice to the door, and only then does time run."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
from django.urls import reverse

from casefiles.models import Evidence
from disputes.models import Dispute
from disputes.states import State
from notices.models import Notice
from notices.services import read_reports, send_waiting
from rulebook import clock
from rulebook.models import Deadline
from tests import stories
from tests.casefiles.samples import picture
from tests.journeys.people import Desk, Party

NOBODYS = "+8613800010000"


def test_nobody_is_reached_until_served_by_hand(site, cast, visitor, tmp_path):
    filed = stories.filed(cast)
    reference = filed.reference
    filed.parties.filter(role="respondent").update(phone=NOBODYS, email="")
    zhou, li = Desk(visitor(cast.handler)), Party(visitor(cast.complainant, phone=True))

    zhou.admits(reference)
    li.waits_in(reference).sees(
        "答辩通知待送达", "已经发出，等待对方收到", "答复期限从送达时起算，现在还没有开始"
    )
    send_waiting()
    read_reports()
    li.hears_of("有一份文书未能送达")
    li.opens_case(reference).sees("未能送达，被退回", "要查找联系方式，或者当面、邮寄送达")
    li.does_not_see("王强：已送达", "答复期限开始计算")
    assert running(filed) == ["disputes.dispute.serving"]

    zhou.takes_turn(reference, "送达答辩通知").sees("王强", "未能送达", "被退回")
    zhou.presses("登记当面或者邮寄送达的结果").sees("拒收、退回、找不到人的，不算送达")
    zhou.chooses(means="直接送达", result="本人或者代收人签收").writes(received_by="王强")
    zhou.presses("登记").sees("请附上送达回证的照片")
    receipt = tmp_path / "receipt.jpg"
    receipt.write_bytes(picture())
    zhou.page.locator("input[type=file]").set_input_files(str(receipt))
    zhou.presses("登记").sees("已经登记：已送达", "送达证明", "直接送达", "王强")

    li.waits_in(reference).sees("待答复", "答辩通知已经送达，答复期限开始计算", "现在轮到：被投诉人 王强")
    assert running(filed) == ["disputes.dispute.answering"]
    signed = Notice.objects.get(paper__kind="answer_notice")
    limit = Deadline.objects.live().get(kind="disputes.dispute.answering")
    assert limit.started_at == signed.arrived_at
    assert limit.due_at == end_of_the_seventh_day(signed.arrived_at)

    # the photo shows where somebody lives: for the desk, not for her
    photo = reverse("casefiles:service_receipt", args=[Evidence.kept.get(proves_service=True).pk])
    assert photo not in li.page.content()
    assert li.page.context.request.get(photo).status == 404
    assert zhou.page.context.request.get(photo).status == 200

    clock.tick(limit.due_at + timedelta(seconds=1))
    assert Dispute.objects.get(reference=reference).state == State.REVIEWING
    li.waits_in(reference).sees("被投诉人逾期未答复")


def end_of_the_seventh_day(arrived: datetime) -> datetime:
    """China's midnight after it; the day of arrival does not count, and no period ends on a day off (民诉法 85)."""
    china = ZoneInfo("Asia/Shanghai")
    day = arrived.astimezone(china).date() + timedelta(days=7)
    while is_off(day):
        day += timedelta(days=1)
    return datetime.combine(day + timedelta(days=1), time(), china)


def is_off(day: date) -> bool:
    try:
        return chinese_calendar.is_holiday(day)
    except NotImplementedError:  # a year whose calendar is not out yet
        return day.weekday() >= 5


def running(dispute: Dispute) -> list[str]:
    return list(Deadline.objects.live().of(dispute).filter(parent=None).values_list("kind", flat=True))
