"""A friendly word before the agreed day, to whoever owes; and before silence confirms, to whoever is owed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from notices.services import send_text, tell

from ..models import Dispute, Obligation, Party, Payment
from ..selectors import people_of


def remind_obligor(owed: Obligation) -> None:
    if owed.is_money:
        text = format_lazy(
            gettext_lazy("{day} 前要付给{name}，还差 ¥{amount}"),
            day=owed.due_on,
            name=owed.creditor.name,
            amount=f"{owed.unreported:,.2f}",
        )
    else:
        text = format_lazy(
            gettext_lazy("{day} 前要为{name}办完：{what}"),
            day=owed.due_on,
            name=owed.creditor.name,
            what=owed.get_action_display(),
        )
    _tell(owed.dispute, owed.obligor, text)


def remind_creditor(payment: Payment) -> None:
    owed = payment.obligation
    text = format_lazy(
        gettext_lazy("{name}登记付款 ¥{amount}，请确认收没收到；到期没有回应的视为收到"),
        name=owed.obligor.name,
        amount=f"{payment.amount:,.2f}",
    )
    _tell(owed.dispute, owed.creditor, text)


def _tell(dispute: Dispute, party: Party, text: Any) -> None:
    people = people_of(party)
    url = reverse("disputes:perform", kwargs={"reference": dispute.reference})
    tell(people, chain=dispute.chain, reference=dispute.reference or "", text=text, url=url)
    for person in people:
        send_text(
            phone=person.phone or "",
            template="messages/performance_reminder.txt",
            context={"dispute": dispute, "text": text, "url": f"{settings.SITE_URL}{url}"},
            language=person.language,
        )
