"""What carriers report: read from a mailbox by IMAP, and as the embedded carriers write it."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from django.utils import timezone

from notices.models import Notice
from notices.reports import reports_in
from notices.services import read_reports, send_waiting, serve
from notices.states import NoticeState

MOBILE = "+8613800138000"


@pytest.fixture(autouse=True)
def clean_folders(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.DATA_DIR = tmp_path
    settings.EMAIL_FILE_PATH = tmp_path / "mail"


def bounce(message_id: str, *, action: str = "failed", inner: str = "rfc822") -> bytes:
    """As Postfix writes one, made with the standard library's own writer."""
    report = MIMEMultipart("report", **{"report-type": "delivery-status"})
    report["From"], report["Subject"] = "MAILER-DAEMON@mx.example", "Undelivered Mail Returned to Sender"
    report.attach(MIMEText("This is the mail system at host mx.example."))
    status = MIMEBase("message", "delivery-status")
    status.set_payload(
        [_fields({"Reporting-MTA": "dns; mx.example"}), _fields({
            "Final-Recipient": "rfc822; a@example.com",
            "Action": action,
            "Status": "5.1.1",
            "Diagnostic-Code": "smtp; 550 5.1.1 <a@example.com>: User unknown",
        })]
    )  # fmt: skip
    report.attach(status)
    original = EmailMessage()
    original["Message-ID"], original["Subject"] = message_id, "题"
    original.set_content("文")
    if inner == "rfc822":
        whole = MIMEBase("message", "rfc822")
        whole.set_payload([original])
        report.attach(whole)
    else:
        part = MIMEText(f"Message-ID: {message_id}\nSubject: x\n", "rfc822-headers")
        report.attach(part)
    return report.as_bytes()


def _fields(given: dict[str, str]) -> EmailMessage:
    block = EmailMessage()
    for name, value in given.items():
        block[name] = value
    return block


class Mailbox(socketserver.ThreadingTCPServer):
    """A small IMAP server: log in, select, search, fetch, store, as RFC 3501 has it. Nothing of it is ours."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, letters: list[bytes]) -> None:
        super().__init__(("127.0.0.1", 0), Dialogue)
        self.letters, self.seen, self.refuses = letters, set[int](), False
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"imap://bounces:s%40fe@127.0.0.1:{self.server_address[1]}/INBOX"


class Dialogue(socketserver.StreamRequestHandler):
    server: Mailbox

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self) -> None:
        self.say("* OK IMAP4rev1 ready")
        while line := self.rfile.readline().decode().strip():
            tag, verb, *rest = line.split(" ", 2)
            getattr(self, f"do_{verb.lower()}", self.other)(rest[0] if rest else "")
            self.say(f"{tag} {'NO refused' if self.server.refuses else 'OK done'}")
            if verb.upper() == "LOGOUT":
                return

    def other(self, rest: str) -> None: ...

    def do_capability(self, rest: str) -> None:
        self.say("* CAPABILITY IMAP4rev1")

    def do_login(self, rest: str) -> None:
        assert rest == 'bounces "s@fe"'

    def do_select(self, rest: str) -> None:
        self.say(f"* {len(self.server.letters)} EXISTS")

    def do_search(self, rest: str) -> None:
        unseen = [str(n) for n in range(1, len(self.server.letters) + 1) if n not in self.server.seen]
        self.say(f"* SEARCH {' '.join(unseen)}".rstrip())

    def do_fetch(self, rest: str) -> None:
        number = int(rest.split()[0])
        raw = self.server.letters[number - 1]
        self.wfile.write(f"* {number} FETCH (BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")

    def do_store(self, rest: str) -> None:
        match = re.fullmatch(r"(\d+) \+FLAGS \(?\\Seen\)?", rest)
        assert match is not None
        self.server.seen.add(int(match[1]))


@pytest.fixture
def mailbox(settings) -> Iterator[Mailbox]:
    server = Mailbox([])
    settings.BOUNCES_URL = server.url
    yield server
    server.shutdown()
    server.server_close()


def by_mail(paper, address: str = "a@example.com", **more: str) -> Notice:
    notice = serve(paper, addressee_key="party:1", addressee_name="李小雨", by=None, email=address, **more)
    send_waiting()
    return notice


def state_of(notice: Notice) -> tuple[str, str]:
    kept = Notice.objects.get(pk=notice.pk)
    return kept.state, kept.obstacle


def carrier_id(notice: Notice) -> str:
    return notice.messages.get(means="email").carrier_id


@pytest.mark.parametrize("inner", ["rfc822", "headers"])
def test_a_bounce_in_the_mailbox_is_read_once_and_the_delivery_has_failed(paper, mailbox, inner):
    notice = by_mail(paper)
    mailbox.letters += [b"Subject: hello\r\n\r\nno report", bounce(carrier_id(notice), inner=inner)]
    assert read_reports() == 1
    assert state_of(notice) == ("failed", "returned")
    assert mailbox.seen == {1, 2}
    assert read_reports() == 0


def test_a_delay_says_nothing_and_a_report_of_delivery_is_arrival(paper, mailbox):
    notice = by_mail(paper)
    mailbox.letters.append(bounce(carrier_id(notice), action="delayed"))
    read_reports()
    assert state_of(notice)[0] == "handed_over"
    mailbox.letters.append(bounce(carrier_id(notice), action="delivered"))
    read_reports()
    assert state_of(notice)[0] == "arrived"


def test_a_report_on_a_message_that_is_not_ours_changes_nothing(paper, mailbox):
    notice = by_mail(paper)
    mailbox.letters.append(bounce("<somebody@elsewhere>"))
    assert read_reports() == 0
    assert state_of(notice)[0] == "handed_over"


def test_mail_that_was_taken_and_did_not_come_back_had_arrived_when_it_was_taken(paper, mailbox, travel):
    """民诉法 90: the day on which it reached the addressee's system. The period of quiet is 24 hours."""
    notice = by_mail(paper)
    taken_at = notice.messages.get().sent_at
    travel.by(hours=23)
    read_reports()
    assert state_of(notice)[0] == "handed_over"
    travel.by(hours=2)
    read_reports()
    kept = Notice.objects.get(pk=notice.pk)
    assert (kept.state, kept.arrived_by, kept.arrived_at) == (NoticeState.ARRIVED, "email", taken_at)


