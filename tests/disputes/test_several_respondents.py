"""Several respondents, and one whom nobody reaches: who is waited for, from when, and what is said of it.

Right answers from the law and the calendar: who was not served is bound by no time (民诉法 128: from receipt), seven days
are counted by hand, names are those of who had the notice and of who had it not.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.services import create_guest
from disputes import services
from disputes.models import Party, Turn
from disputes.states import Outcome, State
from disputes.terms import Term
from docket.selectors import verify_chain
from notices.models import Notice, OutboxMessage, Paper
from notices.reports import DeliveryReport
from notices.services import record_direct_service, record_reading, send_waiting, take_report
from proceedings.selectors import service_box, timeline, where_it_stands
from rulebook.models import Deadline
from tests import stories

WANG, ZHAO = "王强", "赵六"
NOBODY = "答复期限从送达时起算，现在还没有开始。到期仍然没有送达的，案件在这里结案"
SOME = "到期仍有人没有收到的，从那时起对已经收到的人起算，案件继续"
ANSWERED = "已经收到的被投诉人都已经答复。到期仍有人没有收到的，不再等，直接开始协商。"


def at(*moment: int) -> datetime:
    return timezone.make_aware(datetime(*moment))


def admitted(cast, **known):
    """Against 王强 and 赵六, of whom nothing is known but the name."""
    dispute = stories.filed(cast)
    dispute.parties.filter(role="respondent").update(**{"phone": "", "email": "", **known})
    Party.objects.create(dispute=dispute, role="respondent", name=ZHAO, position=1)
    services.admit_dispute(stories.fresh(dispute), by=cast.handler)
    return stories.fresh(dispute)


def serve(dispute, name: str, by, **when) -> None:
    notice = Notice.objects.get(paper__chain=dispute.chain, paper__kind="answer_notice", addressee_name=name)
    record_direct_service(notice, by=by, received_by=name, **when)


def answer(dispute, name: str) -> None:
    party = dispute.parties.get(name=name)
    if party.user is None:
        party.user, party.joined_at = create_guest(name=name), timezone.now()
        party.save()
    services.answer_complaint(stories.fresh(dispute), by=party.user, text=f"{name}：不同意")


def told(dispute) -> list[str]:
    return [moment.title for moment in timeline(stories.fresh(dispute))]


def asked(dispute) -> list[str]:
    """Whose turn it is to answer."""
    turns = Turn.objects.open().filter(dispute=dispute, kind="disputes.answer")
    return sorted(holder.party.name for turn in turns for holder in turn.holders.all())


def clock(dispute) -> tuple[str, str] | None:
    found = Deadline.objects.live().of(dispute).filter(parent=None).first()
    return (found.kind.rpartition(".")[2], str(found.due_on)) if found else None


#: Served, answered → said while served; then, after the period for service (15 days, to 2027-03-16): state, whose
#: turn, clock, last line of the log.
AFTER_SERVICE = [
    ((), (), NOBODY, State.CLOSED, [], None, "在规定的期间内没有送达被投诉人，案件结案"),
    (
        (WANG,),
        (),
        SOME,
        State.ANSWERING,
        [WANG],
        ("answering", "2027-03-24"),  # the 17th and seven days
        "部分被投诉人已经送达，答复期限开始计算（已经收到：王强；没有送达：赵六）",
    ),
    (
        (WANG,),
        (WANG,),
        ANSWERED,
        State.NEGOTIATING,
        [],
        ("negotiating", "2027-03-29"),  # the 17th and ten days: a Saturday, so the Monday
        "收到通知的被投诉人都已答复，开始协商（没有送达：赵六）",
    ),
]


@pytest.mark.parametrize(("served", "answered", "said", "state", "turn", "runs", "line"), AFTER_SERVICE)
def test_when_the_period_for_service_ends_only_the_served_are_bound(
    cast, travel, tick, served, answered, said, state, turn, runs, line
):
    travel.to(at(2027, 3, 1, 10))
    dispute = admitted(cast)
    for name in served:
        serve(dispute, name, cast.handler)
    for name in answered:
        answer(dispute, name)
    dispute = stories.fresh(dispute)
    assert dispute.state == State.SERVING
    assert said in where_it_stands(dispute, cast.complainant).silence
    promises_end = "结案" in " ".join(service_box(dispute, None).words)
    assert promises_end == (state == State.CLOSED)
    travel.to(at(2027, 3, 17, 0, 1))
    tick()
    dispute = stories.fresh(dispute)
    assert (dispute.state, asked(dispute), clock(dispute)) == (state, turn, runs)
    assert line in told(dispute)[:2]
    assert (dispute.outcome == Outcome.UNREACHED) == (state == State.CLOSED)
    assert Paper.objects.filter(chain=dispute.chain, kind="unreached").exists() == (state == State.CLOSED)
    assert verify_chain(dispute.chain) == []


#: Served, answered within the time → state, line of the log, sentences of the page, once the time to answer is over.
AFTER_ANSWERS = [
    (
        (WANG,),
        (),
        State.REVIEWING,
        "被投诉人逾期未答复（收到通知没有答复：王强；没有送达：赵六）",
        ["王强收到答辩通知以后，没有在期限内答复。", "答辩通知没有送达赵六，赵六没有答复。"],
    ),
    (
        (WANG,),
        (WANG,),
        State.NEGOTIATING,
        "被投诉人已答复，开始协商（没有送达：赵六）",
        ["答辩通知没有送达赵六，赵六没有答复。"],
    ),
    (
        (WANG, ZHAO),
        (),
        State.REVIEWING,
        "被投诉人逾期未答复（收到通知没有答复：王强、赵六）",
        ["王强收到答辩通知以后，没有在期限内答复。", "赵六收到答辩通知以后，没有在期限内答复。"],
    ),
    (
        (WANG, ZHAO),
        (ZHAO,),
        State.NEGOTIATING,
        "答复期限届满，开始协商（收到通知没有答复：王强）",
        ["王强收到答辩通知以后，没有在期限内答复。"],
    ),
    ((WANG, ZHAO), (WANG, ZHAO), State.NEGOTIATING, "被投诉人已答复，开始协商", []),
]


@pytest.mark.parametrize(("served", "answered", "state", "line", "sentences"), AFTER_ANSWERS)
def test_when_the_time_to_answer_ends_only_the_served_are_called_silent(
    cast, as_, travel, tick, served, answered, state, line, sentences
):
    dispute = admitted(cast)
    for name in served:
        serve(dispute, name, cast.handler)
    if len(served) == 1:
        travel.past_deadline(stories.fresh(dispute))
        tick()
    assert asked(dispute) == sorted(served)
    for name in answered:
        answer(dispute, name)
    dispute = stories.fresh(dispute)
    if dispute.state == State.ANSWERING:
        travel.past_deadline(dispute)
        tick()
    dispute = stories.fresh(dispute)
    assert dispute.state == state
    assert line in told(dispute)
    if state == State.NEGOTIATING:
        talking = Turn.objects.open().get(dispute=dispute, kind="disputes.negotiate").holders.all()
        assert sorted(holder.party.name for holder in talking) == sorted(["李小雨", *served])
    page = as_("complainant").get(reverse("proceedings:case", args=[dispute.reference])).content.decode()
    found = re.findall(r"<p>([^<]*(?:答辩通知)[^<]*答复。)</p>", page)
    assert found == sentences
    services.withdraw_dispute(dispute, by=cast.complainant)
    report = Paper.objects.get(chain=dispute.chain, kind="closing_report").html
    assert [sentence for sentence in sentences if sentence not in report] == []
    assert ("答辩通知" in report) == bool(sentences)


def test_who_is_served_later_has_the_whole_time_and_the_log_says_so(cast, travel, tick):
    travel.to(at(2027, 3, 1, 10))
    dispute = admitted(cast)
    serve(dispute, WANG, cast.handler)
    travel.to(at(2027, 3, 17, 0, 1))
    tick()
    travel.to(at(2027, 3, 19, 9))
    serve(dispute, ZHAO, cast.handler)
    assert clock(dispute) == ("answering", "2027-03-26")
    assert asked(dispute) == [WANG, ZHAO]
    assert told(dispute)[0].startswith("《答辩通知书》新送达被投诉人赵六，期限从2027年3月19日")


def test_a_bounce_after_the_period_leaves_the_others_bound(cast, travel, tick):
    """王强 by mail that comes back; 孙七 signed; 赵六 is never found."""
    dispute = stories.filed(cast)
    dispute.parties.filter(role="respondent").update(phone="", email="wang@example.org")
    for position, name in enumerate([ZHAO, "孙七"], start=1):
        Party.objects.create(dispute=dispute, role="respondent", name=name, position=position)
    services.admit_dispute(stories.fresh(dispute), by=cast.handler)
    send_waiting()
    mail = OutboxMessage.objects.get(notice__addressee_name=WANG, means="email")
    take_report(DeliveryReport(mail.carrier_id, True, timezone.now()))
    serve(dispute, "孙七", cast.handler)
    travel.past_deadline(stories.fresh(dispute))
    tick()
    assert asked(dispute) == sorted([WANG, "孙七"])
    before = clock(dispute)
    take_report(DeliveryReport(mail.carrier_id, False, timezone.now(), "5.1.1"))
    assert (stories.fresh(dispute).state, asked(dispute), clock(dispute)) == (
        State.ANSWERING,
        ["孙七"],
        before,
    )
    answer(dispute, "孙七")
    assert stories.fresh(dispute).state == State.NEGOTIATING
    assert "被投诉人已答复，开始协商（没有送达：王强、赵六）" in told(dispute)


def test_who_is_brought_in_while_time_runs_is_served_first(cast):
    dispute = stories.answering(cast)
    services.add_party(dispute, by=cast.handler, role="respondent", name=ZHAO)
    dispute = stories.fresh(dispute)
    assert (dispute.state, clock(dispute)[0]) == (State.SERVING, "serving")
    assert asked(dispute) == [WANG]  # may answer, while no time binds anybody
    assert "增加了被投诉人，等通知送达以后重新计算答复期限" in told(dispute)
    answer(dispute, WANG)
    assert stories.fresh(dispute).state == State.SERVING
    serve(dispute, ZHAO, cast.handler)
    assert (stories.fresh(dispute).state, asked(dispute)) == (State.ANSWERING, [ZHAO])


def test_the_notice_says_from_when_the_time_runs_for_one_and_for_several(cast):
    html = Paper.objects.get(chain=stories.serving(cast).chain, kind="answer_notice").html
    assert "答复期限从答辩通知送达时起算，为 7 日。" in html
    assert "最后一名" not in html
    dispute = admitted(cast, phone="+8613800000002")
    rule = "答复期限为 7 日，从最后一名被投诉人收到答辩通知时起算；送达期间届满仍有人没有收到的，从届满时起算"
    papers = Paper.objects.filter(chain=dispute.chain, kind__in=["answer_notice", "admission"])
    assert [rule in paper.html for paper in papers] == [True, True, True]
    (message,) = OutboxMessage.objects.filter(address="+8613800000002", notice__paper__chain=dispute.chain)
    assert rule in message.text


def test_a_respondent_brought_in_after_the_answers_is_promised_no_time(cast):
    dispute = stories.negotiating(cast)
    services.add_party(dispute, by=cast.handler, role="respondent", name=ZHAO)
    html = Paper.objects.filter(chain=dispute.chain, kind="answer_notice").latest("pk").html
    assert "没有另外的答复期限" in html
    assert "7 日" not in html
    serve(dispute, ZHAO, cast.handler)
    assert clock(dispute)[0] == "negotiating"


def test_the_service_of_an_opinion_promises_no_end_and_speaks_to_who_has_not_opened_it(cast):
    dispute = stories.opinion_serving(cast)
    li, wang = dispute.parties.get(role="complainant"), dispute.parties.get(role="respondent")
    for reader in (li, wang, None):
        words = " ".join(service_box(dispute, reader).words)
        assert "结案" not in words and "证明" not in words
        assert ("您还没有打开" in words) == (reader is not None)
    silence = where_it_stands(dispute, cast.complainant).silence
    assert "视为不接受" in silence and "结案" not in silence
    hers = Notice.objects.get(paper__kind="opinion", addressee_key=li.key)
    record_reading(hers, cast.complainant)
    words = service_box(stories.fresh(dispute), li).words
    assert len(words) == 1 and "王强" in words[0] and "您还没有打开" not in words[0]
    Notice.objects.filter(paper__kind="opinion", addressee_key=wang.key).update(
        state="failed", obstacle="returned"
    )
    (words,) = service_box(stories.fresh(dispute), li).words
    assert "到期视为不接受" in words and "结案" not in words


def test_an_offer_goes_to_a_respondent_who_knows_of_the_case(cast, travel, tick):
    """王强 stands first and was never found; 赵六 has the notice."""
    dispute = admitted(cast)
    serve(dispute, ZHAO, cast.handler)
    travel.past_deadline(stories.fresh(dispute))
    tick()
    term = Term(
        obligor=dispute.parties.get(name=ZHAO).pk,
        creditor=dispute.parties.get(role="complainant").pk,
        action="pay",
        amount=Decimal("2500.00"),
        due_on=timezone.localdate() + timedelta(days=10),
    )
    offer = services.make_offer(stories.fresh(dispute), by=cast.complainant, terms=[term])
    assert offer.to_party.name == ZHAO
