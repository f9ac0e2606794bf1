"""Who may do what in a mediation. Time is not asked here: that is the state's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.selectors import holds_role
from accounts.states import Role
from disputes.exceptions import NotLawfulNow, NotPermitted
from disputes.models import Party
from disputes.policies import speaks_for

from .models import Appointment, Confirmation, Mediation, RosterEntry
from .selectors import current_agreement, deciding_parties, has_signed, parties_to_sign
from .states import CoMediatorState, MediationState, Office, SignerRole

if TYPE_CHECKING:
    from accounts.models import Organisation, User


def is_lead(user: User, mediation: Mediation) -> bool:
    """Leads: accepts the office, signs as the mediator, ends the mediation."""
    return mediation.mediator == user and belongs(user, mediation)


def belongs(user: User, mediation: Mediation) -> bool:
    """Is a mediator of the body that has the case: an office there ends with that."""
    return holds_role(user, mediation.body, Role.MEDIATOR)


def is_mediator(user: User, mediation: Mediation) -> bool:
    """Leads, or sits beside the one who does."""
    office = Q(office=Office.LEAD) | Q(co_office__state=CoMediatorState.SEATED)
    held = mediation.appointments.filter(office, ended_at=None, mediator=user)
    return held.exists() and belongs(user, mediation)


def office_open_to_disclosure(user: User, mediation: Mediation) -> Appointment:
    """The office of whoever leads, or of whoever has accepted to sit beside: what comes to light later is theirs to tell."""
    accepted = [CoMediatorState.CHALLENGEABLE, CoMediatorState.SEATED]
    office = Q(office=Office.LEAD) | Q(co_office__state__in=accepted)
    held = mediation.appointments.filter(office, ended_at=None, mediator=user).first()
    if held is None or not belongs(user, mediation):
        raise NotPermitted()
    return held


def is_secretary(user: User, mediation: Mediation) -> bool:
    return has_been_put_to(mediation) and holds_role(user, mediation.body, Role.SECRETARY)


def is_of_body(user: User, mediation: Mediation) -> bool:
    """Sees dates and states. The rooms are for those who sit in them."""
    roles = (Role.SECRETARY, Role.SUPERVISOR, Role.AUDITOR)
    return has_been_put_to(mediation) and holds_role(user, mediation.body, *roles)


def has_been_put_to(mediation: Mediation) -> bool:
    return mediation.proceeding.body_id is not None


def keeps_roster(user: User, body: Organisation) -> bool:
    return holds_role(user, body, Role.SECRETARY)


def keeps_availability(user: User, entry: RosterEntry) -> bool:
    """One's own time, or the body's secretary for them."""
    return entry.mediator_id == user.pk or keeps_roster(user, entry.body)


def require_mediator(user: User, mediation: Mediation) -> None:
    if not is_mediator(user, mediation):
        raise NotPermitted()


def require_lead(user: User, mediation: Mediation) -> None:
    if not is_lead(user, mediation):
        raise NotPermitted()


def require_secretary(user: User, mediation: Mediation) -> None:
    if not is_secretary(user, mediation):
        raise NotPermitted()


def spoken_for(user: User, mediation: Mediation, *, needs_special_mandate: bool = False) -> list[Party]:
    """The deciding parties this person speaks for: one may represent several."""
    return [
        party
        for party in deciding_parties(mediation.dispute)
        if speaks_for(user, party, needs_special_mandate=needs_special_mandate)
    ]


def require_spoken_for(
    user: User, mediation: Mediation, pending: Iterable[Party], *, needs_special_mandate: bool = False
) -> list[Party]:
    """For whom of those still to act this person acts. Settling needs a special mandate (民诉法 62)."""
    own = spoken_for(user, mediation, needs_special_mandate=needs_special_mandate)
    if not own:
        raise NotPermitted()
    waiting = set(pending)
    found = [party for party in own if party in waiting]
    if not found:
        raise NotLawfulNow()
    return found


def may_sign(user: User, mediation: Mediation) -> bool:
    """Whether the words wait for this person's signature now: each once, the body's seal when all others are there."""
    agreement = current_agreement(mediation)
    if mediation.state != MediationState.SIGNING or agreement is None:
        return False
    waiting = parties_to_sign(mediation)
    own = spoken_for(user, mediation, needs_special_mandate=True)
    if own:
        return bool(set(own) & set(waiting))
    if is_lead(user, mediation):
        return not has_signed(agreement, SignerRole.MEDIATOR)
    if is_mediator(user, mediation):
        return not agreement.signatures.filter(signer=user).exists()
    return is_secretary(user, mediation) and not waiting and has_signed(agreement, SignerRole.MEDIATOR)


def is_court(user: User, confirmation: Confirmation) -> bool:
    """Keeps the registry of the court the application was handed in to."""
    return confirmation.court is not None and holds_role(user, confirmation.court, Role.REGISTRAR)


def helps_with_confirmation(user: User, confirmation: Confirmation) -> bool:
    """The parties themselves, or their body's secretary, who knows the way to the court."""
    return is_secretary(user, confirmation.mediation) or bool(
        spoken_for(user, confirmation.mediation, needs_special_mandate=True)
    )


def records_court_answers(user: User, confirmation: Confirmation) -> bool:
    """A court that is here answers itself; its answer on paper is entered by the secretary or a party."""
    if confirmation.court is not None:
        return is_court(user, confirmation) or is_secretary(user, confirmation.mediation)
    return helps_with_confirmation(user, confirmation)


def require_allowed(is_allowed: bool) -> None:
    if not is_allowed:
        raise NotPermitted()
