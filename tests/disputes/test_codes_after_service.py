"""After a paper has arrived: a code is no service, the earliest arrival counts, and what moves the clock is told."""

from __future__ import annotations

from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from disputes import services
from disputes.states import State
from mediation import services as mediation
from notices.models import Notice, OutboxMessage
from notices.services import (
    read_reports,
    record_direct_service,
    record_posting,
    record_reading,
    record_result,
    send_waiting,
)
from proceedings.selectors import timeline
from rulebook.models import Deadline
from tests import stories
from tests.casefiles.samples import picture


def at(*moment: int) -> datetime:
    return timezone.make_aware(datetime(*moment))


def carried() -> None:
    send_waiting()
    read_reports()


def notices_to(party) -> list[Notice]:
    return list(Notice.objects.filter(addressee_key=party.key, paper__kind="answer_notice"))


def due(dispute) -> str:
    return str(Deadline.objects.live().of(dispute).get(parent=None).due_on)


def told(dispute) -> list[str]:
    return [moment.title for moment in timeline(stories.fresh(dispute))]


def test_a_code_after_service_is_no_service_and_names_the_notice_that_arrived(cast, as_, travel):
    travel.to(at(2027, 3, 1, 10))
    dispute = stories.answering(cast, joined=False)
    party = dispute.parties.get(role="respondent")
    (served,) = notices_to(party)
    assert (served.state, due(dispute)) == ("arrived", "2027-03-08")
    travel.to(at(2027, 3, 4, 10))
    lines = len(told(dispute))
    address = reverse("disputes:access_code", args=[dispute.reference, party.pk])
    before = as_("handler").get(address).content.decode()
    page = as_("handler").post(address, {"name": party.name, "phone": "+8613800000003"}).content.decode()
    link = reverse("notices:notice", args=[served.pk])
    for shown in (before, page):
        assert link in shown and "查阅码不是新的送达" in shown
    (message,) = OutboxMessage.objects.filter(address="+8613800000003")
    assert message.notice is None
    assert "2027-03-01 10:00" in message.text and "期限不重新计算" in message.text and link in message.text
    assert "逾期" not in message.text
    carried()
    assert (notices_to(party), due(dispute)) == ([served], "2027-03-08")
    assert told(dispute)[: len(told(dispute)) - lines] == ["给被投诉人王强制作了查阅码"]
    text = as_("complainant").get(reverse("proceedings:case", args=[dispute.reference])).content.decode()
    assert "2027年3月1日" in text


def test_the_code_still_serves_what_has_not_arrived(cast):
    dispute = stories.serving(cast)
    party = dispute.parties.get(role="respondent")
    services.hand_out_code(party, by=cast.handler, phone="+8613800000003")
    assert [notice.state for notice in notices_to(party)] == ["sent", "sent"]
    carried()
    dispute = stories.fresh(dispute)
    assert dispute.state == State.ANSWERING
    assert told(dispute).count("《答辩通知书》已送达被投诉人王强") == 1  # the second message came no sooner


def test_an_earlier_receipt_moves_the_clock_back_with_a_line(cast, as_, travel):
    """Posted on the 1st, opened here on the 5th; the receipt that comes back on the 6th was signed on the 2nd
    (在线诉讼规则 31: the earliest counts)."""
    travel.to(at(2027, 3, 1, 9))
    dispute = stories.serving(cast)
    party = dispute.parties.get(role="respondent")
    (notice,) = notices_to(party)
    record_posting(notice, by=cast.handler, tracking="EE1", address="杭州市")
    travel.to(at(2027, 3, 5, 9))
    party.user, party.joined_at = cast.respondent, timezone.now()
    party.save()
    record_reading(notice, cast.respondent)
    assert due(dispute) == "2027-03-12"
    travel.to(at(2027, 3, 6, 9))
    photo = SimpleUploadedFile("receipt.jpg", picture(), "image/jpeg")
    page = as_("handler").get(reverse("disputes:service", args=[dispute.reference])).content.decode()
    form = reverse("notices:serve_directly", args=[notice.pk])
    assert form in page and "登记更早的签收" in page
    signed = {"means": "post", "result": "signed", "received_by": "王强", "at": "2027-03-02T15:00"}
    assert as_("handler").post(form, {**signed, "receipt": photo}).status_code == 302
    assert due(dispute) == "2027-03-09"  # the 2nd and seven days, a Tuesday
    moved, sooner = [line for line in told(dispute) if "更早" in line]
    assert sooner.startswith("《答辩通知书》更早就已送达被投诉人王强：2027年3月2日")
    assert moved.startswith("期限改从更早的送达起算：2027年3月2日")
    page = as_("complainant").get(reverse("proceedings:case", args=[dispute.reference])).content.decode()
    assert "2027年3月2日" in page and "2027年3月5日 " not in page.split("办理经过")[0]


