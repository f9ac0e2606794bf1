"""Whether what counts as delivered reached the addressee: somebody says no, and an officer finds out.

Nothing is taken out of the record: the proof that fell stays in it, and so does the act by which it fell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django_fsm import can_proceed

from accounts.exceptions import NotLawfulNow, NotPermitted, NotValid
from docket.services import record
from rulebook.selectors import last_day

from ..arrivals import STRANGER, grounds_against, standing_proofs, tried_means
from ..models import Notice
from ..policies import can_serve_directly
from ..selectors import is_addressee
from ..states import IN_QUESTION, Means, Obstacle
from .by_hand import keep_photo
from .proof import append, event, lock, set_task, settle_arrival, tell_others

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from accounts.models import User


@transaction.atomic
def doubt_arrival(notice: Notice, *, by: User | None, words: str = "") -> Notice:
    """Somebody says that it is not theirs (`by` None: whoever has the number or the mailbox), or the addressee that
    it had not reached them. Nothing falls by that: somebody at the desk has a day by which to find out.

    Said twice while that is open it is one; what was found out once is asked again by the addressee alone.
    """
    locked = lock(notice)
    if by is not None and not is_addressee(by, locked):
        raise NotPermitted()
    is_settled = any(each["event"] == "kept" for each in locked.proof.get("events", ()))
    if locked.doubted_due_on is not None or (by is None and is_settled):
        return locked
    if locked.state not in IN_QUESTION or (by is not None and not grounds_against(locked)):
        raise NotLawfulNow()
    now, who = timezone.now(), by.actor if by is not None else STRANGER
    locked.doubted_due_on = last_day("arrival_doubted", start=now)
    append(
        locked, event("doubted", locked.arrived_by or locked.means, now, who=who, words=words.strip()[:300])
    )
    locked.save()
    _enter(
        locked, "notices.arrival_doubted", by=by, words=words, facts={"who": "addressee" if by else STRANGER}
    )
    tell_others(locked, "doubted", by=by)
    return locked


@transaction.atomic
def record_not_reached(
    notice: Notice, *, by: User, ground: str, remark: str, receipt: UploadedFile | None = None
) -> Notice:
    """An officer has found out that it did not reach the addressee, by a ground of `rulebook/data/not_reached.yaml`.

    The proofs of that way fall; where another stands, it counts from then. What the addressee has done in the case is
    receipt whatever is found (在线诉讼规则 31, second paragraph, no 1). `remark`: how it was found out.
    """
    locked = lock(notice)
    if not can_serve_directly(by, locked):
        raise NotPermitted()
    found = next((each for each in grounds_against(locked) if each.code == ground), None)
    if found is None:
        raise NotValid(gettext_lazy("请选择理由。"), code="no_ground")
    if not remark.strip():
        raise NotValid(gettext_lazy("请写明是怎么核实的。"), code="remark_missing")
    photo, now = keep_photo(locked, by, receipt), timezone.now()
    fallen = sorted(found.means & tried_means(locked))
    for means in fallen:
        append(locked, event("withdrawn", means, now, ground=ground, server=by.actor, receipt=photo))
    if Means.SITE in fallen:
        locked.read_at = None
    locked.doubted_due_on = None
    news = _settle(locked)
    locked.save()
    facts: dict[str, Any] = {"ground": ground, "means": ",".join(fallen), "over": not locked.has_arrived}
    _enter(
        locked,
        "notices.arrival_withdrawn",
        by=by,
        words=remark,
        facts=facts | ({"receipt": photo} if photo else {}),
    )
    if found.is_address:
        tell_others(locked, "address_fell", by=by)
    if news:
        tell_others(locked, news, by=by)
    return locked


def _settle(notice: Notice) -> str:
    """What is left of it: another proof, or nothing; then somebody has to bring it."""
    if notice.has_arrived:
        news = settle_arrival(notice, obstacle=Obstacle.NOT_REACHED)
        news = "not_reached" if news == "came_back" else news
    elif can_proceed(notice.fail) and not standing_proofs(notice):
        notice.fail(obstacle=Obstacle.NOT_REACHED)
        news = "not_reached"
    else:
        raise NotLawfulNow()
    if not notice.has_arrived:
        set_task(notice)
    return news


@transaction.atomic
def keep_arrival(notice: Notice, *, by: User, remark: str) -> Notice:
    """An officer has found out that it did reach them: the doubt is settled, and the arrival stands."""
    locked = lock(notice)
    if not can_serve_directly(by, locked):
        raise NotPermitted()
    if locked.doubted_due_on is None:
        raise NotLawfulNow()
    if not remark.strip():
        raise NotValid(gettext_lazy("请写明是怎么核实的。"), code="remark_missing")
    locked.doubted_due_on = None
    append(locked, event("kept", locked.arrived_by or locked.means, timezone.now(), server=by.actor))
    locked.save()
    _enter(locked, "notices.arrival_kept", by=by, words=remark, facts={})
    tell_others(locked, "kept", by=by)
    return locked


def _enter(notice: Notice, verb: str, *, by: User | None, words: str, facts: dict[str, Any]) -> None:
    record(
        notice.paper.chain,
        verb,
        by=by.actor if by is not None else "system",
        facts={"notice": notice.pk, "paper": notice.paper_id, "addressee": notice.addressee_key, **facts},
        sealed={"words": words.strip()} if words.strip() else {},
    )
