"""Formal delivery 送达 and its proof. The earliest effective way counts (在线诉讼规则 31)."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.exceptions import NotLawfulNow, NotPermitted, NotValid
from accounts.models import Organisation, User
from accounts.selectors import staff_of
from docket.services import record

from ..models import Notice, Paper
from ..policies import can_serve_directly
from ..selectors import is_addressee
from ..states import Means
from .outbox import queue_message
from .proof import append, checkpoint_now, event, lock, pointer_to

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@transaction.atomic
def serve(
    paper: Paper,
    *,
    addressee_key: str,
    addressee_name: str,
    user: User | None = None,
    organisation: Organisation | None = None,
    email: str = "",
    phone: str = "",
    by: User | None,
    e_service: bool = True,
    message: str | _StrPromise = "",
    link: str = "",
) -> Notice:
    """Deliver a paper and keep the proof.

    A known user who agreed to electronic service, or a body with people here, has it at once: it is in the
    system they chose (民法典 137).
    Otherwise e-mail, then text message, count from when they were handed over; without either, or without
    agreement, it waits for service by hand. Copies go out on every address known. `message` replaces the usual
    text (for a one-time code), `link` the address of the notice's page.
    """
    means, address = _way(user=user, organisation=organisation, email=email, phone=phone, e_service=e_service)
    now = timezone.now()
    notice = Notice.objects.create(
        paper=paper,
        addressee_key=addressee_key,
        addressee_name=addressee_name[:120],
        user=user,
        means=means,
        address=address,
        sent_at=now,
        arrived_at=now if means == Means.SITE else None,
    )
    entry = record(
        paper.chain,
        "notices.paper_served",
        by=by.actor if by else "clock",
        facts={
            "notice": notice.pk,
            "paper": paper.pk,
            "sha256": paper.sha256,
            "addressee": addressee_key,
            "means": str(means),
            "arrived": means == Means.SITE,
            "checkpoint": checkpoint_now(),
        },
        sealed={"name": addressee_name, "address": address},
    )
    notice.proof = {
        "trace": uuid.uuid4().hex,
        "paper_sha256": paper.sha256,
        "entry": pointer_to(entry),
        "checkpoint": checkpoint_now(),
        "events": [event("sent", means, now), *([event("arrived", means, now)] if notice.arrived_at else [])],
    }
    notice.save(update_fields=["proof"])
    _send_copies(notice, email=email or (user.email if user else ""), phone=phone, message=message, link=link)
    return notice


def _way(
    *, user: User | None, organisation: Organisation | None, email: str, phone: str, e_service: bool
) -> tuple[str, str]:
    if not e_service:
        return Means.DIRECT, ""
    if user is not None:
        return Means.SITE, user.actor
    if organisation is not None and staff_of(organisation).exists():
        return Means.SITE, f"organisation:{organisation.pk}"
    if email:
        return Means.EMAIL, email
    if phone:
        return Means.SMS, phone
    return Means.DIRECT, ""


def _send_copies(
    notice: Notice, *, email: str | None, phone: str, message: str | _StrPromise, link: str
) -> None:
    language = notice.user.language if notice.user else notice.paper.language
    page = link or reverse("notices:notice", args=[notice.pk])
    address = page if page.startswith("http") else f"{settings.SITE_URL}{page}"
    with translation.override(language):
        title, own = notice.paper.title, str(message)
        subject = _("【解纷】您有一份文书：%(title)s") % {"title": title}
        text = own or _(
            "%(name)s：\n\n您有一份《%(title)s》（%(number)s）。\n请打开下面的地址查看：\n%(address)s\n\n"
            "这是正式送达的文书，请及时查看；文书中写明的期限从送达时起算。"
        ) % {"name": notice.addressee_name, "title": title, "number": notice.paper.number, "address": address}
        short = own or _("【解纷】您有一份《%(title)s》，请查看：%(address)s") % {
            "title": title,
            "address": address,
        }
    if email:
        queue_message(
            means=Means.EMAIL, address=email, subject=subject, text=text, language=language, notice=notice
        )
    if phone:
        queue_message(means=Means.SMS, address=phone, text=short, language=language, notice=notice)


@transaction.atomic
def record_reading(notice: Notice, user: User) -> Notice:
    """The addressee has opened it: once, with the moment. Reading proves that it has arrived."""
    locked = lock(notice)
    if not is_addressee(user, locked):
        raise NotPermitted()
    if locked.read_at is not None:
        return locked
    locked.read_at = timezone.now()
    locked.arrived_at = locked.arrived_at or locked.read_at
    append(locked, event("read", Means.SITE, locked.read_at, reader=user.actor))
    locked.save()
    record(
        locked.paper.chain,
        "notices.notice_read",
        by=user.actor,
        facts={"notice": locked.pk, "paper": locked.paper_id},
    )
    return locked


@transaction.atomic
def record_direct_service(
    notice: Notice,
    *,
    by: User,
    received_by: str,
    at: datetime | None = None,
    relation: str = "",
    remark: str = "",
) -> Notice:
    """Handed over and signed for at the desk or the door (民诉法 88). `relation`: when somebody received it for
    the addressee."""
    locked = lock(notice)
    if not can_serve_directly(by, locked):
        raise NotPermitted()
    if not received_by.strip():
        raise NotValid(gettext_lazy("请填写签收人姓名。"), code="receiver_missing")
    moment = at or timezone.now()
    if moment > timezone.now() or moment < locked.paper.issued_at:
        raise NotValid(gettext_lazy("签收时间应在文书签发之后、现在之前。"), code="moment_impossible")
    if locked.arrived_at is not None and locked.arrived_at <= moment:
        raise NotLawfulNow(gettext_lazy("这份文书已经送达。"), code="already_served")
    locked.means, locked.arrived_at = Means.DIRECT, moment
    append(locked, event("arrived", Means.DIRECT, moment, server=by.actor, relation=relation, remark=remark))
    locked.proof["received_by"] = received_by.strip()
    locked.save()
    record(
        locked.paper.chain,
        "notices.served_directly",
        by=by.actor,
        facts={"notice": locked.pk, "paper": locked.paper_id, "at": moment},
        sealed={"received_by": received_by.strip(), "relation": relation, "remark": remark},
    )
    return locked
