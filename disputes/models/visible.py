"""Which cases a person may see, and which are open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.states import OrganisationKind, Role

from ..states import AT_A_WINDOW, State

if TYPE_CHECKING:
    from accounts.models import User

    from .dispute import Dispute  # noqa: F401  named in the base of the class


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def visible_to(self, user: User) -> DisputeQuerySet:
        """Parties and their representatives, and the desk, body or office that has the case. Nobody else."""
        if not user.is_authenticated:
            return self.none()
        from .parties import Party
        from .passport import Proceeding

        memberships = user.memberships.in_force()
        desks = memberships.filter(
            role__in=[Role.HANDLER, Role.SUPERVISOR, Role.RECEPTIONIST, Role.AUDITOR],
            organisation__kind__in=[OrganisationKind.PLATFORM, OrganisationKind.SERVICE_CENTRE],
        ).values("organisation")
        sees = [Role.SECRETARY, Role.SUPERVISOR, Role.REGISTRAR, Role.RECEPTIONIST, Role.AUDITOR]
        bodies = memberships.filter(role__in=sees).values("organisation")
        party = Party.objects.filter(dispute=OuterRef("pk")).filter(
            Q(user=user)
            | Q(representatives__user=user, representatives__ends_on=None)
            | Q(
                organisation__in=memberships.filter(role__in=[Role.HANDLER, Role.SUPERVISOR]).values(
                    "organisation"
                ),
                joined_at__isnull=False,
            )
            | Q(window__in=memberships.filter(role__in=AT_A_WINDOW).values("organisation"))
        )
        here = Proceeding.objects.filter(dispute=OuterRef("pk"))
        proceeding = here.filter(
            Q(body__in=bodies) | Q(people=user, body__in=memberships.values("organisation"))
        )
        return self.filter(
            (Q(created_by=user) & Q(state=State.DRAFT))
            | (~Q(state=State.DRAFT) & (Q(desk__in=desks) | Exists(party) | Exists(proceeding)))
        )

    def open(self) -> DisputeQuerySet:
        return self.exclude(state__in=[State.DRAFT, State.CLOSED])
