"""Silence is an act: what happens when a clock of a mediation runs out and nobody has moved."""

from __future__ import annotations

from django.utils.translation import gettext as _

from disputes.services.silence import try_lock_case
from rulebook.clock import lock_subject, on_due
from rulebook.models import Deadline

from ..models import (
    Bidding,
    Certificate,
    CoMediator,
    Confirmation,
    EarlierTalkRequest,
    Mediation,
    Proposal,
    TableOffer,
)
from ..selectors import parties_to_sign
from ..states import CERTIFICATE_EXPIRED, CERTIFICATE_NOTICES, DRAW_KIND, EndOfOffice, Ground, MediationState
from .appointing import leave_choice_to_body, vacate
from .bidding import bidding_time_ended
from .challenging import begin_mediation, decide_challenge
from .co_mediating import acting_beside, decide_co_challenge, end_co_office, seat_co_mediator
from .conduct import end_conduct_hearing, lapse_conduct_complaint
from .confirming import acting_on_confirmation, remind_of, turn
from .cooling import COOLING_OFF_KIND, end_cooling_off
from .course import acting_in
from .drawing import hold_open_draw
from .earlier import earlier_talk_time_ended
from .ending import end_without_agreement
from .objecting import decide_objection
from .offering import offer_time_ended
from .proposing import proposal_time_ended
from .requesting import put_to_body
from .rooms import HARD_STOP_KIND
from .roster import tell_of_certificate


@lock_subject("mediation.Mediation")
def _lock_mediation(pk: int) -> bool:
    case = Mediation.objects.filter(pk=pk).values_list("dispute", flat=True).first()
    return case is not None and try_lock_case(case)


@lock_subject("mediation.Proposal")
def _lock_proposal(pk: int) -> bool:
    return _lock_case_of(Proposal, pk)


@lock_subject("mediation.TableOffer")
def _lock_offer(pk: int) -> bool:
    return _lock_case_of(TableOffer, pk)


@lock_subject("mediation.Bidding")
def _lock_bidding(pk: int) -> bool:
    return _lock_case_of(Bidding, pk)


@lock_subject("mediation.EarlierTalkRequest")
def _lock_earlier_talk(pk: int) -> bool:
    return _lock_case_of(EarlierTalkRequest, pk)


def _lock_case_of(
    model: type[Proposal] | type[TableOffer] | type[Bidding] | type[EarlierTalkRequest], pk: int
) -> bool:
    case = model._base_manager.filter(pk=pk).values_list("mediation__dispute", flat=True).first()
    return case is not None and try_lock_case(case)


@on_due("mediation.mediation.consenting")
def other_side_was_silent(deadline: Deadline) -> None:
    """Silence is no refusal: the case goes on to the body."""
    with acting_in(deadline.object_id, by=None) as mediation:
        put_to_body(mediation, by=None, verb="mediation.consent_presumed")


@on_due(DRAW_KIND)
def time_for_words_ended(deadline: Deadline) -> None:
    with acting_in(deadline.object_id, by=None) as mediation:
        hold_open_draw(mediation)


@on_due("mediation.mediation.body_deciding", "mediation.mediation.appointing")
def body_was_silent(deadline: Deadline) -> None:
    """Unless it has left the naming to a draw: then the lot falls now."""
    with acting_in(deadline.object_id, by=None) as mediation:
        if hold_open_draw(mediation) is not None:
            return
        reason = _("调解组织在期限内没有作出决定。")
        end_without_agreement(mediation, by=None, ground=Ground.BODY_WITHDREW, reason=reason)


@on_due("mediation.mediation.choosing")
def no_mediator_was_chosen(deadline: Deadline) -> None:
    with acting_in(deadline.object_id, by=None) as mediation:
        leave_choice_to_body(mediation, by=None, verb="mediation.choice_time_ended")


@on_due("mediation.mediation.disclosing")
def mediator_was_silent(deadline: Deadline) -> None:
    with acting_in(deadline.object_id, by=None) as mediation:
        vacate(mediation, EndOfOffice.SILENT, by=None, verb="mediation.mediator_silent")


@on_due("mediation.mediation.challengeable")
def nobody_challenged(deadline: Deadline) -> None:
    with acting_in(deadline.object_id, by=None) as mediation:
        begin_mediation(mediation, by=None)


@on_due("mediation.mediation.challenged")
def challenge_was_not_decided(deadline: Deadline) -> None:
    """The parties must not be held to a mediator whom nobody stood up for."""
    with acting_in(deadline.object_id, by=None) as mediation:
        decide_challenge(mediation, by=None, is_upheld=True)


@on_due("mediation.mediation.mediating")
def mediation_time_ended(deadline: Deadline) -> None:
    with acting_in(deadline.object_id, by=None) as mediation:
        end_without_agreement(mediation, by=None, ground=Ground.TIME_UP)


@lock_subject("mediation.CoMediator")
def _lock_co_mediator(pk: int) -> bool:
    found = CoMediator.objects.filter(pk=pk).values_list("appointment__mediation__dispute", flat=True).first()
    return found is not None and try_lock_case(found)


@on_due("mediation.comediator.named")
def co_mediator_was_silent(deadline: Deadline) -> None:
    with acting_beside(deadline.object_id, by=None) as (_mediation, co):
        end_co_office(co, EndOfOffice.SILENT, by=None)