def test_a_second_notice_opened_later_changes_nothing(cast, travel):
    """Two notices went out; one arrived. Opening the other later is no later service."""
    travel.to(at(2027, 3, 1, 9))
    dispute = stories.serving(cast)
    party = dispute.parties.get(role="respondent")
    services.hand_out_code(party, by=cast.handler)
    first, second = notices_to(party)
    record_direct_service(second, by=cast.handler, received_by="王强")
    assert due(dispute) == "2027-03-08"
    lines = told(dispute)
    travel.to(at(2027, 3, 4, 9))
    record_result(first, by=cast.handler, means="direct", result="signed", received_by="王强")
    assert (due(dispute), told(dispute)) == ("2027-03-08", lines)


def test_what_arrived_by_hand_is_not_said_to_wait_for_sending(cast, as_):
    dispute = stories.filed(cast)
    dispute.parties.filter(role="respondent").update(phone="", email="")
    services.admit_dispute(stories.fresh(dispute), by=cast.handler)
    (notice,) = notices_to(dispute.parties.get(role="respondent"))
    page, sheet = (
        reverse("notices:notice", args=[notice.pk]),
        reverse("disputes:service", args=[dispute.reference]),
    )
    assert "还没有发出" in as_("handler").get(page).content.decode()
    record_direct_service(notice, by=cast.handler, received_by="王强")
    for address in (page, sheet):
        shown = as_("handler").get(address).content.decode()
        assert "已送达" in shown and "还没有发出" not in shown


def test_a_closed_case_offers_neither_evidence_nor_service(cast, as_):
    dispute = stories.serving(cast)
    (notice,) = notices_to(dispute.parties.get(role="respondent"))
    form = reverse("notices:serve_directly", args=[notice.pk])
    case, paper = (
        reverse("proceedings:case", args=[dispute.reference]),
        reverse("notices:notice", args=[notice.pk]),
    )
    evidence = reverse("casefiles:evidence", args=[dispute.reference])
    assert evidence in as_("complainant").get(case).content.decode()
    assert form in as_("handler").get(paper).content.decode()
    services.withdraw_dispute(stories.fresh(dispute), by=cast.complainant)
    assert evidence not in as_("complainant").get(case).content.decode()
    assert "以后还可以补充" not in as_("complainant").get(evidence).content.decode()
    assert form not in as_("handler").get(paper).content.decode()
    assert as_("handler").get(form).status_code == 409
    report = Notice.objects.filter(paper__chain=dispute.chain, paper__kind="closing_report").first()
    still = reverse("notices:serve_directly", args=[report.pk])
    assert as_("handler").get(still).status_code == 200


def test_the_log_calls_a_paper_by_its_own_title(cast):
    """What the service centre gives is no opinion of the platform."""
    dispute = stories.negotiating(cast, against_platform=True)
    services.end_negotiation(dispute, by=cast.complainant)
    services.issue_opinion(
        stories.fresh(dispute),
        by=cast.centre_handler,
        facts_found="任务已完成并验收。",
        evidence_accepted="采信验收记录。",
        rule_name="四众纠纷服务中心规则",
        rule_version="2026年第1版 第3条",
        reasons="验收后应当付款。",
    )
    lines = [line for line in told(dispute) if "意见书" in line]
    assert lines and all("《处理意见书》" in line for line in lines)


def test_mediation_asked_of_somebody_served_brings_no_second_answer_notice(cast, travel):
    """The code has run out by then; a new one goes out, the notice does not."""
    dispute = stories.answering(cast, joined=False)
    party = dispute.parties.get(role="respondent")
    party.invitations.all().delete()
    stories.list_mediators(cast)
    mediation.request_mediation(dispute, by=cast.complainant, body=cast.mediation_body)
    assert [notice.state for notice in notices_to(party)] == ["arrived"]
    assert party.invitations.count() == 1


def test_a_receipt_so_early_that_the_time_is_over_ends_it_at_once_and_an_answer_is_still_taken(
    cast, travel, tick
):
    travel.to(at(2027, 3, 1, 9))
    dispute = stories.serving(cast)
    party = dispute.parties.get(role="respondent")
    (notice,) = notices_to(party)
    record_posting(notice, by=cast.handler, tracking="EE1", address="杭州市")
    travel.to(at(2027, 3, 8, 9))
    party.user, party.joined_at = cast.respondent, timezone.now()
    party.save()
    record_reading(notice, cast.respondent)
    assert due(dispute) == "2027-03-15"
    travel.to(at(2027, 3, 11, 9))
    signed = at(2027, 3, 2, 15)
    record_result(notice, by=cast.handler, means="post", result="signed", received_by="王强", at=signed)
    tick()
    dispute = stories.fresh(dispute)
    assert (dispute.state, told(dispute)[0]) == (State.REVIEWING, "被投诉人逾期未答复")
    services.answer_complaint(dispute, by=cast.respondent, text="不同意")
    assert dispute.responses.count() == 1
