"""What exactly waits for somebody in a mediation that is going on: words for their own list, for nobody else's eyes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.states import Role
from disputes.models import Dispute, Party, TurnHolder
from disputes.states import Mandate, PartyRole

from ..models import (
    Agreement,
    Bid,
    Bidding,
    BiddingConsent,
    CoMediator,
    EarlierTalkRequest,
    Mediation,
    Proposal,
    TableOffer,
)
from ..states import (
    AgreementState,
    BiddingState,
    CoMediatorState,
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
    """`is_done`: this person has done it and waits for what comes of it, while the turn must not tell so.
    `is_waiting`: a mediator can do nothing about it until a party has answered."""

    what: str
    is_done: bool = False
    is_waiting: bool = False


def errands_in(disputes: Iterable[Dispute], user: User) -> dict[int, Exactly]:
    """By the key of the dispute, the most pressing thing. A fixed number of queries, however many disputes."""
    disputes = list(disputes)
    own = {party.pk: party.dispute_id for party in own_parties(disputes, user)}
    found = {
        pk: Exactly(_("等%(names)s回应") % {"names": _("、").join(names)}, is_waiting=True)
        for pk, names in waited_for([dispute.pk for dispute in disputes], user).items()
    }
    if not own:
        return found
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


def waited_for(keys: Iterable[int], user: User) -> dict[int, list[str]]:
    """By the key of the dispute, for whose word in the talk this mediator waits. Not there: the mediator's own turn.

    The one rule of inbox and caseload: who mediates holds the turn of the talk all along, and can do nothing about it
    as long as a party has something to answer.
    """
    mediates = TurnHolder.objects.filter(
        turn__kind=IN_SESSION, turn__finished=None, turn__dispute__in=list(keys), user=user
    )
    parties = TurnHolder.objects.filter(turn__in=mediates.values("turn")).exclude(party=None)
    found: dict[int, list[str]] = {}
    for key, name in parties.order_by("party").values_list("turn__dispute", "party__name"):
        found.setdefault(key, []).append(name)
    return found


@dataclass(frozen=True)
class OfficeErrand:
    """What an office asks of its holder beside the turns of the case."""

    mediation: Mediation
    what: str
    url: str
    since: datetime


def office_errands(user: User) -> list[OfficeErrand]:
    """To sit beside the one who leads waits for a word of whoever was named."""
    named = CoMediator.objects.filter(
        state=CoMediatorState.NAMED, appointment__mediator=user, appointment__ended_at=None
    ).select_related("appointment__mediation__dispute__platform", "appointment__mediation__dispute__desk")
    return [
        OfficeErrand(
            mediation=co.appointment.mediation,
            what=_("接受协同调解的指定"),
            url=reverse("mediation:co_disclose", args=[co.appointment.mediation_id, co.pk]),
            since=co.appointment.made_at,
        )
        for co in named
        if co.appointment.mediation.is_running
    ]


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
