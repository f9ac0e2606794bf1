"""A person asks to be erased: cases that name them as mediator though they never acted in them."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.models import User
from disputes.services.forgetting import names_persons

from ..models import Appointment, Draw, RosterEntry


@names_persons
def cases_naming(user: User) -> Iterator[int]:
    """Who was appointed, and who stood on the roster of a lot that another won."""
    yield from Appointment.objects.filter(mediator=user).values_list("mediation__dispute__chain", flat=True)
    entries = dict(RosterEntry.objects.filter(mediator=user).values_list("pk", "body"))
    draws = Draw.objects.filter(mediation__body__in=set(entries.values()))
    for roster, chain in draws.values_list("roster", "mediation__dispute__chain"):
        if any(key in entries for key, _name in roster):
            yield chain
