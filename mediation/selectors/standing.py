"""Where a mediation stands: who still has to act, what is on the table, what may be asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from disputes.models import Dispute, Party
from disputes.models.dispute import ROADS_OUT
from disputes.states import PartyRole, State
from rulebook.selectors import rule_in_force

from ..models import Agreement, Choice, Draw, Mediation, Proposal
from ..states import AgreementState, CoMediatorState, DrawState, Office, ProposalState, SignerRole

if TYPE_CHECKING:
    from accounts.models import User

#: Which page does which turn; proceedings links the inbox with it.
TURN_PAGES = {
    "mediation.consent": "mediation:consent",
    "mediation.decide_on_case": "mediation:decide",
    "mediation.choose_mediator": "mediation:choose",
    "mediation.appoint": "mediation:appoint",
    "mediation.give_word": "mediation:draw_page",
    "mediation.disclose": "mediation:disclose",
    "mediation.challenge_or_waive": "mediation:challenge",
    "mediation.decide_challenge": "mediation:decide_challenge",
    "mediation.mediate": "mediation:show",
    "mediation.sign": "mediation:sign",
}


def page_of(turn_kind: str, dispute: Dispute) -> tuple[str, dict[str, Any]] | None:
    """Name and arguments of the page on which a turn of this kind is taken."""
    mediation = running_mediation(dispute)
    if turn_kind not in TURN_PAGES or mediation is None:
        return None
    return TURN_PAGES[turn_kind], turn_arguments(turn_kind, mediation)


def turn_arguments(turn_kind: str, mediation: Mediation) -> dict[str, Any]:
    draw = open_draw(mediation) if turn_kind == "mediation.give_word" else None
    return {"pk": mediation.pk, **({"number": draw.number} if draw else {})}


def running_mediation(dispute: Dispute) -> Mediation | None:
    if dispute.state != State.IN_MEDIATION:
        return None
    return dispute.mediations.running().select_related("body", "proceeding", "requested_by").first()


def deciding_parties(dispute: Dispute) -> list[Party]:
    """Those whose agreement counts: complainants and respondents. A third party may be heard, and signs nothing."""
    return list(dispute.parties.filter(role__in=[PartyRole.COMPLAINANT, PartyRole.RESPONDENT]))


def parties_to_consent(mediation: Mediation) -> list[Party]:
    """Everybody but the one who asked, who has not said yes or no."""
    said = set(mediation.consents.values_list("party", flat=True))
    asked = deciding_parties(mediation.dispute)
    return [party for party in asked if party.pk != mediation.requested_by_id and party.pk not in said]


def parties_to_choose(mediation: Mediation) -> list[Party]:
    chosen = set(mediation.choices.values_list("party", flat=True))
    return [party for party in deciding_parties(mediation.dispute) if party.pk not in chosen]


def parties_to_waive(mediation: Mediation) -> list[Party]:
    appointment = mediation.appointment
    waived = set(appointment.waivers.values_list("party", flat=True)) if appointment else set()
    return [party for party in deciding_parties(mediation.dispute) if party.pk not in waived]


def open_draw(mediation: Mediation) -> Draw | None:
    return mediation.draws.filter(state=DrawState.OPEN).first()


def parties_to_give_word(draw: Draw) -> list[Party]:
    given = set(draw.words.values_list("party", flat=True))
    return [party for party in deciding_parties(draw.mediation.dispute) if party.pk not in given]


def open_proposal(mediation: Mediation) -> Proposal | None:
    return mediation.proposals.filter(state=ProposalState.OPEN).first()


def parties_to_reply(mediation: Mediation) -> list[Party]:
    proposal = open_proposal(mediation)
    if proposal is None:
        return []
    replied = set(proposal.replies.values_list("party", flat=True))
    return [party for party in deciding_parties(mediation.dispute) if party.pk not in replied]


def current_agreement(mediation: Mediation) -> Agreement | None:
    """The wording that counts: the newest draft, the one being signed, or the one in force."""
    counting = [AgreementState.DRAFT, AgreementState.SIGNING, AgreementState.SIGNED]
    return mediation.agreements.filter(state__in=counting).first()


def parties_to_accept(mediation: Mediation) -> list[Party]:
    agreement = current_agreement(mediation)
    if agreement is None or agreement.state != AgreementState.DRAFT:
        return []
    accepted = set(agreement.acceptances.values_list("party", flat=True))
    return [party for party in deciding_parties(mediation.dispute) if party.pk not in accepted]


def parties_to_sign(mediation: Mediation) -> list[Party]:
    agreement = current_agreement(mediation)
    if agreement is None:
        return []
    signed = set(agreement.signatures.filter(role=SignerRole.PARTY).values_list("party", flat=True))
    return [party for party in deciding_parties(mediation.dispute) if party.pk not in signed]


def mediators_of(mediation: Mediation) -> list[User]:
    """Who mediates now: the one who leads first, then those seated beside."""
    office = Q(office=Office.LEAD) | Q(co_office__state=CoMediatorState.SEATED)
    held = mediation.appointments.filter(office, ended_at=None).select_related("mediator")
    return [one.mediator for one in sorted(held, key=lambda one: one.office != Office.LEAD)]


def has_signed(agreement: Agreement, role: str) -> bool:
    return agreement.signatures.filter(role=role).exists()


def mediations_for(user: User) -> QuerySet[Mediation]:
    """The caseload of a mediator and of a body, the running ones first."""
    return (
        Mediation.objects.visible_to(user)
        .select_related("dispute", "body")
        .order_by("ended_at", "-requested_at")
    )


def may_request(dispute: Dispute, party: Party) -> bool:
    """The complainant whenever a road may be taken. The respondent only where nothing inside is cut short by it."""
    if running_mediation(dispute) is not None:
        return False
    if party.role == PartyRole.COMPLAINANT:
        return dispute.state in ROADS_OUT
    return dispute.state in {State.CHOOSING_ROAD, State.BREACHED} or (
        dispute.state == State.NEGOTIATING and not dispute.has_neutral_desk
    )


def joint_choice(choices: list[Choice], parties: int, known: list[int]) -> int | None:
    """The roster entry that all parties named and nobody struck out, with the best ranks together.

    Equal sums: the one whose worst rank is better, then the one listed first.
    """
    if len(choices) < parties or any(choice.leaves_it_to_body for choice in choices):
        return None
    struck_out = {pk for choice in choices for pk in choice.strikes}
    ranks = {
        pk: [choice.ranking.index(pk) for choice in choices]
        for pk in known
        if pk not in struck_out and all(pk in choice.ranking for choice in choices)
    }
    if not ranks:
        return None
    return min(ranks, key=lambda pk: (sum(ranks[pk]), max(ranks[pk]), known.index(pk)))


def number_of(rule: str, dispute: Dispute | None = None) -> int:
    """A limit of the rulebook that is a number, as it was when the case was filed."""
    filed_at = dispute.filed_at if dispute else None
    on = timezone.localdate(filed_at) if filed_at else timezone.localdate()
    bounds = rule_in_force(rule, on=on, known_at=filed_at).bounds
    return int(bounds.get("max", bounds.get("min")))


def struck(mediation: Mediation) -> set[int]:
    return {pk for strikes in mediation.choices.values_list("strikes", flat=True) for pk in strikes}


def parties_to_extend(mediation: Mediation) -> list[Party]:
    agreed = set(mediation.extension_consents.values_list("party", flat=True))
    return [party for party in deciding_parties(mediation.dispute) if party.pk not in agreed]


def parties_to_confirm_record(mediation: Mediation) -> list[Party]:
    """The newest record waits for their signature or objection."""
    record = mediation.records.last()
    if record is None or record.drawn_up_by_id is None:
        return []
    said = set(record.confirmations.values_list("party", flat=True))
    return [party for party in deciding_parties(mediation.dispute) if party.pk not in said]
