"""To refuse a paper is not to be out of reach: its own end, its own ground, and a paper that tells each attempt.

Right answers: 民诉法 89 (a refused paper is served only by leaving it behind, which no platform may), 民法典 140 (silence
is no statement), 民法典 195.
"""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.utils import timezone

from accounts.states import OrganisationKind
from disputes import services
from disputes.models import Party
from disputes.states import NOT_DEALT_WITH, Outcome, State
from notices.models import Notice, Paper
from notices.services import record_posting, record_result
from proceedings.selectors import timeline
from reporting.states import RESULT_OF, Result
from rulebook.selectors import ground, service_means, what_refusal_means
from tests import stories


def at(*moment: int) -> datetime:
    return timezone.make_aware(datetime(*moment))


def against(cast, *names: str):
    """Admitted on Monday 1 March 2027 against people of whom nothing but the name is known."""
    dispute = stories.filed(cast)
    dispute.parties.filter(role="respondent").update(name=names[0], phone="", email="")
    for place, name in enumerate(names[1:], start=1):
        Party.objects.create(dispute=dispute, role="respondent", name=name, position=place)
    services.admit_dispute(stories.fresh(dispute), by=cast.handler)
    return stories.fresh(dispute)


def notice_to(dispute, name: str) -> Notice:
    return Notice.objects.filter(
        paper__chain=dispute.chain, paper__kind="answer_notice", addressee_name=name
    ).latest("pk")


def comes_of(cast, dispute, name: str, means: str, result: str, when: datetime | None = None) -> None:
    more = {"received_by": name} if result == "signed" else {"remark": "本人说不收"}
    record_result(notice_to(dispute, name), by=cast.handler, means=means, result=result, at=when, **more)


# what came of each attempt, by name → state, outcome, ground
ENDS = {
    "nobody tried": ([], State.CLOSED, Outcome.UNREACHED, "closing.unreachable"),
    "not found": ([("王强", "not_found")], State.CLOSED, Outcome.UNREACHED, "closing.unreachable"),
    "refused": (
        [("王强", "refused")],
        State.CLOSED,
        Outcome.SERVICE_REFUSED,
        "closing.service_refused",
    ),
    "refused, then gone": (
        [("王强", "refused"), ("王强", "not_found")],
        State.CLOSED,
        Outcome.SERVICE_REFUSED,
        "closing.service_refused",
    ),
    "one refused, one not found": (
        [("王强", "not_found"), ("赵六", "refused")],
        State.CLOSED,
        Outcome.SERVICE_REFUSED,
        "closing.service_refused",
    ),
    "one refused, one signed": (
        [("王强", "refused"), ("赵六", "signed")],
        State.ANSWERING,
        "",
        "",
    ),
    # the time to answer ran from the signature, and has passed as well
    "refused, then signed": ([("王强", "refused"), ("王强", "signed")], State.REVIEWING, "", ""),
}


@pytest.mark.parametrize("name", ENDS)
def test_how_the_period_for_service_ends(cast, travel, tick, name):
    attempts, state, outcome, why = ENDS[name]
    dispute = against(cast, *dict.fromkeys(["王强", *(who for who, _result in attempts)]))
    for who, result in attempts:
        comes_of(cast, dispute, who, "direct", result)
    travel.past_deadline(stories.fresh(dispute))
    tick()
    ended = stories.fresh(dispute)
    assert (ended.state, ended.outcome, ended.ground) == (state, outcome, why)


def test_the_paper_prints_date_means_and_result_of_each_attempt(cast, travel, tick):
    travel.to(at(2027, 3, 1, 9))
    dispute = against(cast, "王强")
    travel.to(at(2027, 3, 2, 10, 30))
    record_posting(notice_to(dispute, "王强"), by=cast.handler, tracking="EE123456", address="某路1号")
    travel.to(at(2027, 3, 5, 9))
    comes_of(cast, dispute, "王强", "post", "not_found", at(2027, 3, 4, 16))
    comes_of(cast, dispute, "王强", "direct", "refused", at(2027, 3, 4, 17, 5))
    travel.to(at(2027, 3, 20, 9))
    tick()
    paper = Paper.objects.get(chain=dispute.chain, kind="unreached")
    rows = [
        re.sub(r"<br>", " ", re.sub(r"</t[dh]>", "|", row)).replace("<td>", "")
        for row in re.findall(r"<tr><td>(.*?)</tr>", paper.html, re.S)
    ]
    assert rows == [
        "王强|邮寄 EE123456|2027-03-02 10:30|按地址找不到人 2027-03-04 16:00|",
        "王强|直接送达|2027-03-04 17:05|拒收 2027-03-04 17:05|",
    ]
    for words in ("拒收不是送达", "民诉法 89", "承认投诉、放弃答复", "由人民法院认定"):
        assert words in paper.html
    for untrue in ("联系不上", "没有到达对方", "找到对方的联系方式", "已送达"):
        assert untrue not in paper.html
    assert timeline(stories.fresh(dispute))[0].title == "被投诉人拒收，在规定的期间内没有送达，案件结案"


def test_who_was_not_found_has_no_words_about_refusal(cast, travel, tick):
    dispute = against(cast, "王强")
    travel.past_deadline(stories.fresh(dispute))
    tick()
    assert "拒收" not in Paper.objects.get(chain=dispute.chain, kind="unreached").html


@pytest.mark.parametrize(
    ("result", "why"), [("refused", "closing.opinion_refused"), (None, "closing.opinion_unserved")]
)
def test_an_opinion_that_did_not_arrive_says_why_of_itself(cast, travel, tick, result, why):
    dispute = stories.opinion_serving(cast)
    notice = Notice.objects.filter(paper__kind="opinion").latest("pk")
    if result:
        record_result(notice, by=cast.handler, means="direct", result=result, remark="本人不收")
    travel.past_deadline(stories.fresh(dispute))
    tick()
    entry = dispute.chain.entries.get(verb="disputes.opinion_unserved")
    assert entry.facts["ground"] == why
    assert "处理意见" in ground(why).zh and "答辩" not in ground(why).zh


@pytest.mark.parametrize("kind", OrganisationKind.values)
def test_what_a_body_may_conclude_is_data_and_fits_what_it_may_do(kind):
    codes = {meaning.code for meaning in what_refusal_means(kind)}
    may_leave = service_means("left").is_open_to(kind)
    assert codes == {
        "refusal.limitation",
        "refusal.may_be_left" if may_leave else "refusal.is_no_service",
    }
    assert all(meaning.source and meaning.en.isascii() for meaning in what_refusal_means(kind))


def test_in_the_figures_it_is_an_end_of_its_own_and_no_matter_dealt_with():
    assert str(Outcome.SERVICE_REFUSED.label) == "被投诉人拒收"
    assert Outcome.SERVICE_REFUSED in NOT_DEALT_WITH
    assert RESULT_OF[Outcome.SERVICE_REFUSED] == Result.OTHERWISE
