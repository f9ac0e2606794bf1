"""Formal delivery 送达 sets out. Whether it arrives is told by `proof`, by what carriers report, and by hand."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.exceptions import NotPermitted
from accounts.models import Organisation, User
from accounts.selectors import staff_of
from docket.services import record

from ..addresses import takes_mail, takes_text
from ..arrivals import ACTED
from ..models import Notice, Paper
from ..selectors import is_addressee
from ..states import PRODUCT, Means, NoticeState, Obstacle
from .outbox import queue_message
from .proof import (
    append,
    checkpoint_now,
    event,
    lock,
    pointer_to,
    record_acting,
    record_arrival,
    set_task,
    tell_others,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Way:
    """How a paper sets out: by which means first, where to, what copies, and what stands in the way."""

    means: str
    address: str = ""
    email: str = ""
    phone: str = ""
    obstacle: str = ""


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
    secret: str = "",
    due: str | _StrPromise = "",
    link: str = "",
) -> Notice:
    """Send a paper on its way to one addressee, and keep the proof.

    In the account of a known user, by e-mail and by text message at once, where the addresses can take one; what
    arrives first counts. A body with people here has named this system as its own: there it has arrived at once
    (民法典 137). Without a way, or without agreement to electronic service (在线诉讼规则 29), nothing is sent at all
    and it waits for service by hand or by post. `message` replaces the usual text; `secret` is a one-time code in
    it; `due` says by when the addressee is to act and what otherwise; `link` replaces the notice's own page.
    """
    email = email or (user.email if user else "") or ""
    way = _way(user=user, organisation=organisation, email=email, phone=phone, e_service=e_service)
    notice = Notice.objects.create(
        paper=paper,
        addressee_key=addressee_key,
        addressee_name=addressee_name[:120],
        user=user,
        means=way.means,
        address=way.address,
        obstacle=way.obstacle,
    )
    entry = record(
        paper.chain,
        "notices.service_prepared" if way.obstacle else "notices.sent",
        by=by.actor if by else "clock",
        facts={
            "notice": notice.pk,
            "paper": paper.pk,
            "sha256": paper.sha256,
            "addressee": addressee_key,
            "means": str(way.means),
            "obstacle": str(way.obstacle),
            "checkpoint": checkpoint_now(),
        },
        sealed={"name": addressee_name, "address": way.address},
    )
    notice.proof = {
        "trace": uuid.uuid4().hex,
        "paper_sha256": paper.sha256,
        "entry": pointer_to(entry),
        "checkpoint": checkpoint_now(),
        "events": [],
    }
    _set_out(notice, way)
    if not way.obstacle:
        _send_copies(notice, way, message=message, secret=secret, due=due, link=link)
        if organisation is not None and way.means == Means.SITE:
            return record_arrival(notice, means=Means.SITE, at=timezone.now(), how="entered")
    return notice


def _set_out(notice: Notice, way: Way) -> None:
    now = timezone.now()
    if not way.obstacle:
        notice.send()
        notice.sent_at = now
        append(notice, event("sent", way.means, now))
    if way.means == Means.SITE:
        append(notice, event("placed", Means.SITE, now))
        notice.hand_over()
    set_task(notice)
    notice.save()
    tell_others(notice, "prepared" if way.obstacle else "sent")


def _way(
    *, user: User | None, organisation: Organisation | None, email: str, phone: str, e_service: bool
) -> Way:
    if not e_service:
        return Way(Means.DIRECT, obstacle=Obstacle.NO_CONSENT)
    usable = {"email": email if takes_mail(email) else "", "phone": phone if takes_text(phone) else ""}
    if user is not None:
        return Way(Means.SITE, user.actor, **usable)
    if organisation is not None and staff_of(organisation).exists():
        return Way(Means.SITE, f"organisation:{organisation.pk}", **usable)
    if usable["email"]:
        return Way(Means.EMAIL, email, **usable)
    if usable["phone"]:
        return Way(Means.SMS, phone, **usable)
    return Way(Means.DIRECT, obstacle=Obstacle.UNUSABLE if email or phone else Obstacle.NO_ADDRESS)


def _send_copies(
    notice: Notice, way: Way, *, message: str | _StrPromise, secret: str, due: str | _StrPromise, link: str
) -> None:
    language = notice.user.language if notice.user else notice.paper.language
    with translation.override(language):
        subject, text, short = _words(notice, str(message), str(due), link)
        more = _in_addition(notice, str(due), link)
    if way.email:
        queue_message(
            means=Means.EMAIL,
            address=way.email,
            subject=subject,
            text=text,
            language=language,
            notice=notice,
            secret=secret,
            in_addition=more,
        )
    if way.phone:
        queue_message(
            means=Means.SMS,
            address=way.phone,
            text=short,
            language=language,
            notice=notice,
            secret=secret,
            in_addition=more,
        )


def _words(notice: Notice, own: str, due: str, link: str) -> tuple[str, str, str]:
    """Subject, letter and text message: which case, who writes, what it is, by when to act, what otherwise."""
    paper, reference = notice.paper, str(notice.paper.facts.get("reference", ""))
    told = {
        "name": notice.addressee_name,
        "reference": reference,
        "issuer": paper.issuer.name if paper.issuer else str(PRODUCT),
        "title": paper.title,
        "number": paper.number,
        "due": due,
        "address": absolute(link or reverse("notices:notice", args=[notice.pk])),
    }
    subject = _("【解纷】案件 %(reference)s：%(issuer)s发来《%(title)s》") % told
    if own:
        return subject, own, own
    text = (
        _(
            "%(name)s：\n\n%(issuer)s在案件 %(reference)s 中向您发出《%(title)s》（%(number)s）。\n"
            "请打开下面的地址查看：\n%(address)s"
        )
        % told
    )
    if due:
        text += f"\n\n{due}"
    short = _("【解纷】案件%(reference)s：%(issuer)s发来《%(title)s》。%(due)s查看：%(address)s") % told
    return subject, text, short


def _in_addition(notice: Notice, due: str, link: str) -> str:
    """A second paper of one event, in the message that tells of the first."""
    return _("另有《%(title)s》：%(due)s%(address)s") % {
        "title": notice.paper.title,
        "due": due,
        "address": absolute(link or reverse("notices:notice", args=[notice.pk])),
    }


def absolute(page: str) -> str:
    return page if page.startswith("http") else f"{settings.SITE_URL}{page}"


@transaction.atomic
def record_reading(notice: Notice, user: User) -> Notice:
    """The addressee has opened it: once, with the moment. Opening it here is the proof that it has arrived."""
    locked = lock(notice)
    if not is_addressee(user, locked):
        raise NotPermitted()
    if locked.read_at is not None:
        return locked
    locked.read_at = timezone.now()
    append(locked, event("read", Means.SITE, locked.read_at, reader=user.actor))
    locked.save()
    record(
        locked.paper.chain,
        "notices.notice_read",
        by=user.actor,
        facts={"notice": locked.pk, "paper": locked.paper_id},
    )
    if locked.has_arrived:
        return locked
    return record_arrival(locked, means=Means.SITE, at=locked.read_at, by=user, how="opened")


@transaction.atomic
def record_acting_on(notice: Notice, user: User, *, means: str = Means.SITE) -> Notice:
    """The addressee has done what the paper asks for, or come in with the code it brought: it has arrived
    (在线诉讼规则 31, second paragraph, no 1). `means`: `direct` where they did it in person, at a window."""
    if notice.state == NoticeState.ARRIVED:
        return record_acting(notice, means=means, by=user)
    return record_arrival(notice, means=means, at=timezone.now(), by=user, how=ACTED)
