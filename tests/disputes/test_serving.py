"""Time to answer runs from arrival, and from nothing else (民诉法 87-92; 在线诉讼规则 31; rule `start: served`)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.exceptions import NotLawfulNow
from casefiles.models import Evidence
from disputes import services
from disputes.models import Party, Turn
from disputes.states import Outcome, State
from docket.selectors import verify_chain
from notices.models import Notice, OutboxMessage, Paper
from notices.reports import DeliveryReport
from notices.services import (
    read_reports,
    record_direct_service,
    record_posting,
    record_reading,
    record_result,
    send_waiting,
    take_report,
)
from notices.states import NoticeState
from proceedings.selectors import errands_of, timeline, where_it_stands
from rulebook.models import Deadline
from tests import stories
from tests.casefiles.samples import picture
from tests.cast import make_cast

ANSWERING, SERVING = "disputes.dispute.answering", "disputes.dispute.serving"
BAD_MOBILE, SILENT_MOBILE = "+8613800010000", "+8613800019999"


def at(*moment: int) -> datetime:
    return timezone.make_aware(datetime(*moment))


def against(cast, **respondent) -> object:
    """Admitted, against somebody of whom only this is known."""
    dispute = stories.filed(cast)
    known = {"name": "王强", "phone": "", "email": "", **respondent}
    dispute.parties.filter(role="respondent").update(**known)
    services.admit_dispute(dispute, by=cast.handler)
    return stories.fresh(dispute)


def carried() -> None:
    send_waiting()
    read_reports()


def clocks(dispute, kind: str) -> list[Deadline]:
    return list(Deadline.objects.live().of(dispute).filter(kind=kind))


def answer_notice(dispute) -> Notice:
    return Notice.objects.filter(paper__chain=dispute.chain, paper__kind="answer_notice").latest("pk")


def told(dispute) -> list[str]:
    return [moment.title for moment in timeline(dispute)]


@pytest.mark.parametrize(
    ("contact", "state", "words"),
    [
        ({}, "prepared", "《答辩通知书》还没有办法送达被投诉人王强，等待当面或者邮寄送达"),
        (
            {"phone": "+864008123456"},
            "prepared",
            "《答辩通知书》还没有办法送达被投诉人王强，等待当面或者邮寄送达",
        ),
        ({"phone": BAD_MOBILE}, "failed", "《答辩通知书》未能送达被投诉人王强"),
        ({"phone": SILENT_MOBILE}, "handed_over", "《答辩通知书》已向被投诉人王强发出，还没有确认送达"),
    ],
)
def test_without_arrival_no_time_runs_and_nobody_says_served(cast, as_, travel, contact, state, words):
    dispute = against(cast, **contact)
    carried()
    assert answer_notice(dispute).state == state
    dispute = stories.fresh(dispute)
    assert dispute.state == State.SERVING
    assert clocks(dispute, ANSWERING) == []
    assert told(dispute)[0] == words
    for who in ("complainant", "handler"):
        page = as_(who).get(reverse("proceedings:case", args=[dispute.reference])).content.decode()
        assert re.search(r"王强：(<strong>)?已送达", page) is None
        assert re.search(rf"王强：<strong>{NoticeState(state).label}", page) is not None
    assert [line for line in told(dispute) if "已送达" in line] == []
    travel.by(days=10)
    assert stories.fresh(dispute).state == State.SERVING


def test_a_carriers_report_is_nobodys_act_and_no_deadline_that_passed(cast):
    dispute = against(cast, phone=BAD_MOBILE)
    carried()
    entry = dispute.chain.entries.get(verb="disputes.notice_failed")
    assert entry.actor == "system"
    assert timeline(stories.fresh(dispute))[0].by == ""


def test_the_desk_has_a_task_with_a_date_and_the_complainant_reads_what_is_done(cast, as_):
    dispute = against(cast, phone=BAD_MOBILE)
    carried()
    errand = next(errand for errand in errands_of(cast.handler) if errand.dispute == dispute)
    assert errand.what == "送达答辩通知"
    assert errand.url == reverse("disputes:service", args=[dispute.reference])
    assert errand.deadline is not None and errand.deadline.kind == SERVING
    desk = as_("handler").get(errand.url).content.decode()
    assert reverse("notices:notice", args=[answer_notice(dispute).pk]) in desk
    assert "未能送达" in desk and "被退回" in desk
    stands = where_it_stands(stories.fresh(dispute), cast.complainant)
    assert not stands.is_mine and "答复期限从送达时起算" in stands.silence
    page = as_("complainant").get(reverse("proceedings:case", args=[dispute.reference])).content.decode()
    assert "要查找联系方式，或者当面、邮寄送达" in page
    assert as_("complainant").get(errand.url).status_code == 403
    assert as_("outsider").get(errand.url).status_code == 404


def test_the_time_runs_from_the_providers_report(cast, travel):
    """Seven calendar days from Monday 1 March 2027: the day itself is not counted, the 8th is the last."""
    travel.to(at(2027, 2, 26, 9))
    dispute = against(cast, phone="+8613800000002")
    travel.to(at(2027, 3, 1, 10))
    carried()
    (clock,) = clocks(dispute, ANSWERING)
    assert (str(clock.due_on), timezone.localtime(clock.due_at)) == ("2027-03-08", at(2027, 3, 9))
    assert stories.fresh(dispute).state == State.ANSWERING
    assert clocks(dispute, SERVING) == []
    assert told(stories.fresh(dispute))[:2] == [
        "答辩通知已经送达，答复期限开始计算",
        "《答辩通知书》已送达被投诉人王强",
    ]


def test_the_time_runs_from_the_signature_on_the_receipt_not_from_its_registration(cast, travel):
    travel.to(at(2027, 3, 1, 9))
    dispute = against(cast)
    travel.to(at(2027, 3, 5, 9))
    signed = at(2027, 3, 2, 15)
    record_direct_service(answer_notice(dispute), by=cast.handler, received_by="王强", at=signed)
    (clock,) = clocks(dispute, ANSWERING)
    assert clock.started_at == signed
    assert str(clock.due_on) == "2027-03-09"  # the 2nd and seven days, a Tuesday


def test_coming_in_with_the_code_is_receipt(cast):
    """在线诉讼规则 31: who does what the message asks for has it."""
    dispute = against(cast, phone=SILENT_MOBILE)
    carried()
    services.join_by_code(stories.code_for(dispute), by=cast.respondent)
    assert (answer_notice(dispute).state, answer_notice(dispute).arrived_by) == ("arrived", "site")
    assert len(clocks(dispute, ANSWERING)) == 1


def test_an_answer_is_taken_before_the_notice_is_proven_and_proves_it(cast):
    dispute = stories.serving(cast)
    Party.objects.filter(dispute=dispute, role="respondent").update(
        user=cast.respondent, joined_at=timezone.now()
    )
    services.answer_complaint(stories.fresh(dispute), by=cast.respondent, text="不同意")
    assert stories.fresh(dispute).state == State.NEGOTIATING
    assert answer_notice(dispute).state == "arrived"


def test_who_is_here_already_may_answer_and_is_given_no_date(cast):
    dispute = stories.filed(cast)
    Party.objects.create(dispute=dispute, role="respondent", name="赵六", position=1)
    services.admit_dispute(stories.fresh(dispute), by=cast.handler)
    services.join_by_code(stories.code_for(dispute), by=cast.respondent)
    (his,) = [errand for errand in errands_of(cast.respondent) if errand.dispute == dispute]
    assert (his.what, his.deadline) == ("答复投诉", None)
    stands = where_it_stands(stories.fresh(dispute), cast.respondent)
    assert (stands.is_mine, stands.due_on) == (True, None)


def test_two_respondents_the_time_runs_when_the_last_has_it(cast, travel):
    dispute = stories.filed(cast)
    Party.objects.create(dispute=dispute, role="respondent", name="赵六", position=1)
    travel.to(at(2027, 3, 1, 10))
    services.admit_dispute(stories.fresh(dispute), by=cast.handler)
    carried()
    assert stories.fresh(dispute).state == State.SERVING
    travel.to(at(2027, 3, 3, 10))
    zhao = Notice.objects.get(paper__kind="answer_notice", addressee_name="赵六")
    record_direct_service(zhao, by=cast.handler, received_by="赵六")
    assert str(clocks(dispute, ANSWERING)[0].due_on) == "2027-03-10"


def test_when_the_period_ends_whoever_was_reached_has_to_answer(cast, travel, tick):
    dispute = stories.filed(cast)
    Party.objects.create(dispute=dispute, role="respondent", name="赵六", position=1)
    services.admit_dispute(stories.fresh(dispute), by=cast.handler)
    carried()
    travel.by(days=17)
    tick()
    assert stories.fresh(dispute).state == State.ANSWERING
    assert told(stories.fresh(dispute))[0] == (
        "部分被投诉人已经送达，答复期限开始计算（已经收到：王强；没有送达：赵六）"
    )


def test_a_bounce_after_all_stops_the_time(cast):
    dispute = against(cast, email="wang@example.org")
    send_waiting()
    message = OutboxMessage.objects.get(notice=answer_notice(dispute))
    take_report(DeliveryReport(message.carrier_id, True, timezone.now()))
    assert stories.fresh(dispute).state == State.ANSWERING
    take_report(DeliveryReport(message.carrier_id, False, timezone.now(), "5.1.1"))
    dispute = stories.fresh(dispute)
    assert (dispute.state, clocks(dispute, ANSWERING)) == (State.SERVING, [])
    assert len(clocks(dispute, SERVING)) == 1
    assert verify_chain(dispute.chain) == []


@pytest.mark.parametrize("result", ["refused", "not_found"])
def test_refused_or_not_found_starts_nothing(cast, result):
    dispute = against(cast)
    record_result(answer_notice(dispute), by=cast.handler, means="direct", result=result, remark="门卫说不收")
    dispute = stories.fresh(dispute)
    assert (dispute.state, clocks(dispute, ANSWERING)) == (State.SERVING, [])
    assert Turn.objects.open().filter(dispute=dispute, kind="disputes.serve").exists()


def test_a_letter_on_its_way_gives_the_period_anew_and_serves_when_signed(cast, travel, tick):
    dispute = against(cast)
    first = clocks(dispute, SERVING)[0].due_at
    travel.by(days=10)
    record_posting(answer_notice(dispute), by=cast.handler, tracking="EE1", address="杭州市")
    assert clocks(dispute, SERVING)[0].due_at >= first + timedelta(days=10)
    travel.by(days=7)
    tick()
    assert stories.fresh(dispute).state == State.SERVING
    record_result(answer_notice(dispute), by=cast.handler, means="post", result="signed", received_by="王强")
    assert stories.fresh(dispute).state == State.ANSWERING


def test_not_served_in_time_closes_with_a_paper_that_proves_the_complaint(cast, as_, travel, tick):
    dispute = against(cast, phone=BAD_MOBILE)
    carried()
    travel.by(days=25)
    tick()
    closed = stories.fresh(dispute)
    assert (closed.state, closed.outcome, closed.ground) == (
        State.CLOSED,
        Outcome.UNREACHED,
        "closing.unreachable",
    )
    paper = Paper.objects.get(chain=closed.chain, kind="unreached")
    assert paper.addressee_keys == [closed.parties.get(role="complainant").key]
    filed = timezone.localtime(closed.filed_at)
    for words in (f"{filed:%Y-%m-%d %H:%M}", "短信", "被退回", "第一百九十五条", "第三方调解", "3,000.00"):
        assert words in paper.html
    assert "已送达" not in paper.html
    assert as_("complainant").get(reverse("notices:paper", args=[paper.pk]), follow=True).status_code == 200


def test_after_the_end_its_own_paper_is_still_served_by_hand_and_the_receipt_kept(cast, as_):
    """Who refused electronic service learns of the end by post, when the case has closed."""
    dispute = stories.serving(cast)
    complainant = dispute.parties.get(role="complainant")
    Party.objects.filter(pk=complainant.pk).update(consents_e_service_at=None)
    services.withdraw_dispute(stories.fresh(dispute), by=cast.complainant)
    report = Notice.objects.get(paper__kind="closing_report", addressee_key=complainant.key)
    assert report.state == "prepared"
    photo = SimpleUploadedFile("receipt.jpg", picture(), "image/jpeg")
    signed = {"means": "direct", "result": "signed", "received_by": "李小雨", "receipt": photo}
    answer = as_("handler").post(reverse("notices:serve_directly", args=[report.pk]), signed)
    assert answer.status_code == 302
    report.refresh_from_db()
    kept = Evidence.kept.get(pk=report.proof["receipt"], proves_service=True)
    assert (report.state, kept.audience, kept.submitted_by) == ("arrived", "own_side", cast.handler)
    with pytest.raises(NotLawfulNow):
        record_posting(answer_notice(dispute), by=cast.handler, tracking="EE1", address="某路")


def test_the_complainants_code_is_no_service_on_the_respondent(cast):
    dispute = stories.serving(cast)
    Party.objects.filter(dispute=dispute, role="complainant").update(user=None)
    before = len(told(stories.fresh(dispute)))
    services.hand_out_code(dispute.parties.get(role="complainant"), by=cast.handler)
    after = told(stories.fresh(dispute))
    assert after[: len(after) - before] == ["给投诉人李小雨制作了查阅码"]


def test_who_refused_electronic_service_is_sent_no_paper(cast):
    dispute = stories.filed(cast)
    complainant = dispute.parties.get(role="complainant")
    Party.objects.filter(pk=complainant.pk).update(consents_e_service_at=None, email="li@example.org")
    before = OutboxMessage.objects.filter(notice__isnull=False).count()
    services.admit_dispute(stories.fresh(dispute), by=cast.handler)
    sent = OutboxMessage.objects.filter(notice__isnull=False)[before:]
    assert {message.notice.addressee_name for message in sent} == {"王强"}
    admission = Notice.objects.get(paper__kind="admission", addressee_key=complainant.key)
    assert (admission.state, admission.obstacle) == ("prepared", "no_consent")


def test_one_message_an_event_with_case_sender_what_and_by_when(cast):
    dispute = stories.serving(cast)
    texts = OutboxMessage.objects.filter(means="sms", address="+8613800000002")
    (message,) = texts
    for words in (dispute.reference, "众帮众包平台", "答辩通知书", "7 日", "逾期没有答复的", "查阅码："):
        assert words in message.text
    assert message.text.count("【解纷】") == 1
    assert message.text.startswith("【解纷】")


def test_an_opinion_binds_nobodys_time_before_it_has_arrived(cast, travel):
    travel.to(at(2027, 3, 1, 9))
    dispute = stories.opinion_serving(cast)
    assert dispute.state == State.OPINION_SERVING
    assert clocks(dispute, "disputes.dispute.opinion_issued") == []
    first, second = Notice.objects.filter(paper__kind="opinion").order_by("pk")
    travel.to(at(2027, 3, 2, 9))
    record_reading(first, first.user)
    assert stories.fresh(dispute).state == State.OPINION_SERVING
    travel.to(at(2027, 3, 3, 9))
    record_reading(second, second.user)
    (clock,) = clocks(dispute, "disputes.dispute.opinion_issued")
    assert str(clock.due_on) == "2027-03-10"


def test_replying_early_is_receipt_and_an_opinion_may_be_settled_on_at_once(cast):
    dispute = stories.opinion_serving(cast)
    for person in (cast.complainant, cast.respondent):
        services.reply_to_opinion(stories.fresh(dispute), by=person, is_accepted=True)
    assert stories.fresh(dispute).state == State.PERFORMING


def test_papers_that_await_service_print_a_length_and_no_date(cast, travel):
    travel.to(at(2027, 3, 1, 9))
    dispute = stories.serving(cast)
    for kind in ("answer_notice", "admission"):
        html = Paper.objects.get(chain=dispute.chain, kind=kind).html
        assert "7 日" in html and "送达" in html
        assert "2027年3月8日" not in html


@pytest.mark.django_db(transaction=True)
def test_a_report_and_an_answer_at_once_wait_for_each_other_and_count_once():
    cast = make_cast()
    dispute = stories.serving(cast)
    Party.objects.filter(dispute=dispute, role="respondent").update(
        user=cast.respondent, joined_at=timezone.now()
    )
    send_waiting()
    message = OutboxMessage.objects.get(notice=answer_notice(dispute), means="sms")
    gate, faults = Barrier(3), []

    def at_the_gate(act):
        try:
            gate.wait()
            act()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    acts = (
        lambda: take_report(DeliveryReport(message.carrier_id, True, timezone.now())),
        lambda: services.answer_complaint(stories.fresh(dispute), by=cast.respondent, text="不同意"),
        lambda: record_reading(answer_notice(dispute), cast.respondent),
    )
    threads = [Thread(target=at_the_gate, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    dispute = stories.fresh(dispute)
    assert dispute.state == State.NEGOTIATING
    verbs = list(dispute.chain.entries.values_list("verb", flat=True))
    assert (
        1 <= verbs.count("notices.arrived") <= 2
    )  # the report may be of an earlier moment: then that one counts
    assert answer_notice(dispute).state == "arrived"
    assert verbs.count("disputes.respondents_served") == 1
    assert verify_chain(dispute.chain) == []


def test_an_opinion_is_for_both_sides_also_for_who_was_reached_and_never_came(cast, travel, tick):
    """Its time does not run against somebody to whom nobody gave it (民法典 137: a statement takes effect on arrival)."""
    travel.to(at(2027, 3, 1, 10))
    dispute = against(cast, phone="+8613800000002")
    carried()
    travel.by(days=10)
    tick()
    dispute = stories.fresh(dispute)
    assert dispute.state == State.REVIEWING
    services.issue_opinion(
        dispute,
        by=cast.handler,
        facts_found="任务已完成并验收。",
        evidence_accepted="采信验收记录。",
        rule_name="众帮众包平台交易规则",
        rule_version="2026年第2版 第18条",
        reasons="验收后应当付款。",
        terms=[stories.pays(dispute, "3000.00")],
    )
    served = Notice.objects.filter(paper__chain=dispute.chain, paper__kind="opinion")
    assert sorted(served.values_list("addressee_name", flat=True)) == ["李小雨", "王强"]
    stories.everybody_reads(dispute)
    assert stories.fresh(dispute).state == State.OPINION_SERVING  # she has read hers, he has nothing yet
    carried()
    assert stories.fresh(dispute).state == State.OPINION_ISSUED


def test_what_sets_out_within_somebodys_act_is_not_put_down_to_a_deadline(cast):
    dispute = against(cast, phone="+8613800000002")
    sent = dispute.chain.entries.get(verb="disputes.notice_sent")
    assert sent.actor == cast.handler.actor


def test_the_opinion_does_not_call_silent_whom_nobody_reached(cast, travel, tick):
    dispute = stories.filed(cast)
    dispute.parties.filter(role="respondent").update(phone="+8613800000002", email="")
    Party.objects.create(dispute=dispute, role="respondent", name="沈五", position=1)
    services.admit_dispute(stories.fresh(dispute), by=cast.handler)
    carried()
    for _period in ("of service", "to answer"):
        travel.by(days=17)
        tick()
    dispute = stories.fresh(dispute)
    assert dispute.state == State.REVIEWING
    services.issue_opinion(
        dispute,
        by=cast.handler,
        facts_found="任务已完成并验收。",
        evidence_accepted="采信验收记录。",
        rule_name="众帮众包平台交易规则",
        rule_version="2026年第2版 第18条",
        reasons="验收后应当付款。",
    )
    text = re.sub("<[^>]*>", "", Paper.objects.get(chain=dispute.chain, kind="opinion").html)
    assert "王强收到答辩通知以后，没有在期限内答复。" in text
    assert "答辩通知没有送达沈五，沈五没有答复。" in text
