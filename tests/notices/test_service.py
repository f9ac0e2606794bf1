"""Formal delivery: which way counts, when it has arrived, and the proof."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.exceptions import NotLawfulNow, NotPermitted, NotValid
from docket.selectors import opened, verify_chain
from docket.services import make_checkpoint
from notices.models import Notice, OutboxMessage
from notices.services import record_direct_service, record_reading, send_waiting, serve
from notices.states import Means


@pytest.fixture(autouse=True)
def mailbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def deliver(paper, **changes) -> Notice:
    return serve(paper, **{"addressee_key": "party:1", "addressee_name": "李小雨", "by": None, **changes})


@pytest.mark.parametrize(
    ("ways", "means", "arrives_now", "copies"),
    [
        ({"user": "complainant"}, "site", True, ["email"]),
        ({"user": "complainant", "phone": "+8613800138000"}, "site", True, ["email", "sms"]),
        ({"user": "complainant", "e_service": False}, "direct", False, ["email"]),
        ({"email": "a@example.com", "phone": "+8613800138000"}, "email", False, ["email", "sms"]),
        ({"phone": "+8613800138000"}, "sms", False, ["sms"]),
        ({"organisation": "platform"}, "site", True, []),
        ({"organisation": "authority", "email": "a@example.com"}, "site", True, ["email"]),
        ({}, "direct", False, []),
    ],
)
def test_the_way_of_delivery(cast, paper, ways, means, arrives_now, copies):
    given = {
        key: getattr(cast, value) if key in ("user", "organisation") else value for key, value in ways.items()
    }
    notice = deliver(paper, **given)
    assert (notice.means, notice.arrived_at is not None) == (means, arrives_now)
    assert sorted(notice.messages.values_list("means", flat=True)) == copies


def test_a_body_without_people_here_is_not_reached_on_the_site(cast, paper):
    cast.platform.memberships.all().delete()
    assert deliver(paper, organisation=cast.platform).means == Means.DIRECT


def test_the_proof_names_hash_entry_and_checkpoint_and_no_address_in_clear(cast, chain, paper):
    checkpoint = make_checkpoint()
    notice = deliver(paper, user=cast.complainant, by=cast.handler)
    entry = chain.entries.get(verb="notices.paper_served")
    assert notice.proof["paper_sha256"] == paper.sha256
    assert notice.proof["entry"] == {"chain": chain.pk, "seq": entry.seq, "hash": entry.hash}
    assert notice.proof["checkpoint"] == {"number": checkpoint.number, "root": checkpoint.root}
    assert [event["event"] for event in notice.proof["events"]] == ["sent", "arrived"]
    assert "李小雨" not in str(entry.facts)
    assert opened(entry)["name"] == "李小雨"
    assert verify_chain(chain) == []


def test_mail_counts_from_when_the_mail_server_took_it(cast, chain, paper):
    notice = deliver(paper, email="a@example.com", phone="+8613800138000")
    assert send_waiting() == 2
    notice.refresh_from_db()
    assert notice.arrived_at is not None
    assert [event["event"] for event in notice.proof["events"]] == ["sent", "handed_over", "handed_over"]
    (letter,) = mail.outbox
    assert letter.subject == "【解纷】您有一份文书：受理通知书"
    assert notice.proof["events"][1]["carrier"] == letter.extra_headers["Message-ID"]
    assert f"/notices/{notice.pk}/" in letter.body
    verbs = list(chain.entries.order_by("seq").values_list("verb", flat=True))
    assert verbs == [
        "notices.paper_issued",
        "notices.paper_served",
        "notices.copy_delivered",
        "notices.copy_delivered",
    ]


def test_reading_is_recorded_once_and_proves_arrival(cast, chain, paper, standing):
    notice = deliver(paper, email="a@example.com")
    first = record_reading(notice, cast.complainant)
    assert first.read_at == first.arrived_at
    assert record_reading(notice, cast.complainant).read_at == first.read_at
    assert chain.entries.filter(verb="notices.notice_read").count() == 1
    for stranger in (cast.respondent, cast.handler, cast.outsider):
        with pytest.raises(NotPermitted):
            record_reading(notice, stranger)


def test_the_desk_records_what_was_signed_for_by_hand(cast, chain, paper, standing):
    standing[cast.receptionist.pk] = [f"organisation:{cast.service_centre.pk}"]
    notice = deliver(paper)
    signed = record_direct_service(notice, by=cast.receptionist, received_by="李大雨", relation="父亲")
    assert (signed.means, signed.proof["received_by"]) == ("direct", "李大雨")
    assert signed.arrived_at is not None
    entry = chain.entries.get(verb="notices.served_directly")
    assert "李大雨" not in str(entry.facts)
    with pytest.raises(NotLawfulNow):
        record_direct_service(notice, by=cast.receptionist, received_by="李小雨")


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


@pytest.mark.parametrize(
    ("language", "subject", "greeting"),
    [("zh-hans", "【解纷】您有一份文书：受理通知书", "李小雨："), ("en", None, "李小雨")],
)
def test_the_letter_is_in_the_readers_language(cast, paper, language, subject, greeting):
    cast.complainant.language = language
    cast.complainant.save()
    notice = deliver(paper, user=cast.complainant)
    message = notice.messages.get()
    assert message.language == language
    assert message.text.startswith(greeting)
    if subject:
        assert message.subject == subject


def test_an_own_message_with_a_code_replaces_the_usual_text(paper):
    notice = deliver(paper, email="a@example.com", message="查阅码 ABCD", link="/join/")
    assert OutboxMessage.objects.get(notice=notice).text == "查阅码 ABCD"