def test_quiet_proves_nothing_when_the_mailbox_cannot_be_read(paper, mailbox, travel):
    notice = by_mail(paper)
    travel.by(hours=30)
    mailbox.refuses = True
    with pytest.raises(Exception, match="IMAP4"):
        read_reports()
    assert state_of(notice)[0] == "handed_over"


def test_quiet_proves_nothing_without_a_mailbox_for_bounces(paper, settings, travel):
    notice = by_mail(paper)
    travel.by(days=10)
    read_reports()
    assert state_of(notice)[0] == "handed_over"


@pytest.mark.parametrize(
    ("address", "state"),
    [
        ("li@example.org", "arrived"),
        ("bounce-7@example.org", "failed"),
        ("silent@example.org", "handed_over"),
    ],
)
def test_the_embedded_mail_carrier_reports_as_a_server_would(paper, settings, address, state):
    settings.EMAIL_BACKEND = "notices.mailing.FileBackend"
    notice = by_mail(paper, address)
    assert state_of(notice)[0] == "handed_over"
    read_reports()
    assert state_of(notice)[0] == state
    assert list((settings.EMAIL_FILE_PATH / "reports").glob("*")) == []


@pytest.mark.parametrize(
    ("phone", "state"),
    [(MOBILE, "arrived"), ("+8613800130000", "failed"), ("+8613800139999", "handed_over")],
)
def test_the_embedded_sender_of_texts_reports_as_a_provider_would(paper, settings, phone, state):
    notice = serve(paper, addressee_key="party:1", addressee_name="李小雨", by=None, phone=phone)
    send_waiting()
    read_reports()
    assert state_of(notice)[0] == state
    assert read_reports() == 0


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"Content-Type: multipart/report\r\n\r\n",
        b'Content-Type: multipart/report; boundary="b"\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nx\r\n--b--',
        b"\xff\xfe\x00",
        bounce("no brackets"),
    ],
)
def test_a_letter_that_is_no_report_is_none(raw):
    assert reports_in(raw) == []


def test_an_old_report_cannot_move_an_arrival_before_the_sending(paper, settings):
    settings.EMAIL_BACKEND = "notices.mailing.FileBackend"
    notice = by_mail(paper, "li@example.org")
    read_reports()
    kept = Notice.objects.get(pk=notice.pk)
    assert kept.messages.get().sent_at <= kept.arrived_at <= timezone.now() + timedelta(seconds=1)
