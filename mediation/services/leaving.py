"""Somebody is no mediator of the body any more: their offices fall empty at once, and the body names others."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from accounts.models import Membership
from accounts.states import Role

from ..models import Appointment, Mediation
from ..selectors import current_agreement, has_signed
from ..states import AgreementState, EndOfOffice, MediationState, Office, SignerRole
from .appointing import vacate
from .co_mediating import acting_beside, end_co_office
from .course import acting_in, note_in
from .ending import end_office, keep_people
from .rooms import unseat

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)


def leave_offices(mediator: User, body: int, *, by: User | None) -> int:
    """Every office this person holds in cases of the body; the secretary has a turn with a date for each. How many."""
    held = Appointment.objects.filter(ended_at=None, mediator=mediator, mediation__body=body)
    offices = list(held.select_related("mediator", "co_office").order_by("mediation__dispute", "pk"))
    for office in offices:
        _empty(office, by=by)
    return len(offices)


def empty_lapsed_offices(limit: int = 100) -> int:
    """Memberships also end by their date, with their body or with the account: nobody acts, the clock does."""
    serving = Membership.objects.in_force().filter(
        role=Role.MEDIATOR,
        organisation=OuterRef("mediation__body"),
        user=OuterRef("mediator"),
        user__is_active=True,
    )
    lapsed = Appointment.objects.filter(~Exists(serving), ended_at=None)
    emptied = 0
    for office in lapsed.select_related("mediator", "co_office").order_by("pk")[:limit]:
        try:
            _empty(office, by=None)
            emptied += 1
        except Exception:
            logger.exception("the office %s could not be emptied; tried again", office.pk)
    return emptied


def _empty(office: Appointment, *, by: User | None) -> None:
    if office.office == Office.CO_MEDIATOR:
        with acting_beside(office.co_office, by=by) as (_locked, co):
            if co.appointment.ended_at is None:
                end_co_office(co, EndOfOffice.LEFT_BODY, by=by)
        return
    with acting_in(office.mediation_id, by=by) as locked:
        if not locked.appointments.filter(pk=office.pk, ended_at=None).exists():
            return
        agreement = current_agreement(locked)
        if (
            locked.state == MediationState.SIGNING
            and agreement
            and has_signed(agreement, SignerRole.MEDIATOR)
        ):
            _go_after_signing(locked, office.mediator, by=by)
        else:
            _lose_lead(locked, by=by)


def _go_after_signing(mediation: Mediation, mediator: User, *, by: User | None) -> None:
    """What they signed while in office stands; the others sign on."""
    end_office(mediation, EndOfOffice.LEFT_BODY, by=by, offices=[Office.LEAD])
    note_in(mediation, "mediation.signed_mediator_left", by=by)
    keep_people(mediation)
    unseat(mediation, mediator, by=by)


def _lose_lead(mediation: Mediation, *, by: User | None) -> None:
    """What is being signed falls: it waits for the name of a mediator who is none any more."""
    mediation.agreements.filter(state=AgreementState.SIGNING).update(state=AgreementState.REPLACED)
    vacate(mediation, EndOfOffice.LEFT_BODY, by=by, verb="mediation.mediator_left_body", name="lose_mediator")
