"""Who sits beside the mediator who leads, and the law of that office: named, disclosed, open to challenge, seated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from ..states import CoMediatorState
from .roster import Appointment
from .standing import HasState

if TYPE_CHECKING:
    from accounts.models import User
    from disputes.models import Dispute

    from .mediation import Mediation

S = CoMediatorState


class CoMediatorQuerySet(models.QuerySet["CoMediator"]):
    def in_office(self) -> CoMediatorQuerySet:
        return self.exclude(state=S.LEFT)

    def seated(self) -> CoMediatorQuerySet:
        return self.filter(state=S.SEATED)


class CoMediator(HasState):
    """Comes and goes without the mediation changing its state."""

    appointment = models.OneToOneField(Appointment, on_delete=models.PROTECT, related_name="co_office")
    state = FSMField(_("状态"), choices=CoMediatorState, default=S.NAMED, protected=True)

    objects = CoMediatorQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("协同调解员")
        verbose_name_plural = _("协同调解员")

    def __str__(self) -> str:
        return str(self.appointment.mediator)

    @property
    def mediation(self) -> Mediation:
        return self.appointment.mediation

    @property
    def dispute(self) -> Dispute:
        return self.appointment.mediation.dispute

    @property
    def mediator(self) -> User:
        return self.appointment.mediator

    @transition(state, source=S.NAMED, target=S.CHALLENGEABLE)
    def disclose(self) -> None: ...

    @transition(state, source=S.CHALLENGEABLE, target=S.SEATED)
    def seat(self) -> None:
        """Nobody has anything against them, or nobody said so in time."""

    @transition(state, source=[S.CHALLENGEABLE, S.SEATED], target=S.CHALLENGED)
    def challenge(self) -> None: ...

    @transition(state, source=S.CHALLENGED, target=S.SEATED)
    def dismiss_challenge(self) -> None: ...

    @transition(state, source=[S.NAMED, S.CHALLENGEABLE, S.CHALLENGED, S.SEATED], target=S.LEFT)
    def leave(self) -> None: ...
