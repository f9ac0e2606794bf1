"""A friendly word before a deadline, to whoever's turn it is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.selectors import staff_of
from disputes.models import Dispute
from disputes.selectors import open_turns, people_of
from notices.services import send_text, tell
from rulebook.models import Deadline

from ..selectors import bounds, page_of

WORDS = _("{day} 到期：{what}")


def remind(deadline: Deadline) -> None:
    """Under the bell, by mail for who wants mail, and by text message: what is to be done, in which case, until when."""
    subject: Any = deadline.subject
    dispute: Dispute = subject if isinstance(subject, Dispute) else subject.dispute
    due_on = deadline.parent.due_on if deadline.parent else deadline.due_on
    for turn in open_turns(dispute):
        if bounds(deadline, turn) is None:
            continue
        people = []
        for holder in turn.holders.all():
            if holder.party is not None:
                people += people_of(holder.party)
            elif holder.user is not None:
                people.append(holder.user)
            elif holder.organisation is not None:
                people += staff_of(holder.organisation, holder.role)
        people = list(dict.fromkeys(people))
        url = page_of(turn.kind, dispute)
        tell(
            people,
            chain=dispute.chain,
            reference=dispute.reference or "",
            text=format_lazy(WORDS, day=due_on, what=turn.flow_task.task_title),
            url=url,
        )
        for person in people:
            send_text(
                phone=person.phone or "",
                template="messages/reminder.txt",
                context={
                    "dispute": dispute,
                    "turn": turn,
                    "due_on": due_on,
                    "url": f"{settings.SITE_URL}{url}",
                },
                language=person.language,
            )
