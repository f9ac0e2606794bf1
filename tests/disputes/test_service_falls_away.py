"""What a bounce does that comes late: whatever rests on that delivery alone falls, what somebody did stays.

在线诉讼规则 31, second paragraph: whoever has acted on what was sent has received it (no 1); that a system reports a
delivery is a presumption, which falls when the addressee did not get it (no 2). Without the notice nobody was silent.
"""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from disputes import services
from disputes.answers import answers_of
from disputes.models import Dispute, Party, Turn
from disputes.states import State
from docket.selectors import verify_chain
from notices.models import Notice, OutboxMessage, Paper
from notices.reports import DeliveryReport
from notices.services import (
    record_acting_on,
    record_direct_service,
    record_reading,
    send_waiting,
    take_report,
)
from proceedings.selectors import timeline, where_it_stands
from rulebook.models import Deadline
from tests import stories

MAIL = "wang@example.org"


def against_mailbox(cast) -> Dispute:
    dispute = stories.filed(cast)
    dispute.parties.filter(role="respondent").update(phone="", email=MAIL)
    services.admit_dispute(dispute, by=cast.handler)
    return stories.fresh(dispute)


def notice_of(dispute, kind="answer_notice", name="王强") -> Notice:
    return Notice.objects.filter(paper__chain=dispute.chain_id, paper__kind=kind, addressee_name=name).latest(
        "pk"
    )


def report(dispute, *, is_delivered: bool, kind="answer_notice", name="王强") -> None:
    send_waiting()
    notice = notice_of(dispute, kind, name)
    message = notice.carriers().get(means="email")
    OutboxMessage.objects.filter(pk=message.pk).update(state="sent" if is_delivered else "delivered")
    take_report(DeliveryReport(message.carrier_id, is_delivered, timezone.now(), "5.1.1"))


def bounce(dispute, **which) -> Dispute:
    report(dispute, is_delivered=False, **which)
    return stories.fresh(dispute)


def clocks(dispute) -> set[str]:
    return {clock.kind.rpartition(".")[2] for clock in running(dispute)}


def running(dispute) -> list[Deadline]:
    return list(Deadline.objects.live().of(dispute).exclude(kind__endswith=".reminder"))


def turns(dispute) -> set[str]:
    return set(Turn.objects.open().filter(dispute=dispute).values_list("kind", flat=True))


# --- the ways into each state -----------------------------------------------------------------------


def answering(cast, travel, tick) -> Dispute:
    dispute = against_mailbox(cast)
    report(dispute, is_delivered=True)
    return stories.fresh(dispute)


def silent(cast, travel, tick) -> Dispute:
    dispute = answering(cast, travel, tick)
    travel.past_deadline(dispute)
    tick()
    return stories.fresh(dispute)


def opinion_under_way(cast, travel, tick) -> Dispute:
    dispute = silent(cast, travel, tick)
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
    return stories.fresh(dispute)


def opinion_there(cast, travel, tick) -> Dispute:
    dispute = opinion_under_way(cast, travel, tick)
    report(dispute, is_delivered=True, kind="opinion")
    hers = notice_of(dispute, "opinion", "李小雨")
    record_reading(hers, cast.complainant)
    return stories.fresh(dispute)


def platform_silent(cast, travel, tick) -> Dispute:
    dispute = silent(cast, travel, tick)
    travel.past_deadline(dispute)
    tick()
    return stories.fresh(dispute)


def opinion_lapsed(cast, travel, tick) -> Dispute:
    dispute = opinion_there(cast, travel, tick)
    travel.past_deadline(dispute)
    tick()
    return stories.fresh(dispute)


def opinion_refused_by_her(cast, travel, tick) -> Dispute:
    dispute = opinion_there(cast, travel, tick)
    services.reply_to_opinion(dispute, by=cast.complainant, is_accepted=False)
    return stories.fresh(dispute)


def closed(cast, travel, tick) -> Dispute:
    dispute = platform_silent(cast, travel, tick)
    services.close_unresolved(dispute, by=cast.complainant)
    return stories.fresh(dispute)


def withdrawn(cast, travel, tick) -> Dispute:
    dispute = silent(cast, travel, tick)
    services.withdraw_dispute(dispute, by=cast.complainant)
    return stories.fresh(dispute)


#: Where the case stood when the answer notice came back; where it stands then; whether an opinion is withdrawn.
BACK_TO_SERVICE = [
    (answering, State.ANSWERING, False),
    (silent, State.REVIEWING, False),
    (opinion_under_way, State.OPINION_SERVING, True),
    (opinion_there, State.OPINION_ISSUED, True),
    (platform_silent, State.CHOOSING_ROAD, False),
    (opinion_lapsed, State.CHOOSING_ROAD, True),
]


