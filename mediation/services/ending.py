"""A mediation that ends without agreement: always on a coded ground, and every other road stays open."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.selectors import staff_of
from accounts.states import Role
from disputes.engine import transit
from disputes.exceptions import NotPermitted, NotValid
from disputes.policies import party_of
from disputes.services import close_proceeding, issue, leave_unresolved
from rulebook.services import cancel_deadlines

from .. import documents
from ..models import Mediation
from ..policies import is_lead, is_secretary, spoken_for
from ..states import (
    BODY_GROUNDS,
    CO_CLOCKS,
    DRAW_KIND,
    MEDIATOR_GROUNDS,
    SUSPICIONS,
    AgreementState,
    ChallengeState,
    DrawState,
    EndOfOffice,
    Ground,
    MediationState,
    Office,
)
from .clearing import clear_table
from .cooling import stop_cooling_off
from .course import acting_in, note_in, require_state, step
from .fact_lists import lapse_facts
from .recording import close_record
from .rooms import HARD_STOP_KIND, close_rooms, say, tell_parties, tell_people

if TYPE_CHECKING:
    from accounts.models import User
    from disputes.models import Party

M = MediationState


def leave_mediation(mediation: Mediation, *, by: User, reason: str = "") -> Mediation:
    """A party ends its part, at any time and without having to say why (人民调解法 23)."""
    with acting_in(mediation, by=by) as locked:
        own = spoken_for(by, locked)
        if not own:
            raise NotPermitted()
        is_own_request = locked.state == M.CONSENTING and locked.requested_by in own
        ground = Ground.WITHDRAWN if is_own_request else Ground.PARTY_LEFT
        end_without_agreement(locked, by=by, ground=ground, reason=reason, party=own[0])
    return locked


def terminate_mediation(mediation: Mediation, *, by: User, ground: str, reason: str) -> Mediation:
    """The mediator, or the body, ends it. Of a suspected crime or sham only the ground is written down openly."""
    with acting_in(mediation, by=by) as locked:
        allowed: tuple[str, ...] = ()
        if is_lead(by, locked):
            require_state(locked, M.MEDIATING, M.SIGNING, M.CHALLENGEABLE)
            allowed = MEDIATOR_GROUNDS
        elif is_secretary(by, locked):
            allowed = BODY_GROUNDS
        if not allowed:
            raise NotPermitted()
        if ground not in allowed or not reason.strip():
            raise NotValid(_("请选择依据并写明理由。"), code="no_reason")
        if ground in SUSPICIONS:
            note_in(locked, "mediation.suspicion_recorded", by=by, facts={"ground": ground})
        end_without_agreement(locked, by=by, ground=ground, reason=reason)
    return locked


def end_without_agreement(
    mediation: Mediation,
    *,
    by: User | None,
    ground: str,
    reason: str = "",
    party: Party | None = None,
    officer: User | None = None,
    verb: str = "mediation.terminated",
) -> None:
    """Terminate, tell everybody in writing, close the rooms, and give the choice back to the complainant.

    `party`: whose own will it is, where it is one's. `officer`: who decided it for the body before it took the case.
    """
    _end(mediation, by=by, ground=ground, reason=reason, verb=verb)
    case = mediation.dispute
    if mediation.began_at is not None:
        close_record(mediation, by=by, is_agreed=False)
    issue(case, documents.termination(mediation, party=party, officer=officer), by=by)
    close_proceeding(mediation.proceeding, outcome="terminated", ground=ground, by=by)
    leave_unresolved(case, by=by, ground=ground)


def end_with_dispute(mediation: Mediation, *, by: User | None) -> None:
    """The dispute itself has left mediation: withdrawn, or taken along another road. What was begun here ends with it.

    Of a withdrawal its own paper tells; that somebody took another road, the notice of the end. The mediators, the
    secretaries and the other side hear of it at once.
    """
    case = mediation.dispute
    verb = "mediation.ended_with_dispute"
    _tell_of_the_end(mediation, by=by)
    if case.is_withdrawn:
        _end(mediation, by=by, ground=Ground.WITHDRAWN, reason="", verb=verb)
        return
    _end(mediation, by=by, ground=Ground.PARTY_LEFT, reason="", verb=verb)
    if mediation.began_at is not None:
        close_record(mediation, by=by, is_agreed=False)
    leaver = party_of(by, case) if by is not None else None
    issue(case, documents.termination(mediation, party=leaver), by=by)
    close_proceeding(mediation.proceeding, outcome="terminated", ground=Ground.PARTY_LEFT, by=by)


def _tell_of_the_end(mediation: Mediation, *, by: User | None) -> None:
    """While they are still in office: afterwards nobody knows who was."""
    serving = mediation.appointments.filter(ended_at=None).select_related("mediator")
    listeners = [held.mediator for held in serving]
    listeners += [
        person
        for person in staff_of(mediation.body, Role.SECRETARY)
        if type(mediation.dispute).objects.visible_to(person).filter(pk=mediation.dispute_id).exists()
    ]
    text = (
        gettext_lazy("投诉人撤回了投诉，调解随之终止。")
        if mediation.dispute.is_withdrawn
        else gettext_lazy("案件转到了其他途径，调解随之终止。")
    )
    tell_people(mediation, [person for person in listeners if person != by], text)
    tell_parties(mediation, text, by=by)


def _end(mediation: Mediation, *, by: User | None, ground: str, reason: str, verb: str) -> None:
    clear_table(mediation)
    lapse_facts(mediation)
    stop_cooling_off(mediation)
    mediation.agreements.filter(state__in=[AgreementState.DRAFT, AgreementState.SIGNING]).update(
        state=AgreementState.LAPSED
    )
    end_office(mediation, EndOfOffice.CONCLUDED, by=by)
    say(mediation, gettext_lazy("调解终止，会谈室关闭。"))
    step(
        mediation,
        "terminate",
        by=by,
        verb=verb,
        facts={"ground": ground},
        sealed={"reason": reason} if reason else None,
        ground=ground,
        reason=reason,
    )
    for draw in mediation.draws.filter(state=DrawState.OPEN):
        draw.void()
        draw.save()
    cancel_deadlines(mediation, kinds=[HARD_STOP_KIND, DRAW_KIND])
    close_rooms(mediation, by=by)


def end_office(
    mediation: Mediation,
    end: str,
    reason: str = "",
    *,
    by: User | None,
    offices: Collection[str] = tuple(Office.values),
) -> None:
    """Whoever is in office leaves it; an undecided challenge needs no decision any more."""
    now = timezone.now()
    for appointment in mediation.appointments.filter(ended_at=None, office__in=offices):
        appointment.challenges.filter(state=ChallengeState.OPEN).update(
            state=ChallengeState.MOOT, decided_at=now
        )
        appointment.ended_at, appointment.end, appointment.end_reason = now, end, reason
        appointment.save()
        if appointment.office == Office.CO_MEDIATOR:
            transit(
                appointment.co_office,
                "leave",
                by=by,
                verb="mediation.co_mediator_left",
                clocks=CO_CLOCKS,
                facts={"mediation": mediation.pk, "appointment": appointment.pk, "end": end},
            )


def keep_people(mediation: Mediation) -> None:
    """The case is open to the mediators in office, and to no mediator else."""
    serving = mediation.appointments.filter(ended_at=None).values_list("mediator", flat=True)
    mediation.proceeding.people.set(list(serving))
