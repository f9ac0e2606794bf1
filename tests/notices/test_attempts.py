"""What the record says of each attempt to deliver a paper, and by which day somebody has to bring it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.exceptions import NotLawfulNow, NotPermitted, NotValid
from docket.selectors import opened, verify_chain
from notices.attempts import attempts_of, was_refused
from notices.models import Notice, OutboxMessage
from notices.reports import DeliveryReport
from notices.services import (
    end_service,
    record_posting,
    record_reading,
    record_result,
    send_waiting,
    serve,
    take_report,
)
from tests.cast import login

MOBILE = "+8613800138000"


@pytest.fixture(autouse=True)
def mailbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def at(*moment: int) -> datetime:
    return timezone.make_aware(datetime(*moment))


def deliver(paper, **changes) -> Notice:
    return serve(paper, **{"addressee_key": "party:1", "addressee_name": "李小雨", "by": None, **changes})


def told(notice: Notice) -> list[tuple[str, str, str]]:
    return [
        (attempt.means, str(attempt.result), attempt.tracking)
        for attempt in attempts_of(Notice.objects.get(pk=notice.pk))
    ]


def came_back(notice: Notice) -> None:
    send_waiting()
    message = OutboxMessage.objects.get(notice=notice)
    take_report(DeliveryReport(message.carrier_id, False, timezone.now(), "5.1.1"))


def posted(notice: Notice, cast, tracking: str = "EE1") -> None:
    record_posting(notice, by=cast.handler, tracking=tracking, address="某路1号")


def found(notice: Notice, cast, means: str, result: str) -> None:
    record_result(notice, by=cast.handler, means=means, result=result, remark="门卫说本人不收")


STORIES = {
    "nothing could set out": (lambda n, c: None, {}, [("", "没有可用的联系方式", "")]),
    "no consent": (
        lambda n, c: None,
        {"phone": MOBILE, "e_service": False},
        [("", "本人没有同意电子送达，只能当面或者邮寄", "")],
    ),
    "a text without a report": (lambda n, c: None, {"phone": MOBILE}, [("sms", "没有回执", "")]),
    "handed over": (lambda n, c: send_waiting(), {"phone": MOBILE}, [("sms", "已交出，没有回执", "")]),
    "came back": (lambda n, c: came_back(n), {"phone": MOBILE}, [("sms", "被退回", "")]),
    "refused at the door": (lambda n, c: found(n, c, "direct", "refused"), {}, [("direct", "拒收", "")]),
    "in the post": (lambda n, c: posted(n, c), {}, [("post", "没有回执", "EE1")]),
    "refused to the postman": (
        lambda n, c: (posted(n, c), found(n, c, "post", "refused")),
        {},
        [("post", "拒收", "EE1")],
    ),
    "a letter, a walk, a letter": (
        lambda n, c: (
            posted(n, c),
            found(n, c, "post", "not_found"),
            found(n, c, "direct", "refused"),
            posted(n, c, "EE2"),
        ),
        {},
        [("post", "按地址找不到人", "EE1"), ("direct", "拒收", ""), ("post", "没有回执", "EE2")],
    ),
    "a bounce, then by hand": (
        lambda n, c: (came_back(n), found(n, c, "direct", "not_found")),
        {"phone": MOBILE},
        [("sms", "被退回", ""), ("direct", "按地址找不到人", "")],
    ),
}


@pytest.mark.parametrize("name", STORIES)
def test_each_attempt_and_what_came_of_it(cast, paper, standing, name):
    story, ways, expected = STORIES[name]
    notice = deliver(paper, **ways)
    story(notice, cast)
    assert told(notice) == expected
    assert was_refused(Notice.objects.get(pk=notice.pk)) == any(each[1] == "拒收" for each in expected)


def test_a_refusal_has_the_moment_the_officer_gives_and_says_who_refused(
    cast, chain, paper, travel, standing
):
    """民诉法 89: 在送达回证上记明拒收事由和日期."""
    travel.to(at(2027, 3, 1, 9))
    type(paper).objects.filter(pk=paper.pk).update(issued_at=at(2027, 3, 1, 8))
    notice = deliver(paper)
    travel.to(at(2027, 3, 4, 9))
    with pytest.raises(NotValid):
        record_result(notice, by=cast.handler, means="direct", result="refused")
    with pytest.raises(NotValid):
        record_result(
            notice, by=cast.handler, means="direct", result="refused", remark="本人", at=at(2027, 3, 5, 9)
        )
    record_result(
        notice, by=cast.handler, means="direct", result="refused", remark="本人不收", at=at(2027, 3, 2, 15)
    )
    (attempt,) = attempts_of(Notice.objects.get(pk=notice.pk))
    assert (attempt.at, attempt.result_at) == (at(2027, 3, 2, 15), at(2027, 3, 2, 15))
    entry = chain.entries.get(verb="notices.refused")
    assert entry.facts["at"].startswith("2027-03-02T07:00:00")
    assert opened(entry)["remark"] == "本人不收"
    assert verify_chain(chain) == []


def day(notice: Notice) -> date | None:
    return Notice.objects.get(pk=notice.pk).by_hand_due_on


def test_until_when_somebody_has_to_bring_it(cast, paper, travel, standing):
    """Five working days from Monday 1 March 2027 is Monday the 8th; fifteen days from Thursday 4 is Friday 19."""
    travel.to(at(2027, 3, 1, 9))
    type(paper).objects.filter(pk=paper.pk).update(issued_at=at(2027, 3, 1, 8))
    by_text, without = deliver(paper, phone=MOBILE), deliver(paper)
    assert (day(by_text), day(without)) == (None, date(2027, 3, 8))
    travel.to(at(2027, 3, 2, 9))
    came_back(by_text)
    assert day(by_text) == date(2027, 3, 9)
    travel.to(at(2027, 3, 4, 9))
    posted(without, cast)
    assert day(without) == date(2027, 3, 19)
    travel.to(at(2027, 3, 5, 9))
    found(without, cast, "post", "refused")
    assert day(without) == date(2027, 3, 12)
    record_result(without, by=cast.handler, means="direct", result="signed", received_by="李小雨")
    assert day(without) is None


def test_opening_it_here_takes_it_off_the_list(cast, paper, standing):
    notice = deliver(paper, user=cast.complainant, e_service=False)
    assert day(notice) is not None
    record_reading(notice, cast.complainant)
    assert day(notice) is None


@pytest.mark.parametrize(
    ("ground", "before", "allowed"),
    [
        ("service_ended.no_address", None, True),
        ("service_ended.not_wanted", None, True),
        ("service_ended.refused", None, False),
        ("service_ended.refused", "refused", True),
        ("service_ended.not_found", "refused", False),
        ("service_ended.not_found", "not_found", True),
        ("closing.unreachable", "not_found", False),
    ],
)
def test_why_nobody_carries_it_any_more(cast, chain, paper, standing, ground, before, allowed):
    notice = deliver(paper)
    if before:
        found(notice, cast, "direct", before)
    state = Notice.objects.get(pk=notice.pk).state
    if not allowed:
        with pytest.raises(NotValid):
            end_service(notice, by=cast.handler, ground=ground)
        assert day(notice) is not None
        return
    end_service(notice, by=cast.handler, ground=ground, remark="打过三次电话")
    kept = Notice.objects.get(pk=notice.pk)
    assert (kept.by_hand_due_on, kept.state, kept.arrived_at) == (None, state, None)
    entry = chain.entries.get(verb="notices.service_ended")
    assert (entry.facts["ground"], opened(entry)["remark"]) == (ground, "打过三次电话")
    with pytest.raises(NotLawfulNow):
        end_service(notice, by=cast.handler, ground=ground)
    posted(notice, cast)
    assert day(notice) is not None


def test_only_in_office_does_one_end_it(cast, paper, standing):
    notice = deliver(paper)
    for person in (cast.complainant, cast.mediator, cast.outsider):
        with pytest.raises(NotPermitted):
            end_service(notice, by=person, ground="service_ended.no_address")


def test_a_body_that_may_leave_it_behind_does_not_end_at_a_refusal(cast, chain, standing):
    from .conftest import issue

    standing[cast.officer.pk] = [f"organisation:{cast.authority.pk}"]
    notice = deliver(issue(chain, cast, issuer=cast.authority))
    record_result(notice, by=cast.officer, means="direct", result="refused", remark="本人不收")
    with pytest.raises(NotValid):
        end_service(notice, by=cast.officer, ground="service_ended.refused")
    record_result(notice, by=cast.officer, means="direct", result="left", witnesses="居委会张某")
    assert Notice.objects.get(pk=notice.pk).state == "arrived"


def test_the_page_tells_what_the_body_may_conclude_from_a_refusal(client, cast, paper, standing):
    notice = deliver(paper)
    page = login(client, cast.handler).get(reverse("notices:serve_directly", args=[notice.pk]))
    assert "拒收不是送达" in page.content.decode()
    assert client.post(page.request["PATH_INFO"], {"means": "direct", "result": "refused"}).status_code == 422


def test_the_day_is_of_the_moment_it_failed_not_of_the_paper(cast, paper, travel, standing):
    notice = deliver(paper)
    first = day(notice)
    travel.by(days=10)
    found(notice, cast, "direct", "not_found")
    later = day(notice)
    assert first is not None and later is not None and later - first >= timedelta(days=7)
