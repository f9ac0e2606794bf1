"""Who is in a case and hears of what happens in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.selectors import holds_role, staff_of
from accounts.states import Role
from disputes.models import Dispute
from disputes.selectors import people_of

if TYPE_CHECKING:
    from accounts.models import User


def watchers_of(dispute: Dispute) -> list[User]:
    """The parties' people, the desk's handlers, and those who carry a channel just now."""
    found: list[User] = []
    for party in dispute.parties.filter(joined_at__isnull=False):
        found += people_of(party)
    if dispute.desk is not None:
        found += staff_of(dispute.desk, Role.HANDLER)
    for proceeding in dispute.proceedings.filter(closed_at=None).prefetch_related("people"):
        found += [person for person in proceeding.people.all() if holds_role(person, proceeding.body)]
        if proceeding.body is not None:
            found += staff_of(proceeding.body, Role.SECRETARY)
            found += staff_of(proceeding.body, Role.REGISTRAR)
    return list(dict.fromkeys(found))
