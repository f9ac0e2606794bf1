"""What waits for somebody beside the cases: complaints about conduct, objections to figures. For their own list alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.states import Role
from rulebook.selectors import next_deadline

from ..models import ConductComplaint, FigureObjection
from ..states import ConductState, ObjectionState

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Duty:
    what: str
    url: str
    due_on: date | None


def duties_of(user: User) -> list[Duty]:
    """The nearest deadline first; one's own conduct and figures are for others to decide."""
    supervised = list(
        user.memberships.in_force().filter(role=Role.SUPERVISOR).values_list("organisation", flat=True)
    )
    complaints = ConductComplaint.objects.visible_to(user).select_related("appointment__mediator")
    found = [
        _duty(_("说明情况：有人投诉您的行为"), "mediation:conduct_show", one)
        for one in complaints.filter(state=ConductState.HEARING, appointment__mediator=user)
    ]
    to_decide = complaints.filter(state=ConductState.DECIDING, mediation__body__in=supervised)
    for complaint in to_decide.exclude(appointment__mediator=user):
        what = _("决定行为投诉：%(name)s") % {"name": complaint.appointment.mediator.name}
        found.append(_duty(what, "mediation:conduct_show", complaint))
    objections = FigureObjection.objects.visible_to(user).filter(
        state=ObjectionState.OPEN, entry__body__in=supervised
    )
    for objection in objections.exclude(entry__mediator=user).select_related("entry__mediator"):
        what = _("决定对数据的异议：%(name)s") % {"name": objection.entry.mediator.name}
        found.append(_duty(what, "mediation:objection", objection))
    return sorted(found, key=lambda duty: (duty.due_on is None, duty.due_on or date.max))


def _duty(what: str, to: str, subject: models.Model) -> Duty:
    deadline = next_deadline(subject)
    return Duty(what, reverse(to, args=[subject.pk]), deadline.due_on if deadline else None)
