"""Somebody who got a message that is for somebody else says so, without seeing anything of the case."""

from __future__ import annotations

from contextlib import suppress

from accounts.exceptions import NotLawfulNow
from notices.arrivals import WENT_OUT
from notices.models import Notice, OutboxMessage
from notices.services import doubt_arrival


def tell_not_mine(*, reference: str, contact: str) -> None:
    """Asks the desk to find out about what was sent to this number or mailbox in this case. Whether anything was is
    answered by nothing: no return, and no refusal.

    The newest delivery to each addressee is asked about; what an officer has found out already is not asked again.
    """
    messages = OutboxMessage.objects.filter(
        address__iexact=contact,
        state__in=WENT_OUT,
        notice__paper__chain__dispute__reference=reference,
    ).order_by("pk")
    newest: dict[str, Notice] = {}
    for message in messages.select_related("notice"):
        for notice in message.notices():
            newest[notice.addressee_key] = notice
    for notice in newest.values():
        with suppress(NotLawfulNow):
            doubt_arrival(notice, by=None)
