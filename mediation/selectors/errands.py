"""What exactly waits for somebody in a mediation that is going on: words for their own list, for nobody else's eyes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.states import Role
from disputes.models import Dispute, Party
from disputes.states import Mandate, PartyRole

from ..models import Agreement, Bid, Bidding, BiddingConsent, EarlierTalkRequest, Proposal, TableOffer
from ..states import (
    AgreementState,
    BiddingState,
    EarlierTalkState,
    MediationState,
    ProposalState,
    TableOfferState,
)
from .bargaining import RUNNING_BIDDING

if TYPE_CHECKING:
    from accounts.models import User

#: The turn that all who are in session hold.
IN_SESSION = "mediation.mediate"


class Exactly(NamedTuple):
    """`is_done`: this person has done it and waits for what comes of it, while the turn must not tell so."""

    what: str
    is_done: bool = False


def errands_in(disputes: Iterable[Dispute], user: User) -> dict[int, Exactly]:
    """By the key of the dispute, the most pressing thing. A fixed number of queries, however many disputes."""
    own = {party.pk: party.dispute_id for party in own_parties(disputes, user)}
    if not own:
        return {}
    found: dict[int, Exactly] = {}
    running = {"mediation__state": MediationState.MEDIATING, "mediation__dispute__in": set(own.values())}
    asked = EarlierTalkRequest.objects.filter(**running, state=EarlierTalkState.OPEN)
    for request in asked.exclude(replies__party__in=own).select_related("mediation"):
        found[request.mediation.dispute_id] = Exactly(_("答复新调解员能不能看以前的会谈"))
    drafts = Agreement.objects.filter(**running, state=AgreementState.DRAFT)
    for agreement in drafts.exclude(acceptances__party__in=own).select_related("mediation"):
        found[agreement.mediation.dispute_id] = Exactly(_("核对协议文字"))
    for offer in TableOffer.objects.filter(**running, state=TableOfferState.OPEN, to_party__in=own):
        found[own[offer.to_party_id]] = Exactly(_("回应对方的方案"))
    proposals = Proposal.objects.filter(**running, state=ProposalState.OPEN)
    for proposal in proposals.exclude(replies__party__in=own).select_related("mediation"):
        found[proposal.mediation.dispute_id] = Exactly(_("回应调解方案"))
    biddings = Bidding.objects.filter(**running, state__in=RUNNING_BIDDING).filter(
        Q(debtor__in=own) | Q(creditor__in=own)
    )
    answered = _pairs(BiddingConsent.objects.filter(party__in=own))
    sealed = _pairs(Bid.objects.filter(party__in=own))
    for bidding in biddings:
        party = bidding.debtor_id if bidding.debtor_id in own else bidding.creditor_id
        is_offered = bidding.state == BiddingState.OFFERED
        has_acted = (bidding.pk, party) in (answered if is_offered else sealed)
        if has_acted:
            found.setdefault(own[party], Exactly(_("已办，等双盲报价的结果"), is_done=True))
        else:
            found[own[party]] = Exactly(_("答复是否参加双盲报价") if is_offered else _("双盲报价，请报价"))
    return found


def own_parties(
    disputes: Iterable[Dispute], user: User, *, needs_special_mandate: bool = False
) -> list[Party]:
    """For whom this person speaks, as `disputes.policies.speaks_for` has it, in many disputes at once."""
    handles = user.memberships.in_force().filter(role__in=[Role.HANDLER, Role.SUPERVISOR])
    mandate = Q(representatives__user=user, representatives__ends_on=None)
    if needs_special_mandate:
        mandate &= Q(representatives__mandate=Mandate.SPECIAL)
    speaks = Q(user=user) | mandate | Q(organisation__in=handles.values("organisation"))
    deciding = Party.objects.filter(role__in=[PartyRole.COMPLAINANT, PartyRole.RESPONDENT])
    return list(deciding.filter(speaks, dispute__in=[dispute.pk for dispute in disputes]).distinct())


def _pairs(rows: QuerySet[Any]) -> set[tuple[int, int]]:
    return set(rows.values_list("bidding", "party"))
