"""What carriers report back: a message has arrived, or it has come back."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from rulebook.selectors import end_of_period, service_means

from ..mailing import can_hear_of_bounces, letters
from ..models import OutboxMessage
from ..reports import DeliveryReport, reports_in
from ..sms import current_sender
from ..states import Means, MessageState, NoticeState, Obstacle
from .proof import record_arrival, record_failure

logger = logging.getLogger("notices")

#: How far back silence is looked at: what is older and has no arrival by now waits for another way.
LOOKS_BACK = timedelta(days=60)
WITHOUT_REPORT = {NoticeState.SENT, NoticeState.HANDED_OVER}


def read_reports() -> int:
    """Take what carriers have to say; how many reports were of our messages.

    After the mailbox of bounces has been read without error, mail that the receiving server took long enough ago
    counts as arrived when it was taken (民诉法 90; the period is a rule).
    """
    taken = sum(take_report(report) for report in current_sender().reports())
    for letter in letters():
        taken += sum(take_report(report) for report in reports_in(letter))
    if can_hear_of_bounces():
        _count_quiet_mail()
    return taken


@transaction.atomic
def take_report(report: DeliveryReport) -> bool:
    """False for a message that is not ours. The same report twice changes nothing."""
    message = (
        OutboxMessage.objects.select_related("notice")
        .filter(carrier_id=report.carrier_id)
        .exclude(carrier_id="")
    ).first()
    if message is None:
        logger.warning("a report on a message that is not ours")
        return False
    state = MessageState.DELIVERED if report.is_delivered else MessageState.FAILED
    if message.state == state:
        return True
    OutboxMessage.objects.filter(pk=message.pk).update(state=state, error=report.reason[:300])
    at = min(max(report.at, message.sent_at or report.at), timezone.now())
    for notice in message.notices():
        if report.is_delivered:
            record_arrival(notice, means=message.means, at=at, how="reported", carrier=report.carrier_id)
        else:
            record_failure(notice, means=message.means, obstacle=Obstacle.RETURNED, reason=report.reason)
    return True


def _count_quiet_mail() -> None:
    """Taken by the receiving server, the period has passed, nothing came back."""
    now = timezone.now()
    quiet = OutboxMessage.objects.select_related("notice").filter(
        means=Means.EMAIL,
        state=MessageState.SENT,
        notice__isnull=False,
        sent_at__gt=now - LOOKS_BACK,
    )
    for message in quiet.order_by("pk"):
        assert message.sent_at is not None, "it was handed over"
        waiting = [notice for notice in message.notices() if notice.state in WITHOUT_REPORT]
        if waiting and end_of_period(service_means(Means.EMAIL).rule, start=message.sent_at) <= now:
            for notice in waiting:
                record_arrival(
                    notice, means=Means.EMAIL, at=message.sent_at, how="accepted", carrier=message.carrier_id
                )
