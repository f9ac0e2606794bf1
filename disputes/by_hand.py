"""Papers that somebody has to bring by hand or by post, or to ask after: whose task that is, where to, until when.

One list for all: of a body that issued them, and of the window to which the addressee comes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import CharField, Count, Exists, Min, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat

from accounts.models import Organisation
from notices.models import Notice
from notices.policies import SERVING_ROLES
from notices.states import NoticeState

from .models import Dispute, Party
from .selectors import AWAITED
from .states import AT_A_WINDOW, State

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

    @property
    def due_on(self) -> date | None:
        return self.notice.doubted_due_on or self.notice.by_hand_due_on


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
    return Notice.objects.filter(_in_hand()).order_by("by_hand_due_on", "pk")


def _in_hand() -> Q:
    alike = Notice.objects.filter(paper=OuterRef("paper"), addressee_key=OuterRef("addressee_key"))
    is_over = Q(paper__kind__in=AWAITED.values(), paper__chain__dispute__state=State.CLOSED)
    counts = Q(by_hand_due_on__isnull=False, paper__replaced_by=None, paper__withdrawn_at=None)
    has_newer = Exists(alike.filter(Q(pk__gt=OuterRef("pk")) | Q(state=NoticeState.ARRIVED)))
    return counts & ~is_over & ~Q(has_newer)


def to_bring_by(user: User) -> QuerySet[Notice]:
    """Those of the body this person serves at that issued the paper, or has the case where a party issued it, and
    those of whoever comes to the window where they work; and what is said not to have reached its addressee."""
    offices = user.memberships.in_force().filter(role__in=SERVING_ROLES).values("organisation")
    windows = user.memberships.in_force().filter(role__in=AT_A_WINDOW).values("organisation")
    at_window = (
        Party.objects.filter(window__in=windows, dispute__chain=OuterRef("paper__chain"))
        .annotate(own_key=Concat(Value("party:"), Cast("pk", CharField())))
        .filter(own_key=OuterRef("addressee_key"))
    )
    own = (
        Q(paper__issuer__in=offices)
        | Q(paper__issuer=None, paper__chain__dispute__desk__in=offices)
        | Q(Exists(at_window))
    )
    seen = Dispute.objects.visible_to(user).values("chain")
    found = Notice.objects.filter(_in_hand() | Q(doubted_due_on__isnull=False), own, paper__chain__in=seen)
    return found.annotate(due_on=Coalesce("doubted_due_on", "by_hand_due_on")).order_by("due_on", "pk")


def load_of(user: User) -> Load:
    found = to_bring_by(user).order_by().aggregate(count=Count("pk"), nearest=Min("due_on"))
    return Load(found["count"], found["nearest"])


def to_bring_to(party: Party) -> list[ToBring]:
    """What this party is going to get on paper; not what it would not take."""
    found = waits_for_hand().filter(addressee_key=party.key, paper__chain=party.dispute.chain_id)
    wanted = found.exclude(state=NoticeState.REFUSED).select_related("paper__issuer")
    return [ToBring(notice, party, address_of(party)) for notice in wanted]


def to_bring_to_all(parties: Iterable[Party]) -> dict[str, list[ToBring]]:
    """What is to be brought to each of these, by key; three queries, however many."""
    found: dict[str, list[ToBring]] = {}
    waiting = waits_for_hand().filter(addressee_key__in={party.key for party in parties})
    for item in with_addresses(waiting.select_related("paper__issuer", "paper__chain__dispute")):
        found.setdefault(item.notice.addressee_key, []).append(item)
    return found


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
