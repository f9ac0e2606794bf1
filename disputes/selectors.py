"""What can be read of a dispute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from accounts.states import Role
from notices.models import Paper
from notices.states import Audience
from rulebook.selectors import live_deadlines

from .models import Dispute, Obligation, Offer, Party, Settlement, Turn
from .models.dispute import OUTSIDE_ROADS_OUT
from .states import ObligationState, OfferState, PartyRole, State

if TYPE_CHECKING:
    from accounts.models import User
    from rulebook.models import Deadline


def sides(dispute: Dispute) -> dict[str, list[Party]]:
    """Parties by role, every role present."""
    parties = list(dispute.parties.prefetch_related("representatives"))
    return {role: [party for party in parties if party.role == role] for role in PartyRole.values}


def complainants(dispute: Dispute) -> list[Party]:
    return list(dispute.parties.filter(role=PartyRole.COMPLAINANT))


def respondents(dispute: Dispute) -> list[Party]:
    return list(dispute.parties.filter(role=PartyRole.RESPONDENT))


def open_offers(dispute: Dispute) -> QuerySet[Offer]:
    return dispute.offers.filter(state=OfferState.OPEN).select_related("by_party", "to_party")


def settlement_in_force(dispute: Dispute) -> Settlement | None:
    return dispute.settlements.filter(replaced_at=None).first()


def open_obligations(dispute: Dispute) -> QuerySet[Obligation]:
    return (
        Obligation.objects.filter(
            settlement__dispute=dispute,
            settlement__replaced_at=None,
            state__in=[ObligationState.DUE, ObligationState.CLAIMED, ObligationState.BREACHED],
        )
        .select_related("obligor", "creditor", "settlement")
        .prefetch_related("payments")
    )


def people_of(party: Party) -> list[User]:
    """Every account that speaks for a party: itself, representatives, or its organisation's handlers."""
    found = [party.user] if party.user else []
    found += [r.user for r in party.representatives.filter(ends_on=None).select_related("user") if r.user]
    if party.organisation is not None:
        memberships = party.organisation.memberships.in_force().filter(
            role__in=[Role.HANDLER, Role.SUPERVISOR]
        )
        found += [membership.user for membership in memberships.select_related("user")]
    return list(dict.fromkeys(found))


def open_turns(dispute: Dispute) -> QuerySet[Turn]:
    return (
        Turn.objects.open()
        .filter(dispute=dispute)
        .order_by("pk")
        .prefetch_related("holders__party", "holders__organisation", "holders__user")
    )


def clocks_of(dispute: Dispute) -> list[Deadline]:
    """What runs on the case itself or on an obligation of its settlement, the nearest first."""
    found = list(live_deadlines(dispute))
    for obligation in open_obligations(dispute):
        found += live_deadlines(obligation)
    return sorted(found, key=lambda deadline: deadline.due_at)


def officer_in_charge(dispute: Dispute) -> User | None:
    """承办人: who at the desk decided to admit the case or not. Nobody where the clock did."""
    decided = dispute.decisions.exclude(decided_by=None).select_related("decided_by").last()
    return decided.decided_by if decided else None


def papers_addressed_to(party: Party) -> list[Paper]:
    """Papers for this party by name: what must reach them when their address is found."""
    papers = Paper.objects.filter(chain=party.dispute.chain, audience=Audience.NAMED)
    return [paper for paper in papers if party.key in paper.addressee_keys]


def drafts_of(user: User) -> QuerySet[Dispute]:
    """Complaints begun and not handed in, on whatever device, the latest first."""
    return Dispute.objects.visible_to(user).filter(state=State.DRAFT, created_by=user).order_by("-changed_at")


def roads_out(dispute: Dispute) -> bool:
    """Whether the complainant may take an outside road now: always while the case is inside or in mediation
    (procedures §12, a; 人民调解法 3)."""
    return dispute.state in OUTSIDE_ROADS_OUT


def is_enforceable(settlement: Settlement) -> bool:
    """Whether a court will enforce it as it is: only what a court has confirmed (民诉法 206). A contract is no title."""
    # kept by the app above; here it is known only as what belongs to the settlement
    confirmation = getattr(settlement, "confirmation", None)
    return confirmation is not None and confirmation.state == "confirmed"


#: Which page does a turn: proceedings asks here for the turns of this app.
PAGES = {
    "disputes.admit": "disputes:admit",
    "disputes.complete": "disputes:complete",
    "disputes.answer": "disputes:answer",
    "disputes.negotiate": "disputes:negotiate",
    "disputes.review": "disputes:opinion",
    "disputes.reply_to_opinion": "disputes:reply",
    "disputes.choose_road": "disputes:choose_road",
    "disputes.perform": "disputes:perform",
    "disputes.answer_breach": "disputes:perform",
}


def page_of(turn_kind: str, dispute: Dispute) -> tuple[str, dict[str, str]]:
    """(URL name, arguments) of the page on which a turn of this app is taken."""
    return PAGES[turn_kind], {"reference": dispute.reference or ""}
