"""A complaint about how a mediator behaved, and an objection of a mediator to a figure: each a matter of its own.

Neither is an act of the case: it has its own chain in the docket, so that no party finds it in the case's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.states import Role
from disputes.models import Party
from docket.models import Chain

from ..states import ConductState, ObjectionState
from .mediation import Mediation
from .roster import Appointment, RosterEntry
from .standing import HasState

if TYPE_CHECKING:
    from accounts.models import User

C = ConductState
FS = ObjectionState


class ConductQuerySet(models.QuerySet["ConductComplaint"]):
    def visible_to(self, user: User) -> ConductQuerySet:
        """The side that complained, the mediator it is about, the supervisor of the body. Not the other side."""
        if not user.is_authenticated:
            return self.none()
        memberships = user.memberships.in_force()
        own = Party.objects.filter(
            Q(user=user)
            | Q(representatives__user=user, representatives__ends_on=None)
            | Q(
                organisation__in=memberships.filter(role__in=[Role.HANDLER, Role.SUPERVISOR]).values(
                    "organisation"
                ),
                joined_at__isnull=False,
            )
        )
        supervised = memberships.filter(role=Role.SUPERVISOR).values("organisation")
        return self.filter(
            Q(party__in=own.values("pk"))
            | Q(appointment__mediator=user)
            | Q(appointment__mediation__body__in=supervised)
        )

    def open(self) -> ConductQuerySet:
        return self.filter(state__in=[C.HEARING, C.DECIDING])


class ConductComplaint(HasState):
    """投诉调解员: pressure, taking sides, leaking … `ground` is a rulebook code. Apart from the merits of the case."""

    chain = models.OneToOneField(Chain, on_delete=models.PROTECT, related_name="+", editable=False)
    mediation = models.ForeignKey(Mediation, on_delete=models.PROTECT, related_name="conduct_complaints")
    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, related_name="conduct_complaints", help_text="about whom"
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", help_text="of whom")
    ground = models.CharField(_("事由"), max_length=60)
    text = models.TextField(_("经过"))
    state = FSMField(_("状态"), choices=ConductState, default=C.HEARING, protected=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    statement = models.TextField(_("调解员的说明"), blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(_("决定理由"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ConductQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("调解员行为投诉")
        verbose_name_plural = _("调解员行为投诉")
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "party"],
                condition=Q(state__in=[C.HEARING, C.DECIDING]),
                name="one_open_conduct_complaint",
            )
        ]

    @transition(state, source=C.HEARING, target=C.DECIDING)
    def end_hearing(self) -> None:
        """The mediator has been heard, or had the time to speak and did not."""

    @transition(state, source=C.DECIDING, target=C.UPHELD)
    def uphold(self) -> None: ...

    @transition(state, source=C.DECIDING, target=C.DISMISSED)
    def dismiss(self) -> None: ...

    @transition(state, source=C.DECIDING, target=C.UNDECIDED)
    def lapse(self) -> None:
        """The supervisor was silent: that says nothing about the mediator, and the way up is open."""

    @transition(state, source=[C.HEARING, C.DECIDING], target=C.WITHDRAWN)
    def withdraw(self) -> None: ...


class ObjectionQuerySet(models.QuerySet["FigureObjection"]):
    def visible_to(self, user: User) -> ObjectionQuerySet:
        """The mediator whose figures they are, and the body's supervisor and secretary."""
        if not user.is_authenticated:
            return self.none()
        bodies = (
            user.memberships.in_force()
            .filter(role__in=[Role.SUPERVISOR, Role.SECRETARY])
            .values("organisation")
        )
        return self.filter(Q(entry__mediator=user) | Q(entry__body__in=bodies))


class FigureObjection(HasState):
    """A mediator says that a case does not belong in their figures, or that a figure is wrong."""

    chain = models.OneToOneField(Chain, on_delete=models.PROTECT, related_name="+", editable=False)
    entry = models.ForeignKey(RosterEntry, on_delete=models.PROTECT, related_name="objections")
    figure = models.CharField(_("数据"), max_length=20)
    mediation = models.ForeignKey(
        Mediation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="one case only",
    )
    reason = models.TextField(_("理由"))
    state = FSMField(_("状态"), choices=ObjectionState, default=FS.OPEN, protected=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    decision = models.TextField(_("决定理由"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("数据异议")
        verbose_name_plural = _("数据异议")
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "figure", "mediation"],
                condition=Q(state=FS.OPEN, mediation__isnull=False),
                name="one_open_objection_to_a_case",
            ),
            models.UniqueConstraint(
                fields=["entry", "figure"],
                condition=Q(state=FS.OPEN, mediation=None),
                name="one_open_objection_to_a_figure",
            ),
        ]

    @transition(state, source=FS.OPEN, target=FS.UPHELD)
    def uphold(self) -> None: ...

    @transition(state, source=FS.OPEN, target=FS.DISMISSED)
    def dismiss(self) -> None: ...
