"""A carrier says delivered, and the number is somebody else's (在线诉讼规则 31, second paragraph, no 2)."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.exceptions import NotLawfulNow, NotPermitted, NotValid
from casefiles.models import Evidence
from disputes import services
from disputes.by_hand import load_of, to_bring_by
from disputes.states import State
from docket.selectors import verify_chain
from notices.arrivals import grounds_against
from notices.models import Happening, Notice, OutboxMessage
from notices.services import (
    doubt_arrival,
    keep_arrival,
    read_reports,
    record_direct_service,
    record_not_reached,
    record_reading,
    send_waiting,
)
from proceedings.selectors import timeline
from rulebook.models import Deadline
from tests import stories
from tests.casefiles.samples import picture

NUMBER = "+8613800000002"
FOUND = {"ground": "not_reached.number_of_another", "remark": "12月3日打过去，机主姓赵，不认识王强"}


@pytest.fixture
def dispute(cast):
    """The provider reports that the answer notice reached his telephone; his time to answer runs."""
    dispute = stories.filed(cast)
    dispute.parties.filter(role="respondent").update(phone=NUMBER, email="")
    services.admit_dispute(dispute, by=cast.handler)
    send_waiting()
    read_reports()
    dispute = stories.fresh(dispute)
    assert dispute.state == State.ANSWERING
    return dispute


def notice_of(dispute) -> Notice:
    return Notice.objects.filter(paper__chain=dispute.chain_id, paper__kind="answer_notice").latest("pk")


def clocks(dispute) -> set[str]:
    live = Deadline.objects.live().of(dispute).exclude(kind__endswith=".reminder")
    return {deadline.kind.rpartition(".")[2] for deadline in live}


def told(dispute) -> list[str]:
    return [moment.title for moment in timeline(stories.fresh(dispute))]


def test_an_officer_finds_out_and_the_case_waits_for_service_again(cast, dispute):
    code = stories.code_for(dispute)
    photo = SimpleUploadedFile("call.jpg", picture(), "image/jpeg")
    record_not_reached(notice_of(dispute), by=cast.handler, receipt=photo, **FOUND)
    dispute, notice = stories.fresh(dispute), notice_of(dispute)
    assert (notice.state, notice.obstacle, notice.arrived_at) == ("failed", "not_reached", None)
    assert (dispute.state, clocks(dispute)) == (State.SERVING, {"serving"})
    assert notice in to_bring_by(cast.handler) and notice.by_hand_due_on is not None
    assert told(dispute)[:2] == [
        "送达没有成立，答复期限停止计算",
        "经核实，《答辩通知书》不是被投诉人王强本人收到的，不算送达",
    ]
    # nothing is taken out: the report, and the act by which it fell, both stand in the record
    assert [event["event"] for event in notice.proof["events"]][-2:] == ["arrived", "withdrawn"]
    entry = dispute.chain.entries.get(verb="notices.arrival_withdrawn")
    assert (entry.actor, entry.facts["ground"]) == (cast.handler.actor, FOUND["ground"])
    assert "赵" not in str(entry.facts)
    kept = Evidence.kept.get(pk=notice.proof["events"][-1]["receipt"])
    assert kept.proves_service and verify_chain(dispute.chain) == []
    assert services.find_invitation(code) is None  # the code had gone to the wrong telephone


def test_nothing_more_goes_to_a_number_that_is_somebody_elses(cast, dispute):
    record_not_reached(notice_of(dispute), by=cast.handler, **FOUND)
    party = dispute.parties.get(role="respondent")
    assert (party.phone, party.email) == ("", "")
    sent = OutboxMessage.objects.filter(address=NUMBER).count()
    services.withdraw_dispute(stories.fresh(dispute), by=cast.complainant)
    assert OutboxMessage.objects.filter(address=NUMBER).count() == sent
    assert dispute.chain.entries.filter(verb="disputes.contact_dropped").count() == 1


def test_both_sides_are_told(cast, dispute):
    dispute.parties.filter(role="respondent").update(user=cast.respondent, joined_at=timezone.now())
    record_not_reached(notice_of(dispute), by=cast.handler, **FOUND)
    for person in (cast.complainant, cast.respondent):
        lines = set(Happening.objects.filter(user=person).values_list("text", flat=True))
        assert any("不是本人收到的，不算送达" in line for line in lines), person


def test_served_by_hand_afterwards_the_whole_time_runs(cast, dispute, travel):
    record_not_reached(notice_of(dispute), by=cast.handler, **FOUND)
    travel.by(days=2)
    signed = timezone.now()
    record_direct_service(notice_of(dispute), by=cast.handler, received_by="王强", at=signed)
    (clock,) = Deadline.objects.live().of(dispute).exclude(kind__endswith=".reminder")
    assert (stories.fresh(dispute).state, clock.started_at) == (State.ANSWERING, signed)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"ground": "not_reached.mailbox_of_another"}, NotValid),  # it came by no mail
        ({"ground": "not_reached.signed_by_another"}, NotValid),
        ({"ground": "service_ended.not_found"}, NotValid),
        ({"remark": "  "}, NotValid),
    ],
)
def test_a_ground_that_fits_and_how_it_was_found_out_are_asked(cast, dispute, change, refusal):
    with pytest.raises(refusal):
        record_not_reached(notice_of(dispute), by=cast.handler, **{**FOUND, **change})
    assert notice_of(dispute).state == "arrived"


@pytest.mark.parametrize("who", ["complainant", "respondent", "outsider", "mediator", "other_handler"])
def test_nobody_else_takes_a_service_away(cast, dispute, who):
    with pytest.raises(NotPermitted):
        record_not_reached(notice_of(dispute), by=cast.people[who], **FOUND)


def test_what_he_has_done_himself_is_receipt_whatever_is_found(cast, dispute, travel):
    travel.by(hours=1)
    services.join_by_code(stories.code_for(dispute), by=cast.respondent)
    services.answer_complaint(stories.fresh(dispute), by=cast.respondent, text="只付一半")
    acted_at = next(e["at"] for e in notice_of(dispute).proof["events"] if e["event"] == "acted")
    record_not_reached(notice_of(dispute), by=cast.handler, **FOUND)
    notice = notice_of(dispute)
    assert (stories.fresh(dispute).state, notice.state) == (State.NEGOTIATING, "arrived")
    assert notice.arrived_at.isoformat() == acted_at
    with pytest.raises(NotValid):  # nothing is left that could fall
        record_not_reached(notice, by=cast.handler, **FOUND)


def test_read_by_somebody_else_is_no_reading(cast, dispute):
    dispute.parties.filter(role="respondent").update(user=cast.respondent, joined_at=timezone.now())
    record_reading(notice_of(dispute), cast.respondent)
    grounds = {ground.code for ground in grounds_against(notice_of(dispute))}
    assert grounds == {
        "not_reached.number_of_another",
        "not_reached.read_by_another",
        "not_reached.system_error",
    }
    found = {"ground": "not_reached.system_error", "remark": "登录记录是测试账号"}
    record_not_reached(notice_of(dispute), by=cast.handler, **found)
    assert (notice_of(dispute).read_at, notice_of(dispute).state) == (None, "failed")


# --- who says so ---------------------------------------------------------------------------------------


def not_mine(client, **data):
    return client.post(reverse("disputes:not_mine"), data, follow=True)


def test_a_stranger_says_so_and_the_desk_has_a_task_with_a_day(cast, dispute, as_):
    answer = not_mine(as_("anonymous"), reference=dispute.reference.lower(), contact="138 0000 0002")
    assert answer.status_code == 200 and "谢谢，已经收下" in answer.content.decode()
    notice = notice_of(dispute)
    assert (notice.state, stories.fresh(dispute).state) == (
        "arrived",
        State.ANSWERING,
    )  # said is not found out
    assert notice.doubted_due_on is not None
    assert notice in to_bring_by(cast.handler)
    assert load_of(cast.handler).nearest <= notice.doubted_due_on
    page = as_("handler").get(reverse("disputes:to_bring")).content.decode()
    assert "有人提出不是本人收到" in page and reverse("notices:not_reached", args=[notice.pk]) in page
    assert told(dispute)[0] == "有人提出《答辩通知书》没有到被投诉人王强本人手里，正在核实"
    asked = as_("handler").get(reverse("notices:not_reached", args=[notice.pk])).content.decode()
    assert "号码或者邮箱不是受送达人的" in asked
    not_mine(as_("anonymous"), reference=dispute.reference, contact=NUMBER)
    assert dispute.chain.entries.filter(verb="notices.arrival_doubted").count() == 1


@pytest.mark.parametrize(
    "asked",
    [
        {"reference": "JF-2026-999999", "contact": NUMBER},
        {"contact": "+8613900000000"},
        {"contact": "wang@example.org"},
        {},
    ],
)
def test_nobody_learns_whom_a_case_writes_to(cast, dispute, as_, asked):
    """Byte for byte one answer but for what changes on every page, whether there is such a case, or such a number."""
    known = not_mine(as_("anonymous"), reference=dispute.reference, contact=NUMBER)
    other = not_mine(as_("anonymous"), **{"reference": dispute.reference, "contact": NUMBER, **asked})
    shown = [page.content.decode().split("<main")[1].split("</main>")[0] for page in (known, other)]
    assert (known.status_code, shown[0]) == (other.status_code, shown[1])
    for word in ("王强", "李小雨", dispute.reference, "海报"):
        assert word not in known.content.decode()


def test_who_says_so_too_often_waits(dispute, as_, settings):
    settings.LIMITS = {**settings.LIMITS, "not_mine_from": "2/h"}
    client = as_("anonymous")
    for _ in range(2):
        assert not_mine(client, reference="JF-2026-999999", contact=NUMBER).status_code == 200
    refused = not_mine(client, reference=dispute.reference, contact=NUMBER)
    assert refused.status_code in {422, 429} and "尝试的次数太多了" in refused.content.decode()
    assert notice_of(dispute).doubted_due_on is None


def test_the_way_there_stands_where_the_message_leads(dispute, as_):
    link = reverse("disputes:not_mine")
    client = as_("anonymous")
    assert link in client.get(reverse("disputes:join")).content.decode()
    login = client.get(reverse("notices:notice", args=[notice_of(dispute).pk]), follow=True)
    assert link in login.content.decode()
    assert link not in client.get(reverse("account_login")).content.decode()


def test_found_to_be_his_after_all_it_stands_and_strangers_ask_no_more(cast, dispute):
    services.tell_not_mine(reference=dispute.reference, contact=NUMBER)
    keep_arrival(notice_of(dispute), by=cast.handler, remark="打过去，是本人")
    notice = notice_of(dispute)
    assert (notice.state, notice.doubted_due_on) == ("arrived", None)
    assert told(dispute)[0] == "经核实，《答辩通知书》确实到了被投诉人王强那里，送达不变"
    services.tell_not_mine(reference=dispute.reference, contact=NUMBER)
    assert notice_of(dispute).doubted_due_on is None
    with pytest.raises(NotLawfulNow):
        keep_arrival(notice_of(dispute), by=cast.handler, remark="再看一遍")


def test_the_addressee_says_that_it_had_not_come_and_it_counts_from_when_he_read_it(
    cast, dispute, as_, travel
):
    dispute.parties.filter(role="respondent").update(user=cast.respondent, joined_at=timezone.now())
    travel.by(days=3)
    url = reverse("notices:deny", args=[notice_of(dispute).pk])
    shown = as_("respondent").get(reverse("notices:notice", args=[notice_of(dispute).pk])).content.decode()
    assert url in shown
    read_at = notice_of(dispute).read_at
    assert as_("complainant").get(url).status_code == 404
    assert as_("respondent").post(url, {"words": "那个号码早就不用了"}).status_code == 302
    asked = as_("handler").get(reverse("notices:not_reached", args=[notice_of(dispute).pk])).content.decode()
    assert "那个号码早就不用了" in asked
    sent = as_("handler").post(reverse("notices:not_reached", args=[notice_of(dispute).pk]), FOUND)
    assert sent.status_code == 302
    notice = notice_of(dispute)
    assert (notice.state, notice.arrived_at, notice.arrived_by) == ("arrived", read_at, "site")
    (clock,) = Deadline.objects.live().of(dispute).exclude(kind__endswith=".reminder")
    assert clock.started_at == read_at


def test_what_was_sent_and_never_reported_may_be_somebody_elses_too(cast, as_):
    """Handed over without a report: nothing had counted, and nothing more goes there."""
    dispute = stories.filed(cast)
    dispute.parties.filter(role="respondent").update(phone="+8613800019999", email="")
    services.admit_dispute(dispute, by=cast.handler)
    send_waiting()
    read_reports()
    assert notice_of(dispute).state == "handed_over"
    services.tell_not_mine(reference=dispute.reference, contact="+8613800019999")
    record_not_reached(notice_of(dispute), by=cast.handler, **FOUND)
    assert (notice_of(dispute).state, stories.fresh(dispute).state) == ("failed", State.SERVING)
    assert dispute.parties.get(role="respondent").phone == ""


def test_of_a_closed_case_it_is_still_found_out_and_nothing_moves(cast, dispute):
    services.withdraw_dispute(dispute, by=cast.complainant)
    record_not_reached(notice_of(dispute), by=cast.handler, **FOUND)
    assert stories.fresh(dispute).state == State.CLOSED
    assert told(dispute)[0] == "经核实，《答辩通知书》不是被投诉人王强本人收到的，不算送达"


def test_a_doubt_is_no_addressees_where_nothing_can_fall(cast, dispute):
    services.join_by_code(stories.code_for(dispute), by=cast.respondent)
    record_not_reached(notice_of(dispute), by=cast.handler, **FOUND)
    with pytest.raises(NotLawfulNow):
        doubt_arrival(notice_of(dispute), by=cast.respondent, words="没收到")
