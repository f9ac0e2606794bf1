"""Legal holds: what must be kept beyond its day, by whose word, why and until when."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from docket.models import Chain
from docket.services import record

from ..exceptions import NotLawfulNow, NotPermitted, NotValid
from ..models import LegalHold, User
from ..policies import can_set_holds
from .keeping import note


@transaction.atomic
def set_legal_hold(
    *, by: User, reason: str, until: date, user: User | None = None, chain: Chain | None = None
) -> LegalHold:
    """On a person or on a case. Written into that chain, the reason sealed."""
    if not can_set_holds(by):
        raise NotPermitted()
    if until <= timezone.localdate():
        raise NotValid(_("留存的截止日应当晚于今天。"), code="day_past")
    if user is not None and user.erased_at is not None:
        raise NotLawfulNow(_("这个账号已经注销。"), code="already_erased")
    same = {"user": user, "chain": chain, "reason": reason.strip(), "until": until, "lifted_at": None}
    if (before := LegalHold.objects.filter(**same).first()) is not None:
        return before  # pressed twice
    hold = LegalHold.objects.create(**same, set_by=by)
    _write(hold, "accounts.hold_set", by=by, until=until.isoformat())
    return hold


@transaction.atomic
def lift_legal_hold(hold: LegalHold, *, by: User) -> None:
    if not can_set_holds(by):
        raise NotPermitted()
    locked = LegalHold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    if locked.lifted_at is not None:
        raise NotLawfulNow()
    locked.lifted_at, locked.lifted_by = timezone.now(), by
    locked.save(update_fields=["lifted_at", "lifted_by"])
    _write(locked, "accounts.hold_lifted", by=by)


def _write(hold: LegalHold, verb: str, *, by: User, **facts: str) -> None:
    told = {"hold": hold.pk, **facts}
    if hold.user is not None:
        note(hold.user, verb, by=by, facts=told, sealed={"reason": hold.reason})
    else:
        assert hold.chain is not None
        record(hold.chain, verb, by=by.actor, facts=told, sealed={"reason": hold.reason})
