"""Papers that somebody has to bring by hand or by post: whose task that is, where to, until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from accounts.models import Organisation
from notices.models import Notice
from notices.policies import SERVING_ROLES
from notices.states import NoticeState

from .models import Dispute, Party
from .selectors import AWAITED
from .states import State

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class ToBring:
    """A paper, to whom, and where that is. `address` is empty where nobody knows one: somebody has to ask."""

    notice: Notice
    party: Party | None
    address: str

    @property
    def dispute(self) -> Dispute:
        return self.notice.paper.chain.dispute


@dataclass(frozen=True)
class Load:
    """How many wait for an office, and the nearest day."""

    count: int
    nearest: date | None


def waits_for_hand() -> QuerySet[Notice]:
    """Deliveries that somebody has to bring or to ask after at the post.

    Not what came by another attempt or is being tried again, what was replaced or withdrawn, and what a closed case
    no longer waits for: nobody has to answer a complaint that is over.
    """
    alike = Notice.objects.filter(paper=OuterRef("paper"), addressee_key=OuterRef("addressee_key"))
    is_over = Q(paper__kind__in=AWAITED.values(), paper__chain__dispute__state=State.CLOSED)
    return (
        Notice.objects.filter(by_hand_due_on__isnull=False, paper__replaced_by=None, paper__withdrawn_at=None)
        .exclude(is_over)
        .exclude(Exists(alike.filter(Q(pk__gt=OuterRef("pk")) | Q(state=NoticeState.ARRIVED))))
        .order_by("by_hand_due_on", "pk")
    )


def to_bring_by(user: User) -> QuerySet[Notice]:
    """Those of the body this person serves at that issued the paper, or has the case where a party issued it."""
    offices = user.memberships.in_force().filter(role__in=SERVING_ROLES).values("organisation")
    seen = Dispute.objects.visible_to(user).values("chain")
    own = Q(paper__issuer__in=offices) | Q(paper__issuer=None, paper__chain__dispute__desk__in=offices)
    return waits_for_hand().filter(own, paper__chain__in=seen)


def load_of(user: User) -> Load:
    found = to_bring_by(user).order_by().aggregate(count=Count("pk"), nearest=Min("by_hand_due_on"))
    return Load(found["count"], found["nearest"])


def to_bring_to(party: Party) -> list[ToBring]:
    """What this party is going to get on paper; not what it would not take."""
    found = waits_for_hand().filter(addressee_key=party.key, paper__chain=party.dispute.chain_id)
    wanted = found.exclude(state=NoticeState.REFUSED).select_related("paper__issuer")
    return [ToBring(notice, party, address_of(party)) for notice in wanted]


def with_addresses(notices: Iterable[Notice]) -> list[ToBring]:
    """Two queries, however many."""
    found = list(notices)
    keys = [notice.addressee_key.partition(":") for notice in found]
    parties = {
        party.key: party
        for party in Party.objects.filter(pk__in=[pk for kind, _colon, pk in keys if kind == "party"])
        .select_related("organisation")
        .order_by("pk")
    }
    bodies = {
        f"organisation:{body.pk}": body.address
        for body in Organisation.objects.filter(
            pk__in=[pk for kind, _colon, pk in keys if kind == "organisation"]
        )
    }
    return [
        ToBring(notice, party, address_of(party) if party else bodies.get(notice.addressee_key, ""))
        for notice in found
        for party in [parties.get(notice.addressee_key)]
    ]


def address_of(party: Party) -> str:
    return party.address or (party.organisation.address if party.organisation else "")
