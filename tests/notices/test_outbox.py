"""Messages leave once, later if they must, and are given up in the open."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core import mail
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from docket.services import open_chain
from notices.models import Happening, OutboxMessage
from notices.selectors import happenings_of, unread_count
from notices.services import mark_read, queue_message, send_text, send_waiting, serve, tell
from notices.services.outbox import MAX_ATTEMPTS

pytestmark = pytest.mark.both_stacks

LOCMEM = "django.core.mail.backends.locmem.EmailBackend"
SENDER = "=?utf-8?b?6Kej57q3?= <jiefen@localhost>"
NOWHERE = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture(autouse=True)
def mailbox(settings):
    settings.EMAIL_BACKEND = LOCMEM
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there


def letter(**changes) -> OutboxMessage:
    return queue_message(
        **{"means": "email", "address": "a@example.com", "subject": "题", "text": "文", **changes}
    )


def test_a_message_is_sent_once_and_its_text_does_not_stay(db):
    message = letter()
    assert (send_waiting(), send_waiting()) == (1, 0)
    message.refresh_from_db()
    assert (message.state, message.attempts, message.text) == ("sent", 1, "")
    (sent,) = mail.outbox
    assert (sent.subject, sent.to, sent.from_email) == ("题", ["a@example.com"], SENDER)
    assert sent.body.split("\n\n")[0] == "文"
    assert "直接回复没有人看到" in sent.body


def test_two_senders_at_once_send_once(db):
    from notices.services import outbox

    message = letter()
    assert outbox._claim(message.pk) is not None
    assert outbox._claim(message.pk) is None
    assert send_waiting() == 0


def test_a_sender_that_died_is_replaced_after_a_while(db, travel):
    from notices.services import outbox

    outbox._claim(letter().pk)
    travel.by(minutes=4)
    assert send_waiting() == 0
    travel.by(minutes=2)
    assert send_waiting() == 1


def test_a_mail_server_that_is_away_is_tried_again_later_and_longer(db, settings, travel):
    settings.EMAIL_BACKEND = NOWHERE
    message = letter()
    waits = []
    for _attempt in range(3):
        assert send_waiting() == 0
        message.refresh_from_db()
        waits.append(round((message.next_attempt_at - timezone.now()) / timedelta(minutes=1)))
        travel.by(seconds=(message.next_attempt_at - timezone.now()).total_seconds() + 1)
    assert waits == [1, 2, 4]
    assert "Refused" in message.error
    settings.EMAIL_BACKEND = LOCMEM
    assert send_waiting() == 1


def test_after_the_last_attempt_it_is_given_up_and_written_down(cast, paper, chain, settings, travel):
    settings.EMAIL_BACKEND = NOWHERE
    notice = serve(paper, addressee_key="party:2", addressee_name="王强", email="a@example.com", by=None)
    for _attempt in range(MAX_ATTEMPTS + 2):
        send_waiting()
        travel.by(hours=5)
    message = notice.messages.get()
    assert (message.state, message.attempts) == ("failed", MAX_ATTEMPTS)
    notice.refresh_from_db()
    assert notice.arrived_at is None
    assert (notice.state, notice.obstacle) == ("failed", "given_up")
    assert notice.proof["events"][-1]["event"] == "failed"
    assert chain.entries.filter(verb="notices.delivery_failed").count() == 1


def test_a_text_message_lands_with_the_embedded_carrier(db):
    letter(means="sms", address="+8613800138000", text="验证码 1234")
    assert send_waiting() == 1
    files = list((Path(configured.DATA_DIR) / "sms").glob("*.txt"))
    assert any("+8613800138000" in file.read_text() and "验证码 1234" in file.read_text() for file in files)


@pytest.mark.django_db(transaction=True)
def test_a_transaction_with_three_messages_wakes_the_worker_once_and_a_rollback_never(work):
    with pytest.raises(RuntimeError), transaction.atomic():
        letter()
        raise RuntimeError
    assert DBTaskResult.objects.count() == 0
    with transaction.atomic():
        for _n in range(3):
            letter()
    assert DBTaskResult.objects.count() == 1
    work()
    assert len(mail.outbox) == 3


def test_a_subject_with_a_line_break_cannot_smuggle_a_header(db):
    letter(subject="题\nBcc: x@example.com")
    assert send_waiting() == 1
    assert mail.outbox[0].subject == "题 Bcc: x@example.com"


def test_a_text_from_a_template_goes_every_way_known(db, tmp_path, settings):
    (tmp_path / "code.txt").write_text("您的码：{{ code }}\n")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    send_text(
        email="a@example.com",
        phone="+8613800138000",
        subject="题",
        template="code.txt",
        context={"code": "A<B"},
    )
    assert list(OutboxMessage.objects.order_by("means").values_list("means", "text")) == [
        ("email", "您的码：A<B"),
        ("sms", "【解纷】您的码：A<B"),
    ]


# --- the bell -------------------------------------------------------------------------------------


def test_people_are_told_once_and_those_who_want_mail_get_it(cast):
    User.objects.filter(pk=cast.respondent.pk).update(wants_mail=False)
    cast.respondent.refresh_from_db()
    chain = open_chain()
    tell(
        [cast.complainant, cast.respondent, cast.complainant],
        chain=chain,
        reference="JF-2026-000001",
        text="对方已答复",
        url="/disputes/JF-2026-000001/",
    )
    assert Happening.objects.count() == 2
    assert (unread_count(cast.complainant), unread_count(cast.outsider)) == (1, 0)
    message = OutboxMessage.objects.get()
    assert message.address == cast.complainant.email
    assert message.subject == "【解纷】JF-2026-000001 对方已答复"
    assert f"{configured.SITE_URL}/disputes/JF-2026-000001/" in message.text


def test_who_gets_a_formal_letter_is_not_mailed_a_friendly_word_beside_it(cast, chain, paper):
    serve(paper, addressee_key="party:1", addressee_name="李小雨", user=cast.complainant, by=None)
    told = {"reference": "JF-2026-000001", "text": "投诉已受理", "url": "/"}
    tell([cast.complainant, cast.respondent], chain=chain, **told)
    assert Happening.objects.count() == 2
    mails = OutboxMessage.objects.filter(means="email").order_by("pk")
    assert [mail.address for mail in mails] == [cast.complainant.email, cast.respondent.email]
    tell([cast.complainant], chain=open_chain(), **told)
    assert OutboxMessage.objects.filter(address=cast.complainant.email).count() == 2


def test_what_was_seen_is_no_longer_new(cast):
    for number in range(3):
        tell([cast.complainant], chain=None, reference="", text=f"{number}", url="/")
    newest = happenings_of(cast.complainant).first()
    assert mark_read(cast.complainant, pks=[newest.pk]) == 1
    assert mark_read(cast.outsider) == 0
    assert unread_count(cast.complainant) == 2
    assert mark_read(cast.complainant) == 2