@pytest.mark.parametrize(("story", "before", "takes_opinion_back"), BACK_TO_SERVICE)
def test_what_rests_on_the_notice_alone_goes_back_to_service(
    cast, travel, tick, story, before, takes_opinion_back
):
    dispute = story(cast, travel, tick)
    assert dispute.state == before
    dispute = bounce(dispute)
    assert (dispute.state, clocks(dispute)) == (State.SERVING, {"serving"})
    assert turns(dispute) == {"disputes.serve"}
    (wang,) = answers_of(dispute).unserved
    assert answers_of(dispute).silent == () and wang.name == "王强"
    standing = [paper.standing for paper in Paper.objects.filter(chain=dispute.chain_id, kind="opinion")]
    assert standing == (["withdrawn"] if takes_opinion_back else [])
    assert dispute.proceedings.get(channel="online").closed_at is None
    notice = notice_of(dispute)
    assert (notice.state, notice.obstacle) == ("failed", "returned") and notice.by_hand_due_on is not None
    stands = where_it_stands(dispute, cast.complainant)
    assert not stands.is_mine and "现在还没有开始" in stands.silence
    assert verify_chain(dispute.chain) == []


@pytest.mark.parametrize(
    ("story", "state"),
    [
        (opinion_refused_by_her, State.CHOOSING_ROAD),  # she has decided so herself
        (closed, State.CLOSED),
        (withdrawn, State.CLOSED),
    ],
)
def test_what_somebody_decided_stays_and_the_record_says_he_never_had_it(cast, travel, tick, story, state):
    dispute = bounce(story(cast, travel, tick))
    assert dispute.state == state
    assert [party.name for party in answers_of(dispute).unserved] == ["王强"]
    assert answers_of(dispute).silent == ()
    assert timeline(dispute)[0].title == "发给被投诉人王强的《答辩通知书》被退回，不算送达"


def joined(cast, dispute) -> None:
    party = dispute.parties.get(role="respondent")
    services.join_by_code(services.hand_out_code(party, by=cast.handler), by=cast.respondent)


def test_after_silence_was_taken_back_he_is_served_and_has_his_whole_time(cast, as_, travel, tick):
    """Seven days from the signature, whatever had run before; and nobody calls him silent for the first time."""
    dispute = bounce(silent(cast, travel, tick))
    page = as_("complainant").get(reverse("proceedings:case", args=[dispute.reference])).content.decode()
    assert "重新送达" in page
    travel.by(hours=2)
    signed = timezone.now()
    record_direct_service(notice_of(dispute), by=cast.handler, received_by="王强", at=signed)
    dispute = stories.fresh(dispute)
    (clock,) = running(dispute)
    assert (dispute.state, clock.started_at) == (State.ANSWERING, signed)
    assert [party.name for party in answers_of(dispute).open] == ["王强"]
    travel.past_deadline(dispute)
    tick()
    assert [party.name for party in answers_of(stories.fresh(dispute)).silent] == ["王强"]
    assert stories.fresh(dispute).state == State.REVIEWING


def test_never_served_after_all_it_closes_as_unreached(cast, travel, tick):
    dispute = bounce(opinion_there(cast, travel, tick))
    travel.past_deadline(dispute)
    tick()
    assert (stories.fresh(dispute).state, stories.fresh(dispute).outcome) == (State.CLOSED, "unreached")


#: What he does after the mail came; each is receipt by itself, so the bounce takes nothing back.
CURES = {
    "comes in with the code": lambda cast, dispute: None,
    "answers": lambda cast, dispute: services.answer_complaint(dispute, by=cast.respondent, text="只付一半"),
    "offers": lambda cast, dispute: services.make_offer(
        dispute, by=cast.respondent, terms=[stories.pays(dispute, "100.00")]
    ),
}


@pytest.mark.parametrize("act", CURES)
def test_who_has_acted_on_it_has_it_and_a_bounce_takes_nothing_back(cast, travel, tick, act):
    dispute = answering(cast, travel, tick)
    travel.by(hours=1)
    joined(cast, dispute)
    CURES[act](cast, stories.fresh(dispute))
    before = stories.fresh(dispute).state
    acted_at = notice_of(dispute).proof["events"]
    dispute = bounce(dispute)
    notice = notice_of(dispute)
    assert (dispute.state, notice.state, notice.arrived_by) == (before, "arrived", "site")
    assert notice.arrived_at.isoformat() in {event["at"] for event in acted_at if event["event"] == "acted"}
    assert timeline(dispute)[-1].title == "投诉已提交"
    assert "先前的送达不成立" in " ".join(moment.title for moment in timeline(dispute))


