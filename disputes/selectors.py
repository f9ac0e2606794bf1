"""What can be read of a dispute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from accounts.states import Role
from notices.addresses import takes_mail, takes_text
from notices.attempts import Attempt, attempts_of, was_refused
from notices.models import Notice, Paper
from notices.states import Audience, NoticeState, Obstacle, PaperKind
from rulebook.selectors import length, live_deadlines, rule_in_force

from .models import Dispute, Obligation, Offer, Party, Representative, Settlement, Turn
from .models.dispute import OUTSIDE_ROADS_OUT
from .states import ObligationState, OfferState, PartyRole, State

if TYPE_CHECKING:
    from accounts.models import Membership, User
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


class Voice(NamedTuple):
    """Who speaks for a party, and on what: nothing else for the party itself, a mandate, or an office."""

    person: User
    mandate: Representative | None = None
    office: Membership | None = None


def voices_of(party: Party) -> list[Voice]:
    """Every account that speaks for a party, once: itself, representatives, or its organisation's handlers."""
    found = [Voice(party.user)] if party.user else []
    mandates = party.representatives.filter(ends_on=None, user__isnull=False).select_related("user")
    found += [Voice(mandate.user, mandate=mandate) for mandate in mandates if mandate.user]
    if party.organisation is not None:
        offices = party.organisation.memberships.in_force().filter(role__in=[Role.HANDLER, Role.SUPERVISOR])
        found += [Voice(office.user, office=office) for office in offices.select_related("user")]
    once: dict[User, Voice] = {}
    for voice in found:
        once.setdefault(voice.person, voice)
    return list(once.values())


def people_of(party: Party) -> list[User]:
    return [voice.person for voice in voices_of(party)]


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


def can_be_sent_to(party: Party) -> bool:
    """Whether a text message or an e-mail can go out to them."""
    return takes_text(party.phone) or takes_mail(party.email)


def period_from_service(dispute: Dispute, rule_id: str) -> str:
    """How long a time limit is that runs from service, in words: 7 日. By the rule in force when the case was filed."""
    filed_at = dispute.filed_at or timezone.now()
    return length(rule_in_force(rule_id, on=timezone.localdate(filed_at), known_at=filed_at))


def officer_in_charge(dispute: Dispute) -> User | None:
    """承办人: who at the desk decided to admit the case or not. Nobody where the clock did."""
    decided = dispute.decisions.exclude(decided_by=None).select_related("decided_by").last()
    return decided.decided_by if decided else None


def papers_not_arrived(party: Party) -> list[Paper]:
    """Papers for this party by name that have not reached them: what must, when their address is found."""
    there = Notice.objects.filter(addressee_key=party.key, state=NoticeState.ARRIVED).values("paper")
    papers = Paper.objects.filter(chain=party.dispute.chain, audience=Audience.NAMED).exclude(pk__in=there)
    return [paper for paper in papers if party.key in paper.addressee_keys]


def notice_that_arrived(party: Party) -> Notice | None:
    """The answer notice that has reached this party, by the attempt that came first."""
    notices = Notice.objects.filter(
        paper__chain=party.dispute.chain_id,
        paper__kind=PaperKind.ANSWER_NOTICE,
        addressee_key=party.key,
        state=NoticeState.ARRIVED,
    )
    return notices.select_related("paper").order_by("arrived_at", "pk").first()


#: Which paper a state waits for, or counts from, to have arrived.
AWAITED: dict[str, str] = {
    State.SERVING: PaperKind.ANSWER_NOTICE,
    State.ANSWERING: PaperKind.ANSWER_NOTICE,
    State.OPINION_SERVING: PaperKind.OPINION,
    State.OPINION_ISSUED: PaperKind.OPINION,
}


@dataclass(frozen=True)
class Delivery:
    """What became of a paper on its way to one party: every attempt, the newest last."""

    party: Party
    notices: tuple[Notice, ...]

    @property
    def arrived_at(self) -> datetime | None:
        """By the attempt that came first."""
        arrivals = [notice.arrived_at for notice in self.notices if notice.arrived_at is not None]
        return min(arrivals, default=None)

    @property
    def newest(self) -> Notice | None:
        return self.notices[-1] if self.notices else None

    @property
    def counting(self) -> Notice | None:
        """The attempt to be shown: the one by which it arrived first; while none has, the newest."""
        arrived = [notice for notice in self.notices if notice.arrived_at is not None]
        return min(arrived, key=lambda notice: (notice.arrived_at, notice.pk)) if arrived else self.newest

    @property
    def state(self) -> str:
        if self.arrived_at is not None:
            return NoticeState.ARRIVED
        return self.newest.state if self.newest else NoticeState.PREPARED

    @property
    def state_label(self) -> str:
        return str(NoticeState(self.state).label)

    @property
    def obstacle_label(self) -> str:
        is_stuck = self.arrived_at is None and self.newest is not None and self.newest.obstacle
        return str(Obstacle(self.newest.obstacle).label) if is_stuck and self.newest else ""

    @property
    def was_refused(self) -> bool:
        """They would not take it at one attempt at least, and it has not arrived by another."""
        return self.arrived_at is None and any(was_refused(notice) for notice in self.notices)

    @property
    def attempts(self) -> list[Attempt]:
        return [attempt for notice in self.notices for attempt in attempts_of(notice)]

    @property
    def needs_hand(self) -> bool:
        """Nothing is on its way any more: somebody has to find another."""
        return self.state in {NoticeState.PREPARED, NoticeState.FAILED, NoticeState.REFUSED}


def deliveries(dispute: Dispute, kind: str | None = None) -> list[Delivery]:
    """How the paper that the case waits for (or the newest of `kind`) stands with each party it is for.

    An answer notice is for every respondent; an opinion for whom it was served on.
    """
    kind = kind or AWAITED.get(dispute.state)
    if kind is None:
        return []
    notices = Notice.objects.filter(paper__chain=dispute.chain_id, paper__kind=kind).order_by("pk")
    if kind == PaperKind.OPINION:
        last = Paper.objects.filter(chain=dispute.chain_id, kind=kind).order_by("pk").last()
        notices = notices.filter(paper=last)
    by_party: dict[str, list[Notice]] = {}
    for notice in notices.select_related("paper__issuer"):
        by_party.setdefault(notice.addressee_key, []).append(notice)
    return [
        Delivery(party, tuple(by_party.get(party.key, ())))
        for party in dispute.parties.all()
        if (party.key in by_party and party.role != PartyRole.THIRD_PARTY)
        or (kind == PaperKind.ANSWER_NOTICE and party.role == PartyRole.RESPONDENT)
    ]


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
    "disputes.serve": "disputes:service",
    "disputes.serve_opinion": "disputes:service",
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
