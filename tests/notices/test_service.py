"""Formal delivery: how it sets out, what is no arrival, what is one, and the proof."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.exceptions import NotLawfulNow, NotPermitted, NotValid
from docket.selectors import opened, verify_chain
from docket.services import make_checkpoint
from notices.models import Notice, OutboxMessage
from notices.reports import DeliveryReport
from notices.services import (
    record_acting_on,
    record_direct_service,
    record_posting,
    record_reading,
    record_result,
    send_waiting,
    serve,
    take_report,
)
from notices.states import Means, NoticeState

from .conftest import issue

MOBILE, FIXED = "+8613800138000", "+8657188886666"


@pytest.fixture(autouse=True)
def mailbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def deliver(paper, **changes) -> Notice:
    return serve(paper, **{"addressee_key": "party:1", "addressee_name": "李小雨", "by": None, **changes})


def fresh(notice: Notice) -> Notice:
    return Notice.objects.get(pk=notice.pk)


def report(notice: Notice, means: str, *, is_delivered: bool) -> None:
    message = notice.messages.get(means=means)
    take_report(DeliveryReport(message.carrier_id, is_delivered, timezone.now(), "5.1.1"))


@pytest.mark.parametrize(
    ("ways", "means", "state", "obstacle", "copies"),
    [
        ({"user": "complainant"}, "site", "handed_over", "", ["email"]),
        ({"user": "complainant", "phone": MOBILE}, "site", "handed_over", "", ["email", "sms"]),
        ({"email": "a@example.com", "phone": MOBILE}, "email", "sent", "", ["email", "sms"]),
        ({"phone": MOBILE}, "sms", "sent", "", ["sms"]),
        # a body that has registered here has named this its system (民法典 137); nobody else has
        ({"organisation": "platform"}, "site", "arrived", "", []),
        ({"organisation": "authority", "email": "a@example.com"}, "site", "arrived", "", ["email"]),
        # nothing is sent to what cannot take it, nor to who does not want it
        ({}, "direct", "prepared", "no_address", []),
        ({"phone": FIXED}, "direct", "prepared", "unusable", []),
        ({"phone": "+864008123456"}, "direct", "prepared", "unusable", []),
        ({"email": "wang3@demo.example\u202c"}, "direct", "prepared", "unusable", []),
        ({"phone": FIXED, "email": "a@example.com"}, "email", "sent", "", ["email"]),
        (
            {"user": "complainant", "phone": MOBILE, "e_service": False},
            "direct",
            "prepared",
            "no_consent",
            [],
        ),
        ({"email": "a@example.com", "e_service": False}, "direct", "prepared", "no_consent", []),
    ],
)
def test_how_it_sets_out(cast, paper, ways, means, state, obstacle, copies):
    given = {
        key: getattr(cast, value) if key in ("user", "organisation") else value for key, value in ways.items()
    }
    notice = deliver(paper, **given)
    assert (notice.means, notice.state, notice.obstacle) == (means, state, obstacle)
    assert (notice.arrived_at is not None) == (state == "arrived")
    assert (notice.sent_at is None) == (state == "prepared")
    assert sorted(notice.messages.values_list("means", flat=True)) == copies


def test_a_body_without_people_here_is_not_reached_on_the_site(cast, paper):
    cast.platform.memberships.all().delete()
    notice = deliver(paper, organisation=cast.platform)
    assert (notice.means, notice.state) == (Means.DIRECT, NoticeState.PREPARED)


def test_the_proof_names_hash_entry_and_checkpoint_and_no_address_in_clear(cast, chain, paper):
    checkpoint = make_checkpoint()
    notice = deliver(paper, user=cast.complainant, by=cast.handler)
    entry = chain.entries.get(verb="notices.sent")
    assert notice.proof["paper_sha256"] == paper.sha256
    assert notice.proof["entry"] == {"chain": chain.pk, "seq": entry.seq, "hash": entry.hash}
    assert notice.proof["checkpoint"] == {"number": checkpoint.number, "root": checkpoint.root}
    assert [event["event"] for event in notice.proof["events"]] == ["sent", "placed"]
    assert "李小雨" not in str(entry.facts)
    assert opened(entry)["name"] == "李小雨"
    assert verify_chain(chain) == []


def test_handing_over_is_no_arrival(cast, chain, paper):
    notice = deliver(paper, email="a@example.com", phone=MOBILE)
    assert send_waiting() == 2
    notice = fresh(notice)
    assert (notice.state, notice.arrived_at) == ("handed_over", None)
    assert [event["event"] for event in notice.proof["events"]] == ["sent", "handed_over", "handed_over"]
    (letter,) = mail.outbox
    assert letter.subject == "【解纷】案件 JF-2026-000001：众帮众包平台发来《受理通知书》"
    assert notice.proof["events"][1]["carrier"] == letter.extra_headers["Message-ID"]
    assert f"/notices/{notice.pk}/" in letter.body
    assert list(chain.entries.order_by("seq").values_list("verb", flat=True)) == [
        "notices.paper_issued",
        "notices.sent",
        "notices.copy_handed_over",
        "notices.copy_handed_over",
    ]


def test_the_providers_report_is_arrival_and_the_first_one_counts(cast, chain, paper, travel):
    notice = deliver(paper, email="a@example.com", phone=MOBILE)
    send_waiting()
    travel.by(minutes=5)
    report(notice, "sms", is_delivered=True)
    first = fresh(notice)
    assert (first.state, first.arrived_by) == ("arrived", "sms")
    travel.by(hours=3)
    report(notice, "email", is_delivered=True)
    record_acting_on(fresh(notice), cast.complainant)
    assert (fresh(notice).arrived_at, fresh(notice).arrived_by) == (first.arrived_at, "sms")
    verbs = list(chain.entries.order_by("seq").values_list("verb", flat=True))
    assert verbs[-3:] == ["notices.arrived", "notices.arrival_confirmed", "notices.arrival_confirmed"]


def test_an_earlier_way_that_is_proven_later_is_the_one_that_counts(cast, chain, paper, standing, travel):
    """在线诉讼规则 31: several ways, the first effective one is the day of service."""
    notice = deliver(paper, phone=MOBILE)
    send_waiting()
    travel.by(hours=1)
    signed = timezone.now()
    travel.by(hours=2)
    report(notice, "sms", is_delivered=True)
    assert fresh(notice).arrived_by == "sms"
    record_direct_service(notice, by=cast.handler, received_by="李小雨", at=signed)
    assert (fresh(notice).arrived_at, fresh(notice).arrived_by) == (signed, "direct")
    assert list(chain.entries.order_by("seq").values_list("verb", flat=True))[-2:] == [
        "notices.arrived",
        "notices.served_by_hand",
    ]


def test_it_has_failed_when_no_way_is_left_and_may_still_arrive(cast, chain, paper, standing):
    notice = deliver(paper, email="a@example.com", phone=MOBILE)
    send_waiting()
    report(notice, "email", is_delivered=False)
    assert fresh(notice).state == "handed_over"
    report(notice, "sms", is_delivered=False)
    assert (fresh(notice).state, fresh(notice).obstacle) == ("failed", "returned")
    assert fresh(notice).arrived_at is None
    assert record_reading(notice, cast.complainant).state == "arrived"
    assert verify_chain(chain) == []


def test_a_bounce_after_all_takes_the_arrival_back_unless_somebody_had_opened_it(cast, paper, standing):
    for has_opened in (False, True):
        notice = deliver(paper, email="a@example.com")
        send_waiting()
        report(notice, "email", is_delivered=True)
        if has_opened:
            record_reading(notice, cast.complainant)
        report(notice, "email", is_delivered=False)
        assert fresh(notice).state == ("arrived" if has_opened else "failed")


def test_opening_it_is_recorded_once_and_is_arrival(cast, chain, paper, standing):
    notice = deliver(paper, user=cast.complainant)
    first = record_reading(notice, cast.complainant)
    assert (first.state, first.arrived_by, first.read_at) == ("arrived", "site", first.arrived_at)
    assert record_reading(notice, cast.complainant).read_at == first.read_at
    assert chain.entries.filter(verb="notices.notice_read").count() == 1
    for stranger in (cast.respondent, cast.handler, cast.outsider):
        with pytest.raises(NotPermitted):
            record_reading(notice, stranger)


def test_the_desk_records_what_was_signed_for_by_hand(cast, chain, paper, standing):
    standing[cast.receptionist.pk] = [f"organisation:{cast.service_centre.pk}"]
    notice = deliver(paper)
    signed = record_direct_service(notice, by=cast.receptionist, received_by="李大雨", relation="父亲")
    assert (signed.state, signed.arrived_by, signed.proof["received_by"]) == ("arrived", "direct", "李大雨")
    entry = chain.entries.get(verb="notices.served_by_hand")
    assert "李大雨" not in str(entry.facts)
    assert (opened(entry)["received_by"], opened(entry)["relation"]) == ("李大雨", "父亲")
    with pytest.raises(NotLawfulNow):
        record_direct_service(notice, by=cast.receptionist, received_by="李小雨")


def test_what_went_to_the_post_arrives_with_the_signed_receipt(cast, chain, paper, standing, travel):
    notice = record_posting(
        deliver(paper), by=cast.handler, tracking="EE123456789CN", address="杭州市某路1号"
    )
    assert (notice.state, notice.means, notice.arrived_at) == ("sent", "post", None)
    travel.by(days=3)
    signed = timezone.now() - timedelta(days=1)
    kept = record_result(
        notice, by=cast.handler, means="post", result="signed", received_by="李小雨", at=signed
    )
    assert (kept.state, kept.arrived_by, kept.arrived_at) == ("arrived", "post", signed)
    assert "杭州" not in str(chain.entries.get(verb="notices.posted").facts)


@pytest.mark.parametrize(("result", "state"), [("refused", "refused"), ("not_found", "failed")])
def test_not_taken_and_not_found_are_no_service(cast, paper, standing, result, state):
    kept = record_result(deliver(paper), by=cast.handler, means="direct", result=result, remark="门上贴了条")
    assert (kept.state, kept.arrived_at) == (state, None)


@pytest.mark.parametrize(
    ("kind", "is_open"),
    [
        *((kind, False) for kind in ("platform", "mediation_body", "service_centre", "association")),
        *((kind, True) for kind in ("authority", "arbitration_commission", "court")),
    ],
)
@pytest.mark.parametrize("result", ["left", "published"])
def test_leaving_behind_and_public_notice_are_for_authorities_and_tribunals(
    cast, paper, standing, travel, kind, is_open, result
):
    """民诉法 89, 95: what a court may do, a platform may not."""
    paper.issuer.kind = kind
    paper.issuer.save()
    notice, published = deliver(paper), timezone.now()
    travel.by(days=31)
    given = {"means": "direct", "result": result, "witnesses": "赵某、钱某", "at": published}
    if not is_open:
        with pytest.raises(NotPermitted):
            record_result(notice, by=cast.handler, **given)
        return
    assert record_result(notice, by=cast.handler, **given).state == "arrived"


def test_a_public_notice_serves_after_thirty_days(cast, paper, standing, travel):
    """民诉法 95: 自发出公告之日起，经过三十日. Published on the 1st, the thirtieth day after it is the 31st."""
    paper.issuer.kind = "court"
    paper.issuer.save()
    paper.issued_at = timezone.make_aware(timezone.datetime(2027, 3, 1, 9))
    paper.save()
    travel.to(timezone.datetime(2027, 3, 1, 10))
    notice = deliver(paper)
    given = {"means": "direct", "result": "published", "at": timezone.now()}
    travel.to(timezone.datetime(2027, 3, 31, 23, 59))
    with pytest.raises(NotLawfulNow):
        record_result(notice, by=cast.handler, **given)
    travel.to(timezone.datetime(2027, 4, 1, 0, 1))
    served = record_result(notice, by=cast.handler, **given).arrived_at
    assert timezone.localtime(served) == timezone.make_aware(timezone.datetime(2027, 4, 1))


@pytest.mark.parametrize(
    ("who", "changes", "refusal"),
    [
        ("centre_handler", {}, NotPermitted),
        ("complainant", {}, NotPermitted),
        ("mediator", {}, NotPermitted),
        ("handler", {"received_by": " "}, NotValid),
        ("handler", {"at": timedelta(hours=1)}, NotValid),
        ("handler", {"at": timedelta(days=-1)}, NotValid),
    ],
)
def test_direct_service_that_cannot_stand(cast, paper, standing, who, changes, refusal):
    given = {"received_by": "李小雨", **changes}
    if "at" in given:
        given["at"] = timezone.now() + given["at"]
    with pytest.raises(refusal):
        record_direct_service(deliver(paper), by=getattr(cast, who), **given)


@pytest.mark.parametrize(("language", "greeting"), [("zh-hans", "李小雨："), ("en", "李小雨")])
def test_the_letter_is_in_the_readers_language_and_says_which_case_who_and_by_when(
    cast, paper, language, greeting
):
    cast.complainant.language = language
    cast.complainant.save()
    notice = deliver(paper, user=cast.complainant, email="li@example.org", due="期限到 2026-12-10。")
    message = notice.messages.get()
    assert message.language == language
    assert message.text.startswith(greeting)
    for told in ("JF-2026-000001", "众帮众包平台", paper.number, "期限到 2026-12-10。"):
        assert told in message.text


def test_only_a_letter_with_a_time_limit_speaks_of_one(cast, paper):
    text = deliver(paper, email="a@example.com").messages.get().text
    assert "期限" not in text and "起算" not in text


def test_an_own_message_with_a_code_replaces_the_usual_text_and_does_not_keep_the_code(paper):
    notice = deliver(paper, phone=MOBILE, message="查阅码 ABCD2345", secret="ABCD2345", link="/join/")
    message = OutboxMessage.objects.get(notice=notice)
    assert message.text == "【解纷】查阅码 ABCD2345"
    send_waiting()
    message.refresh_from_db()
    assert (message.text, message.secret) == ("【解纷】查阅码 ＊＊＊＊", "")


def test_a_receipt_without_an_app_that_keeps_files_is_refused_no_service(cast, paper, standing):
    photo = SimpleUploadedFile("r.jpg", b"x", "image/jpeg")
    kept = record_direct_service(deliver(paper), by=cast.handler, received_by="李小雨", receipt=photo)
    assert (kept.state, kept.proof["receipt"]) == ("arrived", None)


def test_two_papers_of_one_event_go_in_one_message_and_share_its_fate(cast, chain, paper, standing):
    first, second = (deliver(made, phone=MOBILE) for made in (paper, issue(chain, cast, kind="decline")))
    other = deliver(paper, phone=MOBILE, addressee_key="party:2")
    (message,) = OutboxMessage.objects.filter(notice=first)
    assert [each.pk for each in message.notices()] == [first.pk, second.pk]
    assert message.text.count("【解纷】") == 1
    assert f"/notices/{first.pk}/" in message.text and f"/notices/{second.pk}/" in message.text
    assert OutboxMessage.objects.count() == 2  # somebody else's is their own
    assert send_waiting() == 2
    assert fresh(second).state == "handed_over"
    take_report(DeliveryReport(OutboxMessage.objects.get(pk=message.pk).carrier_id, True, timezone.now()))
    assert [fresh(each).state for each in (first, second, other)] == ["arrived", "arrived", "handed_over"]
    third = deliver(paper, phone=MOBILE)
    assert OutboxMessage.objects.filter(notice=third).count() == 1  # the earlier one has left