@on_due("mediation.comediator.challengeable")
def nobody_challenged_co_mediator(deadline: Deadline) -> None:
    with acting_beside(deadline.object_id, by=None) as (_mediation, co):
        seat_co_mediator(co, by=None)


@on_due("mediation.comediator.challenged")
def challenge_to_co_mediator_was_not_decided(deadline: Deadline) -> None:
    decide_co_challenge(deadline.object_id, by=None, is_upheld=True)


@on_due("mediation.conductcomplaint.hearing")
def mediator_did_not_answer(deadline: Deadline) -> None:
    end_conduct_hearing(deadline.object_id)


@on_due("mediation.conductcomplaint.deciding")
def supervisor_did_not_decide(deadline: Deadline) -> None:
    lapse_conduct_complaint(deadline.object_id)


@on_due("mediation.figureobjection.open")
def objection_was_not_decided(deadline: Deadline) -> None:
    """A figure nobody stood up for is not held against the mediator."""
    decide_objection(deadline.object_id, by=None, is_upheld=True)


@on_due(*CERTIFICATE_NOTICES, CERTIFICATE_EXPIRED)
def certificate_runs_out(deadline: Deadline) -> None:
    tell_of_certificate(Certificate.objects.select_related("entry__body").get(pk=deadline.object_id))


@on_due(HARD_STOP_KIND)
def outer_limit_was_reached(deadline: Deadline) -> None:
    """Whatever is going on, except an agreement that lies for signing: that has a short clock of its own."""
    with acting_in(deadline.object_id, by=None) as mediation:
        if mediation.is_running and mediation.state != MediationState.SIGNING:
            end_without_agreement(mediation, by=None, ground=Ground.TIME_UP)


@on_due("mediation.mediation.signing")
def agreement_was_not_signed(deadline: Deadline) -> None:
    with acting_in(deadline.object_id, by=None) as mediation:
        ground = Ground.REFUSES_TO_SIGN if parties_to_sign(mediation) else Ground.BODY_WITHDREW
        end_without_agreement(mediation, by=None, ground=ground)


@on_due("mediation.proposal.open")
def proposal_was_not_answered(deadline: Deadline) -> None:
    with acting_in(Proposal.objects.get(pk=deadline.object_id).mediation_id, by=None) as mediation:
        proposal_time_ended(mediation, deadline.object_id)


@on_due("mediation.tableoffer.open")
def offer_was_not_answered(deadline: Deadline) -> None:
    with acting_in(TableOffer.objects.get(pk=deadline.object_id).mediation_id, by=None) as mediation:
        offer_time_ended(mediation, deadline.object_id)


@on_due("mediation.bidding.offered", "mediation.bidding.open")
def bidding_was_not_completed(deadline: Deadline) -> None:
    with acting_in(Bidding.objects.get(pk=deadline.object_id).mediation_id, by=None) as mediation:
        bidding_time_ended(mediation, deadline.object_id)


@on_due("mediation.earliertalkrequest.open")
def earlier_talk_was_not_answered(deadline: Deadline) -> None:
    """Silence is a no: what was said before stays with those who heard it."""
    request = EarlierTalkRequest.objects.get(pk=deadline.object_id)
    with acting_in(request.mediation_id, by=None) as mediation:
        earlier_talk_time_ended(mediation, request.pk)


@on_due(COOLING_OFF_KIND)
def time_to_think_again_ended(deadline: Deadline) -> None:
    """Nobody took the word back: the signing is open."""
    with acting_in(deadline.object_id, by=None) as mediation:
        end_cooling_off(mediation)


# --- judicial confirmation: it ends nothing but itself ------------------------------------------------


@lock_subject("mediation.Confirmation")
def _lock_confirmation(pk: int) -> bool:
    case = Confirmation.objects.filter(pk=pk).values_list("mediation__dispute", flat=True).first()
    return case is not None and try_lock_case(case)


@on_due("mediation.confirmation.open", "mediation.confirmation.declined", "mediation.confirmation.preparing")
def nobody_went_to_court(deadline: Deadline) -> None:
    """The thirty days are over (民诉法 205). The agreement binds as before."""
    with acting_on_confirmation(deadline.object_id, by=None) as confirmation:
        turn(confirmation, "lapse", by=None, verb="mediation.confirmation_lapsed")


@on_due("mediation.confirmation.with_court")
def court_was_not_heard_of(deadline: Deadline) -> None:
    with acting_on_confirmation(deadline.object_id, by=None) as confirmation:
        turn(confirmation, "stop_waiting", by=None, verb="mediation.confirmation_unreported")


@on_due("mediation.confirmation.supplementing")
def nothing_was_supplemented(deadline: Deadline) -> None:
    """What follows is the court's to say (民诉法解释 357)."""
    with acting_on_confirmation(deadline.object_id, by=None) as confirmation:
        turn(confirmation, "supplement", by=None, verb="mediation.confirmation_supplement_overdue")


@on_due(
    *(
        f"mediation.confirmation.{state}.reminder"
        for state in ("open", "declined", "preparing", "with_court", "supplementing")
    )
)
def confirmation_is_due_soon(deadline: Deadline) -> None:
    with acting_on_confirmation(deadline.object_id, by=None) as confirmation:
        remind_of(confirmation, until=deadline.parent.due_on if deadline.parent else deadline.due_on)
