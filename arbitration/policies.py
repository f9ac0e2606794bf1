"""Who may do what in a referral. Time is not asked here: that is the state's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from accounts.selectors import holds_role
from accounts.states import Role
from disputes.policies import party_of, speaks_for

from .models import Referral

if TYPE_CHECKING:
    from accounts.models import User
    from disputes.models import Party


def can_register(user: User, referral: Referral) -> bool:
    """The commission's own registrar, unless a party of the case."""
    return holds_role(user, referral.commission, Role.REGISTRAR) and party_of(user, referral.dispute) is None


def can_prepare(user: User, referral: Referral) -> bool:
    """The applicant, or a representative with a special mandate."""
    return speaks_for(user, referral.applicant, needs_special_mandate=True)


def can_download_bundle(user: User, referral: Referral) -> bool:
    """Who made it and who it was made for."""
    offices = (Role.REGISTRAR, Role.SUPERVISOR)
    return can_prepare(user, referral) or (
        referral.sent_at is not None and holds_role(user, referral.commission, *offices)
    )


def spoken_for(user: User, referral: Referral, parties: Iterable[Party]) -> list[Party]:
    """For whom of these this person may agree to arbitrate."""
    found = [party for party in parties if speaks_for(user, party, needs_special_mandate=True)]
    return list(dict.fromkeys(found))
