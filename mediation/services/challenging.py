"""For or against the mediator: waiving, challenging, deciding. Silence of the body upholds the challenge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.services import issue
from rulebook.selectors import grounds

from .. import documents
from ..models import Challenge, Mediation, Waiver
from ..policies import require_secretary, require_spoken_for, spoken_for
from ..selectors import parties_to_waive
from ..states import ChallengeState, EndOfOffice, MediationState
from .appointing import vacate
from .clearing import pause_table
from .course import acting_in, note_in, require_state, step
from .rooms import open_sessions, pause_rooms

if TYPE_CHECKING:
    from accounts.models import User

M = MediationState


def accept_mediator(mediation: Mediation, *, by: User) -> Mediation:
    """A party has nothing against the mediator; when nobody has, the mediation begins at once."""
    with acting_in(mediation, by=by) as locked:
        require_state(locked, M.CHALLENGEABLE)
        held = locked.held
        for party in require_spoken_for(by, locked, parties_to_waive(locked)):
            Waiver.objects.create(appointment=held, party=party, made_by=by)
        note_in(locked, "mediation.mediator_accepted", by=by, facts={"appointment": held.pk})
        if not parties_to_waive(locked):
            begin_mediation(locked, by=by)
    return locked


def begin_mediation(mediation: Mediation, *, by: User | None) -> None:
    step(mediation, "begin", by=by, verb="mediation.begun")
    open_sessions(mediation, by=by)


def challenge_mediator(mediation: Mediation, *, by: User, ground: str, reasons: str) -> Challenge:
    """Ask for another mediator. Once decided, only on something the mediator disclosed after that."""
    if ground not in {found.code for found in grounds("recusal")} or not reasons.strip():
        raise NotValid(_("请选择回避事由并写明理由。"), code="no_reason")
    with acting_in(mediation, by=by) as locked:
        own = spoken_for(by, locked)
        if not own:
            raise NotPermitted()
        require_state(locked, M.CHALLENGEABLE, M.MEDIATING)
        held = locked.held
        newest = held.disclosures.last()
        earlier = held.challenges.filter(party__in=own)
        if newest is not None:
            earlier = earlier.filter(made_at__gt=newest.made_at)
        if earlier.exists():
            raise NotLawfulNow(_("您对这位调解员的回避申请已经作过决定。"), code="already_challenged")
        challenge = Challenge.objects.create(
            appointment=held, party=own[0], ground=ground, reasons=reasons, made_by=by
        )
        pause_table(locked)
        step(
            locked,
            "challenge",
            by=by,
            verb="mediation.challenged",
            facts={"appointment": held.pk, "ground": ground},
            sealed={"reasons": reasons},
        )
        pause_rooms(locked, by=by)
    return challenge


def decide_challenge(
    mediation: Mediation, *, by: User | None, is_upheld: bool, reasons: str = "", refusal: str = ""
) -> Mediation:
    """The body decides in writing (`by` None: it was silent, which upholds, the safer for the parties)."""
    if by is not None and not reasons.strip():
        raise NotValid(_("请写明决定的理由。"), code="no_reason")
    if not is_upheld and refusal not in {found.code for found in grounds("challenge_refused")}:
        raise NotValid(_("请选择驳回的依据。"), code="no_ground")
    with acting_in(mediation, by=by) as locked:
        if by is not None:
            require_secretary(by, locked)
        require_state(locked, M.CHALLENGED)
        challenge = Challenge.objects.get(appointment=locked.held, state=ChallengeState.OPEN)
        if by == challenge.appointment.mediator:
            raise NotPermitted()  # nobody decides about themselves
        challenge.state = ChallengeState.UPHELD if is_upheld else ChallengeState.DISMISSED
        challenge.refusal = "" if is_upheld else refusal
        challenge.decision, challenge.decided_by, challenge.decided_at = reasons, by, timezone.now()
        challenge.save()
        if is_upheld:
            vacate(
                locked,
                EndOfOffice.CHALLENGED,
                by=by,
                verb="mediation.challenge_upheld",
                name="uphold_challenge",
            )
        else:
            step(
                locked,
                "dismiss_challenge",
                by=by,
                verb="mediation.challenge_dismissed",
                facts={"challenge": challenge.pk, "refusal": refusal},
                sealed={"reasons": reasons},
            )
        issue(locked.dispute, documents.challenge_decision(locked, challenge), by=by)
        if not is_upheld:
            open_sessions(locked, by=by)
    return locked