def test_read_on_the_page_it_counts_from_the_reading_when_the_mail_comes_back(cast, travel, tick):
    dispute = answering(cast, travel, tick)
    Party.objects.filter(dispute=dispute, role="respondent").update(
        user=cast.respondent, joined_at=timezone.now()
    )
    travel.by(hours=30)
    record_reading(notice_of(dispute), cast.respondent)
    read_at = notice_of(dispute).read_at
    dispute = bounce(dispute)
    (clock,) = running(dispute)
    assert (dispute.state, clock.started_at, notice_of(dispute).arrived_at) == (
        State.ANSWERING,
        read_at,
        read_at,
    )


def test_who_only_came_in_after_the_time_was_over_has_it_from_then(cast, travel, tick):
    """He has read it, and said nothing yet: seven days from then, as the law has it for whoever is served late."""
    dispute = silent(cast, travel, tick)
    travel.by(hours=1)
    joined(cast, dispute)
    came_at = notice_of(dispute).proof["events"][-1]["at"]
    dispute = bounce(dispute)
    (clock,) = running(dispute)
    assert (dispute.state, clock.started_at.isoformat()) == (State.ANSWERING, came_at)


def test_a_reply_to_the_opinion_cures_the_notice_and_the_opinion(cast, travel, tick):
    dispute = opinion_there(cast, travel, tick)
    Party.objects.filter(dispute=dispute, role="respondent").update(
        user=cast.respondent, joined_at=timezone.now()
    )
    services.reply_to_opinion(stories.fresh(dispute), by=cast.respondent, is_accepted=True)
    bounce(dispute, kind="opinion")
    dispute = bounce(dispute)
    assert dispute.state == State.OPINION_ISSUED
    services.reply_to_opinion(dispute, by=cast.complainant, is_accepted=True)
    assert bounce(dispute).state == State.PERFORMING


# --- the opinion comes back ------------------------------------------------------------------------


def opinion_came_and(cast, travel, tick, *, is_lapsed: bool) -> Dispute:
    dispute = stories.opinion_serving(cast)
    report(dispute, is_delivered=True, kind="opinion")
    record_reading(notice_of(dispute, "opinion", "李小雨"), cast.complainant)
    assert stories.fresh(dispute).state == State.OPINION_ISSUED
    if is_lapsed:
        travel.past_deadline(dispute)
        tick()
        assert stories.fresh(dispute).state == State.CHOOSING_ROAD
    return stories.fresh(dispute)


@pytest.mark.parametrize("is_lapsed", [False, True])
def test_an_opinion_that_came_back_binds_nobodys_time(cast, travel, tick, is_lapsed):
    dispute = bounce(opinion_came_and(cast, travel, tick, is_lapsed=is_lapsed), kind="opinion")
    assert (dispute.state, clocks(dispute)) == (State.OPINION_SERVING, {"opinion_serving"})
    assert "disputes.serve_opinion" in turns(dispute)
    assert timeline(dispute)[0].title == "处理意见的送达没有成立，回应期限停止计算，重新送达"
    assert dispute.proceedings.get(channel="online").closed_at is None
    record_direct_service(notice_of(dispute, "opinion"), by=cast.handler, received_by="王强")
    dispute = stories.fresh(dispute)
    assert (dispute.state, clocks(dispute)) == (State.OPINION_ISSUED, {"opinion_issued"})
    assert verify_chain(dispute.chain) == []


def test_an_opinion_he_has_replied_to_stays_with_him(cast, travel, tick):
    dispute = opinion_came_and(cast, travel, tick, is_lapsed=False)
    services.reply_to_opinion(dispute, by=cast.respondent, is_accepted=True)
    dispute = bounce(dispute, kind="opinion")
    assert (dispute.state, notice_of(dispute, "opinion").state) == (State.OPINION_ISSUED, "arrived")


# --- a carrier that takes its word back --------------------------------------------------------------


def test_a_text_message_that_failed_after_all_is_no_arrival_either(cast):
    dispute = stories.filed(cast)
    dispute.parties.filter(role="respondent").update(phone="+8613800000002", email="")
    services.admit_dispute(dispute, by=cast.handler)
    send_waiting()
    message = notice_of(dispute).carriers().get(means="sms")
    take_report(DeliveryReport(message.carrier_id, True, timezone.now()))
    assert stories.fresh(dispute).state == State.ANSWERING
    take_report(DeliveryReport(message.carrier_id, False, timezone.now(), "absent subscriber"))
    assert (stories.fresh(dispute).state, notice_of(dispute).state) == (State.SERVING, "failed")


def test_acting_twice_is_one_proof(cast, travel, tick):
    dispute = answering(cast, travel, tick)
    joined(cast, dispute)
    record_acting_on(notice_of(dispute), cast.respondent)
    assert [event["event"] for event in notice_of(dispute).proof["events"]].count("acted") == 1
