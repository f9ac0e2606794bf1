"""The deadline that counts now, whichever app's lifecycle it belongs to; one or many cases at once."""

from __future__ import annotations

from collections.abc import Iterable

from arbitration.models import Referral
from arbitration.states import RUNNING as RUNNING_REFERRALS
from disputes.models import Dispute, Obligation, Payment, Turn
from disputes.states import NOT_YET_BOUND, NOT_YET_SERVED
from mediation.selectors import nearest, own, owners_in_talks
from rulebook.models import Deadline


def bounds(deadline: Deadline | None, turn: Turn) -> Deadline | None:
    """The deadline if it binds whoever holds this turn: the period for service is the desk's, not the parties'."""
    is_waiting_for_service = turn.dispute.state in NOT_YET_SERVED.values()
    return None if is_waiting_for_service and turn.kind in NOT_YET_BOUND else deadline


def deadline_now(dispute: Dispute) -> Deadline | None:
    return deadlines_now([dispute]).get(dispute.pk)


def deadlines_now(disputes: Iterable[Dispute]) -> dict[int, Deadline]:
    """The nearest running deadline of each case, by the key of the case. A fixed number of queries."""
    keys = [dispute.pk for dispute in disputes]
    owners = owners_in_talks(keys)
    own(owners, Dispute, ((pk, pk) for pk in keys))
    own(
        owners,
        Obligation,
        Obligation.objects.filter(settlement__dispute__in=keys, settlement__replaced_at=None).values_list(
            "pk", "settlement__dispute"
        ),
    )
    own(
        owners,
        Payment,
        Payment.objects.filter(
            obligation__settlement__dispute__in=keys,
            obligation__settlement__replaced_at=None,
            state="reported",
        ).values_list("pk", "obligation__settlement__dispute"),
    )
    own(
        owners,
        Referral,
        Referral.objects.filter(dispute__in=keys, state__in=RUNNING_REFERRALS).values_list("pk", "dispute"),
    )
    return nearest(owners)
