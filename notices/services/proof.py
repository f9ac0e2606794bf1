"""The growing proof of one delivery: what happened, when, and which system says so."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django_fsm import can_proceed

from accounts.exceptions import NotLawfulNow
from docket.models import Chain, Entry
from docket.selectors import current_checkpoint
from docket.services import record
from rulebook.selectors import last_day

from ..arrivals import ACTED, standing_proofs
from ..models import Notice
from ..signals import notice_changed, notice_changing
from ..states import NEEDS_HAND, Means, MessageState, NoticeState

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def record_handing_over(notice: Notice, *, means: str, carrier_id: str) -> Notice:
    """A carrier took it. That is no arrival: only its report is, or that the addressee opens the paper."""
    locked = lock(notice)
    append(locked, event("handed_over", means, timezone.now(), carrier=carrier_id))
    is_news = locked.state == NoticeState.SENT
    if is_news:
        locked.hand_over()
    locked.save()
    _enter(locked, "notices.copy_handed_over", sealed={"carrier": carrier_id}, means=means)
    if is_news:
        tell_others(locked, "handed_over")
    return locked


@transaction.atomic
def record_arrival(
    notice: Notice, *, means: str, at: datetime, by: User | None = None, how: str, **more: Any
) -> Notice:
    """It is there, by a proof named in `how`: entered, opened, acted, accepted, reported, signed, left, published.

    The earliest effective way counts; a later report is kept, and changes nothing.
    """
    locked = lock(notice)
    append(locked, event("arrived", means, at, how=how, **more))
    is_first = not locked.has_arrived
    is_sooner = locked.arrived_at is not None and at < locked.arrived_at
    if is_first:
        locked.arrive(at=at, means=means)
    elif is_sooner:
        locked.arrive_sooner(at=at, means=means)
    set_task(locked)
    locked.save()
    _enter(
        locked,
        "notices.arrived" if is_first or is_sooner else "notices.arrival_confirmed",
        by=by,
        means=means,
        how=how,
        at=at,
    )
    if is_first or is_sooner:
        tell_others(locked, "arrived" if is_first else "arrived_sooner", by=by)
    return locked


@transaction.atomic
def record_failure(
    notice: Notice,
    *,
    means: str,
    obstacle: str,
    reason: str = "",
    by: User | None = None,
    at: datetime | None = None,
    receipt: int | None = None,
) -> Notice:
    """One way did not lead there. When no other is left and nobody had it, the delivery has failed.

    What an officer found out (`by`; `at` the moment they say) is the end of it, though a message without a report
    may still be opened.
    """
    locked = lock(notice)
    moment = at or timezone.now()
    append(locked, event("failed", means, moment, why=obstacle, reason=reason[:200], receipt=receipt))
    news = settle_arrival(locked, obstacle=obstacle) if locked.has_arrived else ""
    if can_proceed(locked.fail) and not news and (by is not None or not _has_another_way(locked, means)):
        locked.fail(obstacle=obstacle)
        news = "failed"
    is_over = not locked.has_arrived and bool(news)
    if is_over:
        set_task(locked)
    locked.save()
    _enter(
        locked,
        "notices.delivery_failed",
        by=by,
        sealed={"reason": reason},
        means=means,
        over=is_over,
        at=at,
        receipt=receipt,
    )
    if news:
        tell_others(locked, news, by=by)
    return locked


def settle_arrival(notice: Notice, *, obstacle: str) -> str:
    """Bring an arrival in line with the proofs that stand. The news: `came_back`, `arrived_later`, or nothing."""
    proofs = standing_proofs(notice)
    if not proofs:
        notice.come_back(obstacle=obstacle)
        return "came_back"
    first = min(proofs, key=lambda proof: proof.at)
    if notice.arrived_at is not None and first.at <= notice.arrived_at:
        return ""
    notice.arrive_later(at=first.at, means=first.means)
    return "arrived_later"


@transaction.atomic
def record_acting(notice: Notice, *, means: str, by: User) -> Notice:
    """What had arrived already has been acted on: a proof of its own, that stands when the first one falls. Once."""
    locked = lock(notice)
    if any(proof.how == ACTED for proof in standing_proofs(locked)):
        return locked
    now = timezone.now()
    append(locked, event(ACTED, means, now, actor=by.actor))
    locked.save()
    _enter(locked, "notices.arrival_confirmed", by=by, means=means, how=ACTED, at=now)
    return locked


def _has_another_way(notice: Notice, means: str) -> bool:
    """Something is still on its way or without a report; or the paper lies in their account here, or at the post."""
    under_way = notice.carriers().exclude(state=MessageState.FAILED).exists()
    return under_way or (notice.means in {Means.SITE, Means.POST} and notice.means != means)


@transaction.atomic
def record_refusal(
    notice: Notice, *, means: str, by: User, remark: str, at: datetime, receipt: int | None = None
) -> Notice:
    """Who should have it would not take it, at that moment. No service, and no time limit runs from it."""
    locked = lock(notice)
    if not can_proceed(locked.refuse):
        raise NotLawfulNow()
    append(locked, event("refused", means, at, server=by.actor, remark=remark, receipt=receipt))
    locked.refuse()
    set_task(locked)
    locked.save()
    _enter(locked, "notices.refused", by=by, sealed={"remark": remark}, means=means, at=at, receipt=receipt)
    tell_others(locked, "refused", by=by)
    return locked


def set_task(notice: Notice) -> None:
    """By which day somebody has to bring it by hand or post, or to ask after it at the post (rules `hand_service`,
    `post_inquiry`): from now, the moment its state became such. No day for what arrived or is on another way."""
    rule = ""
    if notice.state in NEEDS_HAND:
        rule = "hand_service"
    elif notice.is_in_the_post:
        rule = "post_inquiry"
    notice.by_hand_due_on = last_day(rule, start=timezone.now()) if rule else None


def _enter(
    notice: Notice,
    verb: str,
    *,
    by: User | None = None,
    sealed: dict[str, str] | None = None,
    **facts: Any,
) -> None:
    told = {
        name: value if isinstance(value, bool | int | datetime) else str(value)
        for name, value in facts.items()
        if value is not None
    }
    record(
        notice.paper.chain,
        verb,
        by=by.actor if by else "system",
        facts={"notice": notice.pk, "paper": notice.paper_id, "addressee": notice.addressee_key, **told},
        sealed={name: text for name, text in (sealed or {}).items() if text},
    )


def tell_others(notice: Notice, event: str, *, by: User | None = None) -> None:
    """The apps above, in the same transaction: a clock may start now, or somebody has to find an address."""
    notice_changed.send(Notice, notice=notice, event=event, by=by)


def lock(notice: Notice) -> Notice:
    """What others lock first, then the chain, as in every act, so that nobody waits for the other in a circle."""
    chain = Chain.objects.get(papers__notices=notice.pk)
    notice_changing.send(Notice, chain=chain)
    Chain.objects.select_for_update().get(pk=chain.pk)
    return (
        Notice.objects.select_for_update(of=("self",))
        .select_related("paper__chain", "user")
        .get(pk=notice.pk)
    )


def append(notice: Notice, event: dict[str, Any]) -> None:
    notice.proof = {**notice.proof, "events": [*notice.proof.get("events", []), event]}


def event(name: str, means: str, at: datetime, **more: str | int | None) -> dict[str, Any]:
    told = {key: str(value) for key, value in more.items() if value}
    return {"event": name, "means": str(means), "at": at.isoformat(), **told}


def pointer_to(entry: Entry) -> dict[str, Any]:
    return {"chain": entry.chain_id, "seq": entry.seq, "hash": entry.hash}


def checkpoint_now() -> dict[str, Any] | None:
    checkpoint = current_checkpoint()
    return {"number": checkpoint.number, "root": checkpoint.root} if checkpoint else None
