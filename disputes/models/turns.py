"""Whose turn it is. viewflow's task, tied to the case and to those who may take it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from viewflow.workflow.models import Process, Task

from accounts.states import OrganisationKind, Role

from .dispute import Dispute
from .parties import Party

if TYPE_CHECKING:
    from accounts.models import User


#: Where a supervisor may do whatever a handler may (disputes.policies.is_on_desk). In a mediation body or a
#: commission the secretary and the registrar act; who watches over them does not.
DESKS = frozenset({OrganisationKind.PLATFORM, OrganisationKind.SERVICE_CENTRE})


class CaseWork(Process):
    """Ties a running flow to its case, and holds nothing else: a flow can be cancelled and entered again."""

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="works")


class TurnQuerySet(models.QuerySet["Turn"]):
    def open(self) -> TurnQuerySet:
        return self.filter(finished=None)

    def held_by(self, user: User) -> TurnQuerySet:
        """Open turns this person may take now: as a party, as a representative, or for a body."""
        if not user.is_authenticated:
            return self.none()
        holders = TurnHolder.objects.filter(
            Q(party__user=user)
            | Q(party__representatives__user=user, party__representatives__ends_on=None)
            # somebody in an office of the case, as long as they still hold it
            | Q(user=user, turn__dispute__in=Dispute.objects.visible_to(user).values("pk"))
        ).values("turn")
        offices = Q(pk__in=[])
        held = user.memberships.in_force().values_list("organisation", "role", "organisation__kind")
        for organisation, role, kind in held:
            offices |= Q(organisation=organisation, role=role)
            if role == Role.SUPERVISOR and kind in DESKS:
                offices |= Q(organisation=organisation)
        own = Q(pk__in=holders) | (
            Q(pk__in=TurnHolder.objects.filter(offices, user=None).values("turn"))
            & (Q(owner=None) | Q(owner=user))
        )
        return self.open().filter(own)


class Turn(Task):
    """A viewflow task of a case. `kind` is `app.node`; the page that does it is known to proceedings."""

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="turns")
    kind = models.CharField(max_length=60)

    objects = TurnQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["dispute", "kind"])]


class TurnHolder(models.Model):
    """One who may take the turn: a party, a named person, or a role in a body."""

    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="holders")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, null=True, blank=True, related_name="turns")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="turns"
    )
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.CASCADE, null=True, blank=True, related_name="turns"
    )
    role = models.CharField(max_length=20, choices=Role, blank=True)
