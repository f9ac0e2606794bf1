"""What is on the table issue by issue: positions, what is agreed, what is told in private, and the bidding."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from disputes.models import Claim, Party
from disputes.terms import Term
from rulebook.selectors import rule_in_force

from ..models import Bidding, Mediation, OfferedTerm, TableOffer
from ..states import BiddingState, MediationState, TableOfferState, TermAnswer
from .standing import deciding_parties

if TYPE_CHECKING:
    from rulebook.models import RuleVersion

RUNNING_BIDDING = (BiddingState.OFFERED, BiddingState.OPEN)
OFF_TABLE = (TableOfferState.WITHDRAWN, TableOfferState.LAPSED)


@dataclass(frozen=True)
class BiddingLimits:
    rounds: int
    percent: int


def rule_of(mediation: Mediation, code: str) -> RuleVersion:
    """The rule in the version to which this case is pinned."""
    pinned = mediation.dispute.filed_at or timezone.now()
    return rule_in_force(code, on=timezone.localdate(pinned), known_at=pinned)


def bidding_limits(mediation: Mediation) -> BiddingLimits:
    return BiddingLimits(
        rounds=rule_of(mediation, "bidding_rounds").bounds["max"],
        percent=rule_of(mediation, "bidding_gap").bounds["max"],
    )


def running_bidding(mediation: Mediation) -> Bidding | None:
    return mediation.biddings.filter(state__in=RUNNING_BIDDING).select_related("debtor", "creditor").first()


def parties_to_bid(mediation: Mediation) -> list[Party]:
    """Both, until the round or the question is over: whose turn it is must not tell who has bid or agreed."""
    bidding = running_bidding(mediation)
    return [bidding.debtor, bidding.creditor] if bidding else []


def has_acted(bidding: Bidding, parties: Iterable[Party]) -> bool:
    """Whether one of these, who asks about themselves, has agreed or bid already."""
    done = bidding.consents if bidding.state == BiddingState.OFFERED else bidding.bids
    return done.filter(party__in=[party.pk for party in parties]).exists()


def parties_to_answer(mediation: Mediation) -> list[Party]:
    offers = mediation.offers.filter(state=TableOfferState.OPEN).select_related("to_party")
    return list(dict.fromkeys(offer.to_party for offer in offers))


def agreed_items(mediation: Mediation) -> list[OfferedTerm]:
    return list(
        OfferedTerm.objects.filter(
            offer__mediation=mediation, answer=TermAnswer.ACCEPTED, reopened_at=None
        ).select_related("offer", "claim")
    )


@dataclass(frozen=True)
class Stand:
    """The terms a party offered last on an issue, and (for the mediator's eyes) what it said in private."""

    party: Party
    items: tuple[OfferedTerm, ...] = ()
    sum: Decimal | None = None
    remark: str = ""

    @property
    def item(self) -> OfferedTerm | None:
        return self.items[-1] if self.items else None

    @property
    def is_on_table(self) -> bool:
        return self.item is not None and self.item.offer.state not in OFF_TABLE


@dataclass
class Issue:
    claim: Claim | None
    stands: list[Stand] = field(default_factory=list)
    agreed: list[OfferedTerm] = field(default_factory=list)
    bidding: Bidding | None = None
    others: list[Claim] = field(default_factory=list)  # settled by the same sum
    is_told_before: bool = False  # the sum stands at the first of these
    is_lapsed: bool = (
        False  # the mediation ended without a signature: what was said on the table binds nobody
    )

    @property
    def was_agreed(self) -> bool:
        return bool(self.agreed) or self.bidding is not None

    @property
    def is_agreed(self) -> bool:
        return self.was_agreed and not self.is_lapsed


def issues(mediation: Mediation, *, privately: Iterable[Party] = ()) -> list[Issue]:
    """Each claim, and last what is about none of them. Private words only of the parties in `privately`."""
    parties = deciding_parties(mediation.dispute)
    items = list(
        OfferedTerm.objects.filter(offer__mediation=mediation)
        .select_related("offer", "claim")
        .order_by("offer__number", "position")
    )
    told = _told(mediation, privately)
    matched = {
        claim.pk: bidding
        for bidding in mediation.biddings.filter(state=BiddingState.MATCHED).prefetch_related("claims")
        for claim in bidding.claims.all()
    }
    found: list[Issue] = []
    is_lapsed = mediation.state == MediationState.TERMINATED
    for claim in [*mediation.dispute.claims.all(), None]:
        key = claim.pk if claim else None
        here = [item for item in items if item.claim_id == key]
        if claim is None and not here:
            continue
        agreed = [item for item in here if item.is_agreed]
        bidding = matched.get(key) if key is not None else None
        if bidding is not None and agreed:  # of two ways on one issue the later counts
            is_newer = max(_moment(item.answered_at) for item in agreed) > _moment(bidding.ended_at)
            bidding, agreed = (None, agreed) if is_newer else (bidding, [])
        said = _last_said(here)
        stands = [
            Stand(party, tuple(said.get(party.pk, ())), *told.get((party.pk, key), (None, "")))
            for party in parties
        ]
        others = [one for one in bidding.claims.all() if one != claim] if bidding is not None else []
        is_told = bidding is not None and any(one.bidding == bidding for one in found)
        found.append(Issue(claim, stands, agreed, bidding, others, is_told, is_lapsed))
    return found


def _last_said(items: Iterable[OfferedTerm]) -> dict[int, list[OfferedTerm]]:
    """By party, all terms of its newest offer. Items come with the oldest offer first."""
    found: dict[int, list[OfferedTerm]] = {}
    for item in items:
        said = found.setdefault(item.offer.by_party_id, [])
        if said and said[0].offer_id != item.offer_id:
            said.clear()
        said.append(item)
    return found


def _moment(at: datetime | None) -> datetime:
    assert at is not None, "what is answered or ended has its moment"
    return at


def _told(
    mediation: Mediation, privately: Iterable[Party]
) -> dict[tuple[int, int | None], tuple[Decimal | None, str]]:
    found: dict[tuple[int, int | None], tuple[Decimal | None, str]] = {}
    for told in mediation.private_ranges.filter(party__in=[party.pk for party in privately]):
        words = json.loads(told.words)
        amount = Decimal(words["sum"]) if words["sum"] else None
        found[told.party_id, told.claim_id] = (amount, words["remark"])
    return found


def offers_on_table(mediation: Mediation) -> list[TableOffer]:
    """The whole to and fro, the newest first."""
    return list(
        mediation.offers.select_related("by_party", "to_party", "counters")
        .prefetch_related("items__claim")
        .order_by("-number")
    )


def bargained(mediation: Mediation) -> tuple[datetime, list[Term]] | None:
    """Agreed terms and matched sums together; of two on one issue the later."""
    moments, terms, counted = [], [], set()
    for issue in issues(mediation):
        if issue.bidding is not None and issue.bidding.pk not in counted:
            counted.add(issue.bidding.pk)
            moments.append(_moment(issue.bidding.ended_at))
            terms.append(term_of(issue.bidding))
        for item in issue.agreed:
            moments.append(_moment(item.answered_at))
            terms.append(item.term)
    for bidding in mediation.biddings.filter(state=BiddingState.MATCHED, claims=None):
        moments.append(_moment(bidding.ended_at))
        terms.append(term_of(bidding))
    return (max(moments), terms) if terms else None


def term_of(bidding: Bidding) -> Term:
    """The sum as a term; by when is for the draft."""
    return Term(
        obligor=bidding.debtor_id,
        creditor=bidding.creditor_id,
        action=bidding.action,
        amount=bidding.result,
        detail=bidding.about,
    )
