"""What accounts ask for without knowing who answers."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.models import IdentityCheck, User
from accounts.states import IdentityLevel

from .services import queue_message, tell
from .states import Means


def send_text(*, phone: str, text: str, language: str, **_: Any) -> None:
    queue_message(means=Means.SMS, address=phone, text=text, language=language)


def send_mail(*, email: str, subject: str, text: str, language: str, **_: Any) -> None:
    queue_message(means=Means.EMAIL, address=email, subject=subject, text=text, language=language)


def add_notices(*, user: User, **_: Any) -> tuple[str, list[dict[str, Any]]]:
    """A person's copy of their data names every paper served on them."""
    return "notices", [
        {
            "paper": notice.paper.title,
            "number": notice.paper.number,
            "means": notice.arrived_by or notice.means,
            "state": str(notice.state),
            "sent_at": notice.sent_at.isoformat() if notice.sent_at else None,
            "arrived_at": notice.arrived_at.isoformat() if notice.arrived_at else None,
            "read_at": notice.read_at.isoformat() if notice.read_at else None,
        }
        for notice in user.notices.select_related("paper")
    ]


def tell_identity(*, check: IdentityCheck, **_: Any) -> None:
    """The person hears how their declaration was decided."""
    if check.level == IdentityLevel.VERIFIED:
        text = gettext_lazy("您的身份已经核验")
    else:
        text = gettext_lazy("您的身份核验没有通过，请查看原因")
    tell([check.user], chain=None, reference="", text=text, url=reverse("accounts:profile"))
