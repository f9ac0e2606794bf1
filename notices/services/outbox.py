"""Messages leave after the transaction, by the worker and the clock; nobody waits for a mail server."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from email.utils import formataddr, make_msgid, parseaddr
from html import unescape
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from background.tasks import task

from ..addresses import takes_mail, takes_text
from ..models import Notice, OutboxMessage
from ..sms import current_sender
from ..states import PRODUCT, Means, MessageState, Obstacle
from .proof import record_failure, record_handing_over

if TYPE_CHECKING:
    from datetime import datetime

    from django.utils.functional import _StrPromise

logger = logging.getLogger("notices")

MAX_ATTEMPTS = 8
FIRST_WAIT = timedelta(minutes=1)
#: Who claimed a message and died is taken for dead after this; the message may then go out twice, never not at all.
LEASE = timedelta(minutes=5)
#: Stands in the kept wording where a one-time code was.
HIDDEN = "＊＊＊＊"


def queue_message(
    *,
    means: str,
    address: str,
    text: str,
    subject: str = "",
    language: str = "zh-hans",
    notice: Notice | None = None,
    secret: str = "",
    in_addition: str = "",
) -> OutboxMessage | None:
    """An e-mail or text message, already in the reader's language, sent once the transaction has committed.

    None, and nothing is sent, when the address cannot take it: a fixed line no text, an impossible one no mail.
    A further paper of the same event goes with the message that waits, in the words of `in_addition`.
    """
    if not (takes_text(address) if means == Means.SMS else takes_mail(address)):
        return None
    if notice is not None and in_addition and not secret:
        joined = _join_waiting(notice, means=means, address=address, more=in_addition)
        if joined is not None:
            return joined
    if means == Means.SMS:
        text = branded(text, language)
    message = OutboxMessage.objects.create(
        notice=notice,
        secret=secret,
        means=means,
        address=address[:200],
        subject=" ".join(subject.split())[:200],
        text=text,
        language=language,
    )
    kick_after_commit()
    return message


def _join_waiting(notice: Notice, *, means: str, address: str, more: str) -> OutboxMessage | None:
    """The message to the same person about the same case that nobody has begun to send, if there is one."""
    waiting = OutboxMessage.objects.filter(
        means=means,
        address=address,
        state=MessageState.WAITING,
        attempts=0,
        notice__addressee_key=notice.addressee_key,
        notice__paper__chain=notice.paper.chain_id,
    ).last()
    if waiting is None:
        return None
    text = f"{waiting.text}\n\n{more}" if means == Means.EMAIL else f"{waiting.text} {more}"
    if not OutboxMessage.objects.filter(pk=waiting.pk, attempts=0).update(text=text):
        return None  # just taken by a sender
    waiting.covers.add(notice)
    return waiting


def branded(text: str, language: str) -> str:
    """A text message begins with the product's name, once: networks ask for it, and people see whom it is from."""
    with translation.override(language):
        brand = _("【解纷】")
    for known in {brand, "【解纷】"}:
        text = text.removeprefix(known)
    return brand + text.lstrip()


def send_text(
    *,
    template: str,
    context: Mapping[str, Any],
    subject: str | _StrPromise = "",
    email: str = "",
    phone: str = "",
    language: str = "zh-hans",
    notice: Notice | None = None,
) -> None:
    """A plain text from a template, in the reader's language, by every way known."""
    with translation.override(language):
        text, heading = unescape(render_to_string(template, dict(context))).strip(), str(subject)
    if email:
        queue_message(
            means=Means.EMAIL, address=email, subject=heading, text=text, language=language, notice=notice
        )
    if phone:
        queue_message(means=Means.SMS, address=phone, text=text, language=language, notice=notice)


def kick_after_commit() -> None:
    """Once for a transaction, however many messages it leaves."""
    if all(waiting[1] is not _kick for waiting in connection.run_on_commit):
        transaction.on_commit(_kick)


def _kick() -> None:
    send_outbox.enqueue()


@task()
def send_outbox() -> int:
    return send_waiting()


def send_waiting(*, limit: int = 200) -> int:
    """Send what is due; returns how many left. Any number of senders may run at once."""
    due = OutboxMessage.objects.filter(state=MessageState.WAITING, next_attempt_at__lte=timezone.now())
    sent = 0
    for pk in list(due.order_by("next_attempt_at").values_list("pk", flat=True)[:limit]):
        message = _claim(pk)
        if message is not None:
            sent += _send(message)
    return sent


def _claim(pk: int) -> OutboxMessage | None:
    """No lock is held while a mail server thinks: the claim is a date in the future."""
    now = timezone.now()
    claimed = OutboxMessage.objects.filter(
        pk=pk, state=MessageState.WAITING, next_attempt_at__lte=now
    ).update(next_attempt_at=now + LEASE, attempts=F("attempts") + 1)
    return OutboxMessage.objects.select_related("notice").get(pk=pk) if claimed else None


def _send(message: OutboxMessage) -> bool:
    try:
        carrier_id = _hand_over(message)
    except Exception as error:  # whatever a mail server or a carrier's library may raise
        _put_off(message, error)
        return False
    with transaction.atomic():
        OutboxMessage.objects.filter(pk=message.pk).update(
            state=MessageState.SENT,
            sent_at=timezone.now(),
            carrier_id=carrier_id[:200],
            error="",
            # friendly texts have served their purpose; of a formal notice the wording stays, without its code
            text=without_secret(message) if message.notice_id else "",
            secret="",
        )
        for notice in message.notices():
            record_handing_over(notice, means=message.means, carrier_id=carrier_id)
    return True


def without_secret(message: OutboxMessage) -> str:
    return message.text.replace(message.secret, HIDDEN) if message.secret else message.text


def _hand_over(message: OutboxMessage) -> str:
    if message.means == Means.SMS:
        return current_sender().send(message.address, message.text)
    trace = make_msgid(idstring=str(message.pk), domain="jiefen")
    letter_of(message, trace).send()
    return trace


def letter_of(message: OutboxMessage, trace: str) -> EmailMessage:
    """From the product by name; answers go where somebody reads them, else the letter says that nobody does."""
    answers = [settings.REPLY_TO] if settings.REPLY_TO else []
    with translation.override(message.language):
        sender = formataddr((str(PRODUCT), parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))
        foot = (
            ""
            if answers
            else _("这封邮件由系统发出，直接回复没有人看到。有事请到网站办理，或者联系承办机构。")
        )
    return EmailMessage(
        message.subject,
        f"{message.text}\n\n{foot}" if foot else message.text,
        from_email=sender,
        to=[message.address],
        reply_to=answers,
        headers={
            "Message-ID": trace,
            "Content-Language": message.language,
            "Auto-Submitted": "auto-generated",
        },
    )


def _put_off(message: OutboxMessage, error: Exception) -> None:
    logger.warning("message %d was not taken (attempt %d): %s", message.pk, message.attempts, error)
    gives_up = message.attempts >= MAX_ATTEMPTS
    with transaction.atomic():
        OutboxMessage.objects.filter(pk=message.pk).update(
            state=MessageState.FAILED if gives_up else MessageState.WAITING,
            next_attempt_at=_next_attempt(message.attempts),
            error=f"{type(error).__name__}: {error}"[:300],
        )
        for notice in message.notices() if gives_up else ():
            record_failure(
                notice, means=message.means, obstacle=Obstacle.GIVEN_UP, reason=type(error).__name__
            )


def _next_attempt(attempts: int) -> datetime:
    return timezone.now() + FIRST_WAIT * 2 ** (attempts - 1)
