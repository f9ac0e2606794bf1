"""Delivery by an officer: handed over, sent by post, left behind, published; and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_fsm import can_proceed

from accounts.exceptions import NotLawfulNow, NotPermitted, NotValid
from accounts.models import User
from docket.services import record
from rulebook.selectors import end_of_period, last_day, service_means

from ..models import Notice
from ..policies import can_serve_directly
from ..selectors import ending_grounds
from ..signals import receipt_given
from ..states import Means, NoticeState, Obstacle, ServiceResult
from .proof import append, event, lock, record_arrival, record_failure, record_refusal, set_task, tell_others

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from docket.models import Chain


@transaction.atomic
def record_posting(notice: Notice, *, by: User, tracking: str, address: str) -> Notice:
    """It went to the post (民诉法 91). It arrives with the signed receipt, not before."""
    locked = _to_serve(notice, by, Means.POST)
    if not tracking.strip() or not address.strip():
        raise NotValid(gettext_lazy("请填写邮件号码和寄往的地址。"), code="no_tracking")
    if any(each.get("tracking") == tracking.strip() for each in locked.proof.get("events", ())):
        return locked  # pressed twice
    if not can_proceed(locked.send):
        raise NotLawfulNow(gettext_lazy("这份文书已经送达。"), code="already_served")
    now = timezone.now()
    locked.send()
    locked.means, locked.sent_at = Means.POST, now
    append(locked, event("sent", Means.POST, now, server=by.actor, tracking=tracking.strip()))
    set_task(locked)
    locked.save()
    record(
        locked.paper.chain,
        "notices.posted",
        by=by.actor,
        facts={"notice": locked.pk, "paper": locked.paper_id, "addressee": locked.addressee_key},
        sealed={"tracking": tracking.strip(), "address": address.strip()},
    )
    tell_others(locked, "sent", by=by)
    return locked


def record_direct_service(notice: Notice, *, by: User, received_by: str, **told: Any) -> Notice:
    """Handed over and signed for at the desk or the door (民诉法 88)."""
    return record_result(
        notice, by=by, means=Means.DIRECT, result=ServiceResult.SIGNED, received_by=received_by, **told
    )


@transaction.atomic
def record_result(
    notice: Notice,
    *,
    by: User,
    means: str,
    result: str,
    received_by: str = "",
    relation: str = "",
    witnesses: str = "",
    at: datetime | None = None,
    remark: str = "",
    receipt: UploadedFile | None = None,
) -> Notice:
    """What came of a delivery by hand, by post or by public notice. `at`: when signed, refused, left or published.

    `relation`: when somebody received it for the addressee. `remark`: of a refusal, who refused and why (民诉法 89:
    记明拒收事由和日期). Refuses a means that is not open to the body that issued the paper (留置, 公告: authorities
    and tribunals only), and moments that cannot be.
    """
    means = {ServiceResult.LEFT: Means.LEFT, ServiceResult.PUBLISHED: Means.PUBLIC}.get(
        ServiceResult(result), Means(means)
    )
    locked = _to_serve(notice, by, means)
    moment = _possible(locked, at or timezone.now())
    if result in {ServiceResult.REFUSED, ServiceResult.NOT_FOUND} and locked.has_arrived:
        raise NotLawfulNow(gettext_lazy("这份文书已经送达。"), code="already_served")
    if result == ServiceResult.REFUSED and not remark.strip():
        raise NotValid(gettext_lazy("请写明拒收的是谁、怎么说的。"), code="remark_missing")
    if result in {ServiceResult.REFUSED, ServiceResult.NOT_FOUND}:
        return _keep_failure(
            locked, by=by, means=means, result=result, moment=moment, remark=remark, receipt=receipt
        )
    if result == ServiceResult.SIGNED and not received_by.strip():
        raise NotValid(gettext_lazy("请填写签收人姓名。"), code="receiver_missing")
    if result == ServiceResult.LEFT and not witnesses.strip():
        raise NotValid(gettext_lazy("请填写见证人。"), code="witnesses_missing")
    if result == ServiceResult.PUBLISHED:
        moment = _published(moment)
    if locked.arrived_at is not None and locked.arrived_at <= moment:
        raise NotLawfulNow(gettext_lazy("这份文书已经送达。"), code="already_served")
    return _keep_receipt(
        locked,
        by=by,
        means=means,
        how=str(result),
        moment=moment,
        receipt=receipt,
        sealed={
            "received_by": received_by.strip(),
            "relation": relation,
            "witnesses": witnesses,
            "remark": remark,
        },
    )


def _keep_failure(
    notice: Notice,
    *,
    by: User,
    means: str,
    result: str,
    moment: datetime,
    remark: str,
    receipt: UploadedFile | None,
) -> Notice:
    photo = keep_photo(notice, by, receipt)
    if result == ServiceResult.REFUSED:
        return record_refusal(notice, means=means, by=by, remark=remark, at=moment, receipt=photo)
    return record_failure(
        notice,
        means=means,
        obstacle=Obstacle.NOT_FOUND,
        reason=remark,
        by=by,
        at=moment,
        receipt=photo,
    )


def keep_photo(notice: Notice, by: User, receipt: UploadedFile | None) -> int | None:
    """Kept by the app above that keeps files: its key."""
    if receipt is None:
        return None
    title = _("送达回证：%(title)s") % {"title": notice.paper.title}
    kept: list[tuple[Any, Any]] = receipt_given.send(Notice, notice=notice, by=by, file=receipt, title=title)
    return next((key for _receiver, key in kept if key), None)


def ask_for_hand(chain: Chain, addressee_key: str) -> None:
    """Nothing electronic goes to this addressee any more: what went out so without a report is to be brought, too."""
    waiting = Notice.objects.filter(
        paper__chain=chain,
        addressee_key=addressee_key,
        state__in=[NoticeState.SENT, NoticeState.HANDED_OVER],
        by_hand_due_on=None,
    )
    waiting.update(by_hand_due_on=last_day("hand_service", start=timezone.now()))


@transaction.atomic
def end_service(notice: Notice, *, by: User, ground: str, remark: str = "") -> Notice:
    """Nobody carries it any more, for one of the coded grounds `service_ended`. It stays unserved, and the record
    says so; another attempt makes it a task again."""
    locked = lock(notice)
    if not can_serve_directly(by, locked):
        raise NotPermitted()
    if ground not in {each.code for each in ending_grounds(locked)}:
        raise NotValid(gettext_lazy("请选择理由。"), code="no_ground")
    if not locked.may_be_ended:
        raise NotLawfulNow()
    if ground == "service_ended.refused" and not _was(locked, "refused"):
        raise NotValid(gettext_lazy("没有登记过拒收。请先登记送达的结果。"), code="not_refused")
    if ground == "service_ended.not_found" and not _was(locked, "failed"):
        raise NotValid(gettext_lazy("没有登记过退回或者找不到人。请先登记送达的结果。"), code="not_tried")
    locked.by_hand_due_on = None
    append(locked, event("ended", locked.means, timezone.now(), server=by.actor, ground=ground))
    locked.save()
    record(
        locked.paper.chain,
        "notices.service_ended",
        by=by.actor,
        facts={
            "notice": locked.pk,
            "paper": locked.paper_id,
            "addressee": locked.addressee_key,
            "ground": ground,
        },
        sealed={"remark": remark.strip()} if remark.strip() else {},
    )
    tell_others(locked, "ended", by=by)
    return locked


def _was(notice: Notice, name: str) -> bool:
    return any(each["event"] == name for each in notice.proof.get("events", ()))


def _keep_receipt(
    notice: Notice,
    *,
    by: User,
    means: str,
    how: str,
    moment: datetime,
    receipt: UploadedFile | None,
    sealed: dict[str, str],
) -> Notice:
    photo = keep_photo(notice, by, receipt)
    notice = record_arrival(notice, means=means, at=moment, by=by, how=how, server=by.actor, receipt=photo)
    facts: dict[str, Any] = {
        "notice": notice.pk,
        "paper": notice.paper_id,
        "addressee": notice.addressee_key,
        "means": means,
        "at": moment,
    }
    if receipt is not None:
        facts["receipt"] = notice.proof["receipt"] = photo
    notice.proof["received_by"] = sealed["received_by"]
    notice.save()
    record(
        notice.paper.chain,
        "notices.served_by_hand",
        by=by.actor,
        facts=facts,
        sealed={name: text for name, text in sealed.items() if text},
    )
    return notice


def _to_serve(notice: Notice, by: User, means: str) -> Notice:
    locked = lock(notice)
    if not can_serve_directly(by, locked):
        raise NotPermitted()
    issuer = locked.paper.issuer
    if not service_means(means).is_open_to(issuer.kind if issuer else ""):
        raise NotPermitted(gettext_lazy("签发这份文书的机构不能用这种方式送达。"), code="means_not_open")
    return locked


def _possible(notice: Notice, moment: datetime) -> datetime:
    if moment > timezone.now() or moment < notice.paper.issued_at:
        raise NotValid(gettext_lazy("签收时间应在文书签发之后、现在之前。"), code="moment_impossible")
    return moment


def _published(moment: datetime) -> datetime:
    """A public notice serves when its period has passed (民诉法 95)."""
    served = end_of_period(service_means(Means.PUBLIC).rule, start=moment)
    if served > timezone.now():
        raise NotLawfulNow(gettext_lazy("公告期还没有届满。"), code="period_runs")
    return served
